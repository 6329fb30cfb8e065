"""Sampling fields: filled as the model's makers recommend, or as the user last chose for that model.

Whether values can be served, the engine decides when a message is sent.
"""

import math
from dataclasses import astuple
from html import escape
from typing import Any, TypeAlias

import gradio as gr
from gradio.events import Dependency

from hybrid.errors import ConfigError
from hybrid.machine.user_folders import config_dir
from hybrid.text.characters import encodable
from hybrid.types import SamplingDefaults
from ui.control.kept_sampling import KeptSampling
from ui.control.pane import ControlPanel
from ui.engine_protocol import EngineProtocol
from ui.text.sampling import sampling_line

RECOMMENDED = 5
"""So many of the panel's sampling fields, the first, have values that makers recommend."""

Filled: TypeAlias = tuple[Any, ...]
"""One update for each of these fields, then the model they are for, and the line that says what they are."""
UNCHANGED: Filled = (gr.skip(),) * (RECOMMENDED + 2)


class SamplingFields:
    """Keeps the fields and the files of the user's choices in step."""

    def __init__(self, engine: EngineProtocol, kept: KeptSampling | None = None) -> None:
        self._engine = engine
        self._kept = kept or KeptSampling(lambda: config_dir() / "sampling")

    def wire(self, page: gr.Blocks, panel: ControlPanel, note: gr.HTML, loaded: Dependency) -> None:
        """Connects the components; ``loaded`` is the event after which another model may be there."""
        fields = list(panel.sampling[:RECOMMENDED])
        filled = [*fields, panel.sampling_of, note]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
        page.load(self.fill, None, filled, **quiet)
        loaded.then(self.follow, [panel.sampling_of], filled, **quiet)
        panel.fits.submit(self.follow, [panel.sampling_of], filled, **quiet)
        panel.sampling_reset.click(self.reset, None, filled, **quiet)
        typed = [field.input for field in fields]
        gr.on(typed, self.keep, [panel.sampling_of, *fields], [note], trigger_mode="always_last", **quiet)

    def fill(self) -> Filled:
        """Shows what is chosen for the loaded model."""
        model = self._engine.snapshot().model
        chosen = self._kept.of(model.name)
        return _filled(chosen or model.sampling, model.name, recommended=chosen is None)

    def follow(self, shown: str) -> Filled:
        """As ``fill``, if the fields show another model's."""
        return UNCHANGED if shown == self._engine.snapshot().model.name else self.fill()

    def reset(self) -> Filled:
        """Shows what the makers recommend, and forgets the user's choice."""
        model = self._engine.snapshot().model
        try:
            self._kept.forget(model.name)
        except ConfigError as problem:
            return (*UNCHANGED[:-1], _as_html(problem))
        return self.fill()

    def keep(self, shown: str, *values: float | None) -> Any:
        """Keeps what was typed for the model that the fields show; a field that is empty in between keeps nothing."""
        model = self._engine.snapshot().model
        if shown != model.name or any(value is None or not math.isfinite(value) for value in values):
            return gr.skip()
        temperature, top_p, top_k, min_p, penalty = (float(value or 0.0) for value in values)
        chosen = SamplingDefaults(temperature, top_p, int(top_k), min_p, penalty)
        recommended = chosen == model.sampling
        try:
            if recommended:
                self._kept.forget(model.name)
            else:
                self._kept.keep(model.name, chosen)
        except ConfigError as problem:
            return _as_html(problem)
        return sampling_line(chosen, recommended)


def _filled(sampling: SamplingDefaults, model: str, recommended: bool) -> Filled:
    return (*astuple(sampling), model, sampling_line(sampling, recommended))


def _as_html(problem: ConfigError) -> str:
    """It may quote the path of a folder, which is no markup."""
    return escape(encodable(str(problem)))
