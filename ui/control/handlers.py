"""Handlers of the control panel: they ask the engine for settings, presets, links and models.

Only the engine judges settings: the panel turns fields into values, asks for them, and shows the answer.
"""

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

import gradio as gr
from gradio.events import Dependency

from hybrid.errors import ConfigError, HybridError
from hybrid.lab import Calibration
from hybrid.machine.user_folders import config_dir
from hybrid.types import Settings
from ui.control.asking import NOTHING_ASKED, asked, asks_first
from ui.control.built_in_presets import built_in_presets
from ui.control.pane import EVERY_MODEL, FIELD_IDS, THIS_MODEL, ControlPanel
from ui.control.presets import Preset, PresetFiles, Shelf
from ui.control.recent_models import RecentModels, recent_models
from ui.control.settings_text import change_to, checked_values, values_in, values_in_query, values_of
from ui.engine_protocol import EngineProtocol
from ui.shell.links import FROM_ELSEWHERE
from ui.text.figures import error_html, problems_html
from ui.text.hints import HINTS
from ui.text.preset_words import presets_html

Answer: TypeAlias = tuple[Any, ...]
"""One update for each of the fields, then preset, what presets set, saved presets, problems, knee, base, error."""

FIELDS = tuple(FIELD_IDS)
NEARLY = 1.05
UNCHANGED: Answer = (gr.skip(),) * len(FIELDS)

# Removes a link's settings from the address, so that a later reload does not apply them again.
TAKE_QUERY = f"""() => {{
    const query = window.location.search;
    const address = new URL(window.location.href);
    for (const name of {json.dumps((*FIELDS, FROM_ELSEWHERE))}) address.searchParams.delete(name);
    if (address.href !== window.location.href) window.history.replaceState(null, "", address);
    return [query];
}}"""

# For assets/page/control/panel.js: an answer sets fields without an event of the browser's.
FIELDS_SET = '() => { document.dispatchEvent(new Event("hybrid:fields-set")); }'


