"""Markup of the Lab tab: trace and machine, the pictures of a replay, real runs, exports.

Python renders the frame once; assets/page/lab/lab.js makes it work, and puts the parts of results into the elements
with their names (``data-figure``, ``data-table``, ``data-sentence``). ``fill_fields`` lets a click in a picture fill
the control panel's fields.
"""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from hybrid.errors import HybridError
from ui.control.pane import FIELD_IDS, ControlPanel
from ui.control.settings_text import checked_values
from ui.engine_protocol import EngineProtocol
from ui.lab.parts import job, plot, sentence, table
from ui.lab.run_panels import compare, look_ahead, race, tune
from ui.shell.mounted_html import live_html
from ui.text.figures import error_html
from ui.text.hints import ADMISSION_NAMES, MAPPING_NAMES, POLICY_NAMES

KINDS = {"mapping": "Slots", "policy": "Policy", "admission": "Copy missed experts"}
FIGURES = (
    ("host_gb_per_s", "CPU memory, GB/s", "75"),
    ("link_gb_per_s", "Copies to the GPU, GB/s", "25"),
    ("device_gb_per_s", "GPU memory, GB/s", "900"),
    ("device_gib", "GPU memory, GiB", "24"),
    ("cores", "CPU cores", "8"),
    ("watts", "Watts, if known", ""),
)

FOREIGN = (
    ("layers", "Layers, dense ones included", "1"),
    ("top_k", "Experts per token", "1"),
    ("experts", "Experts per layer", "1"),
    ("expert_mib", "Size of an expert, MiB", "any"),
)


def lab_pane() -> gr.HTML:
    """Lays out the tab; call inside the page."""
    return live_html(_html(), "lab-holder")


def fill_fields(engine: EngineProtocol, lab: gr.HTML, panel: ControlPanel) -> None:
    """Lets the lab's script put settings into the control panel's fields, without applying them."""

    def filled(event: gr.EventData) -> tuple[Any, ...]:
        try:
            values = checked_values(event._data, engine.snapshot().settings)
        except HybridError as refusal:
            return (*(gr.skip() for _ in FIELD_IDS), error_html(refusal))
        return (*(values.get(name, gr.skip()) for name in FIELD_IDS), "")

    lab.submit(
        filled,
        None,
        [*panel.settings, panel.error],
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )


def _html() -> str:
    return f"""
<section id="lab" aria-label="Lab">
  {_bar()}
  <p class="empty" id="lab-empty">Ask something first: the Lab replays the experts your chats used.
    Or load a saved trace.</p>
  <div id="lab-results" hidden>
    {_grid()}
    {_curves()}
    {_reuse()}
  </div>
  {tune()}
  {compare()}
  {race()}
  {look_ahead()}
</section>
"""


def _bar() -> str:
    fields = "".join(_typed(*figure) for figure in FIGURES)
    return f"""
<div class="bar">
  <label class="wide">Trace <select id="lab-source"></select></label>
  <div class="buttons">
    <button type="button" id="lab-load">Load</button>
    <a class="button" id="lab-save" download>Save</a>
    <a class="button" id="lab-csv" download>CSV</a>
    <input type="file" id="lab-file" hidden
      accept=".safetensors,.json,.jsonl,.npy,.npz,.csv,.tsv,.txt,.parquet">
  </div>
  <label class="wide">Hardware <select id="lab-machine"></select></label>
  <div class="buttons">{job("calibrate", "Benchmark this machine")}</div>
</div>
<fieldset id="lab-typed" hidden><legend>Measured (not theoretical) figures</legend>{fields}</fieldset>
<p class="note"><b id="lab-prediction" hidden>Prediction</b> <span id="lab-machine-note"></span></p>
<details id="lab-times" hidden><summary>Benchmark results</summary>{table("calibration")}</details>
<p class="error" id="lab-trace-error" role="alert"></p>
<p class="note" id="lab-trace-note" role="status"></p>
{_foreign()}
<div class="bar run">
  {job("replay", "Replay", primary=True)}
  <div class="kinds">
    {_kind("mapping", MAPPING_NAMES)}{_kind("policy", POLICY_NAMES)}{_kind("admission", ADMISSION_NAMES)}
  </div>
  <p class="note" id="lab-stale"></p>
  <div class="buttons exports">
    <a class="button" id="lab-report" download hidden>Report</a>
    <a class="button" id="lab-json" download hidden>JSON</a>
  </div>
</div>
"""


def _foreign() -> str:
    fields = "".join(
        f'<label>{label} <input type="number" name="{name}" min="0" step="{step}" placeholder="in the file"></label>'
        for name, label, step in FOREIGN
    )
    return f"""
<details id="lab-foreign"><summary>Traces of vLLM, SGLang, llama.cpp and others</summary>
  <p class="note">Load reads responses with routed experts (JSON), .npy and .npz arrays of tokens × layers × experts,
    CSV tables of layer and expert, and Parquet. What the file leaves out, enter before loading.</p>
  <div class="fields">{fields}</div>
</details>
"""


def _grid() -> str:
    return f"""
<figure class="panel" id="lab-grid">
  <figcaption>
    <h2>All cache sizes</h2>
    <div class="views" role="radiogroup" aria-label="Colour by">
      <label><input type="radio" name="lab-metric" value="speed" checked><span>Speed</span></label>
      <label><input type="radio" name="lab-metric" value="hits"><span>Hit rate</span></label>
    </div>
  </figcaption>
  {sentence("grid")}{sentence("running", "figure-line")}
  {plot("grid", "tall")}
  <div class="bar">
    <p class="note" id="lab-picked-note" role="status">Click a cell to try it.</p>
    <button type="button" id="lab-use-best">Use best</button>
  </div>
  {sentence("grid-note", "note")}
</figure>
"""


def _curves() -> str:
    return f"""
<figure class="panel" id="lab-curves">
  <figcaption><h2>Policies</h2></figcaption>
  {sentence("curves")}
  <div class="side-by-side">
    <div><h3>Hit rate</h3>{plot("curves-hits")}</div>
    <div><h3>Predicted tokens/s</h3>{plot("curves-speed")}{sentence("curves-note", "note")}</div>
  </div>
  {table("curves")}
</figure>
"""


def _reuse() -> str:
    return f"""
<figure class="panel" id="lab-reuse">
  <figcaption><h2>Reuse of experts</h2></figcaption>
  {sentence("reuse")}
  <div class="side-by-side">
    <div><h3>Reuse</h3>{plot("reuse-next", "low")}</div>
    <div><h3>Layer by layer</h3>{plot("reuse-layers", "low")}</div>
    <div><h3>Working set of a layer</h3>{plot("reuse-working", "low")}</div>
    <div><h3>Compared with chance</h3>{table("reuse")}</div>
  </div>
</figure>
"""


def _kind(name: str, choices: Sequence[tuple[str, str]]) -> str:
    """A choice of what to replay in place of the setting in force."""
    options = "".join(f'<option value="{value}">{label}</option>' for label, value in choices)
    return f'<label>{KINDS[name]} <select id="lab-{name}"><option value="">current</option>{options}</select></label>'


def _typed(name: str, label: str, value: str) -> str:
    return f'<label>{label} <input type="number" name="{name}" min="0" step="any" value="{value}"></label>'
