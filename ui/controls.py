"""The control panel: model, cache geometry, policy, threads, sampling; Apply and Revert.

The engine is the one judge of settings: the panel turns fields into values, asks, and shows the answer.
"""

from dataclasses import dataclass
from typing import Any, get_args

import gradio as gr

from hybrid.errors import ConfigError, HybridError
from hybrid.types import ADMISSIONS, MAPPINGS, Geometry, PolicyName, Settings, Snapshot
from ui.charts import live_html
from ui.protocol import EngineProtocol
from ui.wording import error_html

POLICIES = get_args(PolicyName)


@dataclass(frozen=True, slots=True)
class ControlPanel:
    """The panel's components, ``settings`` in the order of ``field_values``, ``sampling`` in ``Sampling``'s."""

    model: gr.Textbox
    load: gr.Button
    settings: tuple[gr.components.Component, ...]
    sampling: tuple[gr.components.Component, ...]
    apply: gr.Button
    revert: gr.Button
    error: gr.HTML


def control_panel(snapshot: Snapshot) -> ControlPanel:
    """Lays the panel out; call inside the page."""
    with gr.Column(elem_id="control-pane", min_width=0):
        gr.HTML("<h2>Control</h2>", elem_id="control-heading")
        with gr.Row(elem_id="model-row"):
            model = gr.Textbox(
                label="Another model",
                placeholder="folder or hub id",
                elem_id="model",
                max_lines=1,
                min_width=0,
            )
            load = gr.Button("Load", elem_id="load", scale=0, min_width=0)
        error = gr.HTML("", html_template='<div id="error">${value}</div>', elem_id="error-holder")
        settings = _settings_fields(snapshot)
        live_html(FITS_HTML, "fits-holder")
        with gr.Row(elem_id="apply-row"):
            apply = gr.Button("Apply", elem_id="apply", variant="primary", min_width=0)
            revert = gr.Button("Revert", elem_id="revert", min_width=0)
        with gr.Accordion("Sampling, from the next message on", open=False, elem_id="sampling"):
            sampling = _sampling_fields()
    return ControlPanel(model, load, settings, sampling, apply, revert, error)


def _settings_fields(snapshot: Snapshot) -> tuple[gr.components.Component, ...]:
    indexes, ways, mapping, policy, admission, threads = field_values(snapshot.settings)
    with gr.Row(elem_id="geometry"):
        fields = [
            gr.Number(indexes, label="N indexes", elem_id="indexes", min_width=0),
            gr.Number(ways, label="M ways", elem_id="ways", min_width=0),
        ]
    with gr.Row():
        fields += [
            gr.Dropdown(list(MAPPINGS), value=mapping, label="Mapping", elem_id="mapping", min_width=0),
            gr.Dropdown(_policy_choices(), value=policy, label="Policy", elem_id="policy", min_width=0),
        ]
    with gr.Row():
        fields += [
            gr.Dropdown(
                _admission_choices(), value=admission, label="Fill on miss", elem_id="admission", min_width=0
            ),
            gr.Number(threads, label="CPU threads", elem_id="threads", min_width=0),
        ]
    return tuple(fields)


def _policy_choices() -> list[tuple[str, str]]:
    return [(name.upper(), name) for name in POLICIES]


def _admission_choices() -> list[tuple[str, str]]:
    return [(name, name) for name in ADMISSIONS]


def _sampling_fields() -> tuple[gr.components.Component, ...]:
    with gr.Row():
        temperature = gr.Number(0.0, label="Temperature", elem_id="temperature", step=0.1, min_width=0)
        top_p = gr.Number(1.0, label="Top-p", elem_id="top-p", step=0.05, min_width=0)
        top_k = gr.Number(0, label="Top-k", elem_id="top-k", min_width=0)
    with gr.Row():
        penalty = gr.Number(1.0, label="Repetition", elem_id="repetition-penalty", step=0.05, min_width=0)
        seed = gr.Textbox("", label="Seed", elem_id="seed", placeholder="any", max_lines=1, min_width=0)
        tokens = gr.Number(256, label="Max tokens", elem_id="max-new-tokens", min_width=0)
    system = gr.Textbox(
        "", label="System prompt", elem_id="system-prompt", lines=2, placeholder="none", min_width=0
    )
    return temperature, top_p, top_k, penalty, seed, tokens, system


FITS_HTML = """
<div id="fits">
  <div class="cover" aria-hidden="true"></div>
  <p class="slots"></p>
  <div class="meter"><div class="bar"></div></div>
  <p class="memory"></p>
  <p class="inforce"></p>
</div>
"""


def field_values(settings: Settings) -> tuple[int, int, str, str, str, int]:
    """What the settings fields show for ``settings``."""
    geometry = settings.geometry
    return (
        geometry.indexes,
        geometry.ways,
        settings.mapping,
        settings.policy,
        settings.admission,
        settings.cpu_threads,
    )


class Controls:
    """What the panel's buttons do."""

    def __init__(self, engine: EngineProtocol) -> None:
        self._engine = engine

    def wire(self, page: gr.Blocks, panel: ControlPanel) -> None:
        """Connects the components. Nothing here waits behind a reply."""
        fields = list(panel.settings)
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        panel.apply.click(self.apply, fields, [*fields, panel.error], queue=False, **quiet)
        panel.revert.click(self.revert, None, [*fields, panel.error], queue=False, **quiet)
        gr.on(
            [panel.load.click, panel.model.submit],
            self.load,
            [panel.model],
            [*fields, panel.error],
            # Not queued: its answer could get lost while the stream of a reply that has just ended closes.
            queue=False,
            **quiet,
        )
        page.load(self.shown, None, fields, queue=False, **quiet)

    def apply(
        self,
        indexes: float | None,
        ways: float | None,
        mapping: str,
        policy: str,
        admission: str,
        threads: float | None,
    ) -> tuple[Any, ...]:
        """Asks the engine for the settings on the page; on refusal fields stay as typed."""
        try:
            settings = self._engine.reconfigure(
                geometry=Geometry(_whole(indexes, "indexes", "indexes N"), _whole(ways, "ways", "ways M")),
                mapping=mapping,  # type: ignore[arg-type]
                policy=policy,  # type: ignore[arg-type]
                admission=admission,  # type: ignore[arg-type]
                cpu_threads=_whole(threads, "cpu_threads", "CPU threads"),
            )
        except HybridError as refusal:
            return (*(gr.skip(),) * 6, error_html(refusal))
        return (*field_values(settings), "")

    def revert(self) -> tuple[Any, ...]:
        """Back to the settings in force."""
        return (*self.shown(), "")

    def load(self, model: str) -> tuple[Any, ...]:
        """Loads another model; on refusal the loaded one stays."""
        try:
            if not model.strip():
                raise ConfigError("No model is named: enter a folder or a hub id.", "model")
            self._engine.load_model(model.strip())
        except HybridError as refusal:
            return (*(gr.skip(),) * 6, error_html(refusal))
        return self.revert()

    def shown(self) -> tuple[Any, ...]:
        """The settings as they are now; a page may be opened long after it was built."""
        return field_values(self._engine.snapshot().settings)


def _whole(value: float | None, field: str, what: str) -> int:
    if value is None or value != int(value):
        raise ConfigError(f"The number of {what} has to be a whole number: enter one.", field)
    return int(value)