class Controls:
    """What the panel's buttons do."""

    def __init__(
        self, engine: EngineProtocol, files: PresetFiles | None = None, recent: RecentModels | None = None
    ) -> None:
        self._engine = engine
        self._recent = recent or recent_models()
        self._files = files or PresetFiles(lambda: config_dir() / "presets")
        self._served: dict[str, Any] = dict.fromkeys(FIELDS)  # what every page's fields show at first

    def wire(self, page: gr.Blocks, panel: ControlPanel, before_loading: Dependency) -> Dependency:
        """Connects the components; a model is loaded after the event ``before_loading``, and the event that is returned
        comes after that. Nothing here waits behind a reply."""
        presets, fields = panel.presets, list(panel.settings)
        self._served = {name: field.value for name, field in zip(FIELDS, fields, strict=True)}
        shown = [
            *fields,
            presets.picker,
            presets.about,
            presets.saved,
            presets.problems,
            panel.knee,
            panel.base,
            panel.error,
        ]
        # Not queued: an answer could get lost while the stream of a reply that has just ended closes.
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
        panel.apply.click(self.apply, fields, shown, **quiet)
        panel.revert.click(self.revert, None, shown, **quiet)
        panel.fits.submit(self.follow, [panel.base, *fields], shown, **quiet)
        loaded: Dependency = before_loading.then(self.load, [panel.model], shown, **quiet)
        panel.cancel_load.click(self.cancel_load, None, None, **quiet)
        presets.picker.input(self.use_preset, [presets.picker], shown, **quiet)
        presets.use.click(self.use_text, [presets.text], shown, **quiet)
        gr.on(
            [presets.save.click, presets.name.submit],
            self.save_preset,
            [presets.name, presets.scope, *fields],
            shown,
            **quiet,
        )
        presets.delete.click(self.delete_preset, [presets.saved], shown, **quiet)
        question = panel.question
        page.load(self.arrive, [panel.base], [*shown, *question.outputs], js=TAKE_QUERY, **quiet)
        question.apply.click(self.agreed, [question.link], [*shown, *question.outputs], **quiet)
        question.leave.click(lambda: NOTHING_ASKED, None, question.outputs, **quiet)
        changed = [field.change for field in (*fields, panel.knee)]
        gr.on(changed, None, js=FIELDS_SET, trigger_mode="multiple", **quiet)
        return loaded

    def apply(self, *fields: Any) -> Answer:
        """Asks the engine for the settings in the fields; on refusal the fields stay as typed."""
        try:
            settings = self._reconfigure(dict(zip(FIELDS, fields, strict=True)))
        except HybridError as refusal:
            return self._refused(refusal)
        return self._answer(settings)

    def revert(self) -> Answer:
        """Shows the settings in force in the fields."""
        return self._answer(self._in_force)

    def follow(self, base: str, *fields: Any) -> Answer:
        """Shows settings that were changed elsewhere, in those fields that nobody has edited since ``base``."""
        now, before = values_of(self._in_force), _values_before(base)
        updates = [
            gr.skip() if typed != before.get(name) or now[name] == typed else now[name]
            for name, typed in zip(FIELDS, fields, strict=True)
        ]
        return (*updates, *self._around(self._in_force), json.dumps(now), gr.skip())

    def load(self, model: str) -> Answer:
        """Loads another model; on refusal the loaded one stays."""
        try:
            if not model.strip():
                raise ConfigError("Enter a folder or a Hugging Face model ID.", "model")
            self._engine.load_model(model.strip())
            self._recent.note(model.strip())
        except HybridError as refusal:
            return self._refused(refusal)
        return self.revert()

    def cancel_load(self) -> None:
        """Ends the loading of a model, also one that another tab has asked for; ``load`` then says so."""
        self._engine.cancel_loading()

    def use_preset(self, name: str) -> Answer:
        """Applies a preset."""
        try:
            preset = self._shelf().named(name)
        except HybridError as refusal:
            return self._refused(refusal)
        return self._use(preset.values)

    def use_text(self, text: str) -> Answer:
        """Applies pasted JSON or a pasted link."""
        try:
            values = values_in(text, self._in_force)
        except HybridError as refusal:
            return self._refused(refusal)
        return self._use(values)

    def arrive(self, query: str) -> Answer:
        """As ``opened``, and the updates of the question that comes first if nobody here has asked for the settings."""
        values = values_in_query(query, self._in_force)
        if values and asks_first(query, self._engine.snapshot().phase):
            return (*self.revert(), *asked(query, values))
        return (*self.opened(query), *NOTHING_ASKED)

    def agreed(self, query: str) -> Answer:
        """Applies the settings of the link that the page has asked about."""
        return (*self.opened(query), *NOTHING_ASKED)

    def opened(self, query: str) -> Answer:
        """Applies settings if the address of a newly opened page has any. Else it catches up with the settings in force
        where it was served with others; the other fields may have been edited since."""
        values = values_in_query(query, self._in_force)
        return self._use(values) if values else self.follow(json.dumps(self._served), *self._served.values())

    def save_preset(self, name: str, scope: str, *fields: Any) -> Answer:
        """Saves the settings in force; edits must be applied first, so that only settings that work are saved."""
        settings = self._in_force
        try:
            if dict(zip(FIELDS, fields, strict=True)) != values_of(settings):
                raise ConfigError(
                    "Apply or revert your changes first; presets save the current settings.", "preset-name"
                )
            self._files.save(name, settings, None if scope == EVERY_MODEL else self._model)
        except HybridError as refusal:
            return self._refused(refusal)
        return (*UNCHANGED, *self._around(settings), gr.skip(), "")

    def delete_preset(self, label: str | None) -> Answer:
        """Deletes a saved preset; the settings in force stay."""
        try:
            for preset in self._shelf().saved:
                if _label(preset) == label:
                    self._files.delete(preset)
                    break
            else:
                raise ConfigError("Choose the preset to delete.", "preset-saved")
        except HybridError as refusal:
            return self._refused(refusal)
        return (*UNCHANGED, *self._around(self._in_force), gr.skip(), "")

    @property
    def _in_force(self) -> Settings:
        return self._engine.snapshot().settings

    @property
    def _model(self) -> str:
        return self._engine.snapshot().model.name

    def _shelf(self) -> Shelf:
        snapshot = self._engine.snapshot()
        return self._files.shelf(snapshot.model.name, snapshot.settings, built_in_presets(snapshot))

    def _reconfigure(self, values: Mapping[str, object]) -> Settings:
        settings = self._in_force
        return self._engine.reconfigure(**change_to(checked_values(values, settings), settings))

    def _use(self, values: Mapping[str, object]) -> Answer:
        """Applies ``values``, leaving other settings as they are; on refusal the fields show ``values``."""
        try:
            return self._answer(self._reconfigure(values))
        except HybridError as refusal:
            return self._refused(refusal, tuple(_showable(name, values.get(name)) for name in FIELDS))

    def _answer(self, settings: Settings) -> Answer:
        """Updates for the panel: it shows ``settings``."""
        values = values_of(settings)
        return (*(values[name] for name in FIELDS), *self._around(settings), json.dumps(values), "")

    def _refused(self, refusal: HybridError, updates: Answer = UNCHANGED) -> Answer:
        return (*updates, *self._around(self._in_force), gr.skip(), error_html(refusal))

    def _around(self, settings: Settings) -> Answer:
        """Updates for what stands beside the fields: presets, their problems, and the threads that suffice."""
        shelf = self._shelf()
        saved = [_label(preset) for preset in shelf.saved]
        return (
            gr.Radio(choices=[preset.name for preset in shelf.presets], value=shelf.in_force(settings)),
            presets_html([(preset.name, preset.purpose, preset.values) for preset in shelf.presets]),
            gr.Dropdown(choices=saved, value=saved[0] if saved else None),
            problems_html(shelf.problems),
            str(threads_that_suffice(self._engine.calibration()) or ""),
        )


def threads_that_suffice(calibration: Calibration | None) -> int | None:
    """The smallest measured number of threads with which an expert takes hardly longer than with the best number."""
    if calibration is None:
        return None
    best = min(costs.expert for costs in calibration.threads)
    return min(costs.threads for costs in calibration.threads if costs.expert <= NEARLY * best)


def _values_before(base: str) -> dict[str, object]:
    """The values the page got last, out of ``base``; empty if that holds none, as after opening."""
    try:
        values = json.loads(base)
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def _label(preset: Preset) -> str:
    return f"{preset.name} · {THIS_MODEL if preset.model else EVERY_MODEL}"


def _showable(name: str, value: object) -> Any:
    """An update that shows the value; none if the field, one with choices, cannot show it."""
    if isinstance(value, str):
        return value if value in HINTS.get(name, ()) else gr.skip()
    return value if isinstance(value, int | float) else gr.skip()
