"""Control panel's layout: presets, model, settings, Apply and Revert, sampling, sharing.

Knows components and their places; ui/control/handlers.py has what the buttons do, assets/page what changes by script.
"""

import json
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from hybrid.types import Snapshot
from ui.control.asking import Question, question
from ui.control.settings_text import Values, values_of
from ui.shell.mounted_html import live_html
from ui.text.hints import ADMISSION_NAMES, HINTS, IDLE, MAPPING_NAMES, PLACEMENTS, POLICY_NAMES

THIS_MODEL, EVERY_MODEL = "this model", "all models"

# Element ids of the fields by the settings they stand for, in the order of ``ControlPanel.settings``.
FIELD_IDS = {
    "indexes": "indexes",
    "ways": "ways",
    "mapping": "mapping",
    "policy": "policy",
    "admission": "admission",
    "max_queued_copies": "queued-copies",
    "placement": "placement",
    "split_misses": "split-misses",
    "cpu_threads": "threads",
}


@dataclass(frozen=True, slots=True)
class PresetFields:
    """Components that choose, save and delete presets, and that share settings as text."""

    picker: gr.Radio
    about: gr.HTML
    name: gr.Textbox
    scope: gr.Radio
    save: gr.Button
    saved: gr.Dropdown
    delete: gr.Button
    problems: gr.HTML
    text: gr.Textbox
    use: gr.Button


@dataclass(frozen=True, slots=True)
class ControlPanel:
    """The panel's components, ``settings`` in the order of ``FIELD_IDS``, ``sampling`` in ``Sampling``'s.

    ``sampling_of`` holds the name of the model whose sampling the fields show. ``base`` holds, as JSON, the settings
    that were current when the fields last followed them; the page's script submits ``fits`` when they, or the model,
    have changed since. ``knee`` tells that script how many threads suffice.
    """

    model: gr.Textbox
    look: gr.Button
    load: gr.Button
    cancel_load: gr.Button
    models: gr.Accordion
    listed: gr.Radio
    fit: gr.HTML
    kept: gr.HTML
    remove_kept: gr.Button
    settings: tuple[gr.components.Component, ...]
    sampling: tuple[gr.components.Component, ...]
    sampling_reset: gr.Button
    sampling_of: gr.Textbox
    presets: PresetFields
    apply: gr.Button
    revert: gr.Button
    fits: gr.HTML
    base: gr.Textbox
    knee: gr.Textbox
    error: gr.HTML
    question: Question


def control_panel(snapshot: Snapshot) -> ControlPanel:
    """Lays out the panel; call inside the page."""
    with gr.Column(elem_id="control-pane", min_width=0):
        gr.HTML("<h2>Settings</h2>", elem_id="control-heading")
        error = gr.HTML("", html_template='<div id="error">${value}</div>', elem_id="error-holder")
        asking = question()
        preset = gr.Radio([], label="Preset", elem_id="preset", min_width=0)
        about = gr.HTML("", html_template='<div id="preset-about">${value}</div>', elem_id="preset-about-holder")
        model, look, load, cancel, models, listed, fit = _model_fields()
        with gr.Row(elem_id="kept-row"):
            kept = gr.HTML("", elem_id="kept-experts", visible=False)
            remove_kept = gr.Button("Remove", elem_id="remove-kept", scale=0, min_width=0, visible=False)
        settings = _settings_fields(values_of(snapshot.settings))
        fits = live_html(_fits_html(), "fits-holder")
        with gr.Row(elem_id="apply-row"):
            apply = gr.Button("Apply", elem_id="apply", variant="primary", min_width=0)
            revert = gr.Button("Revert", elem_id="revert", min_width=0)
        with gr.Accordion("Sampling and system prompt", open=False, elem_id="sampling"):
            sampling = _sampling_fields()
            reset = gr.Button("Reset to the model's own", elem_id="sampling-reset", min_width=0)
        with gr.Accordion("Save and share settings", open=False, elem_id="sharing"):
            presets = _preset_fields(preset, about)
        base = gr.Textbox("", label="Current settings", elem_id="base", visible="hidden")
        knee = gr.Textbox("", label="Threads that suffice", elem_id="knee", visible="hidden")
        sampling_of = gr.Textbox("", label="Sampling of", elem_id="sampling-of", visible="hidden")
    return ControlPanel(
        model, look, load, cancel, models, listed, fit, kept, remove_kept, settings, sampling, reset, sampling_of,
        presets, apply, revert, fits, base, knee, error, asking,
    )  # fmt: skip


def _model_fields() -> tuple[gr.Textbox, gr.Button, gr.Button, gr.Button, gr.Accordion, gr.Radio, gr.HTML]:
    with gr.Row(elem_id="model-row"):
        model = gr.Textbox(
            label="Load another model",
            placeholder="Folder or Hugging Face model ID",
            elem_id="model",
            max_lines=1,
            min_width=0,
        )
        look = gr.Button("Look", elem_id="look", scale=0, min_width=0)
        load = gr.Button("Load", elem_id="load", scale=0, min_width=0)
        cancel = gr.Button("Cancel", elem_id="cancel-load", scale=0, min_width=0)  # shown while a model is loaded
    with gr.Accordion("Models on this machine", open=False, elem_id="models") as models:
        listed = gr.Radio([], label="Models on this machine", show_label=False, elem_id="known-models", min_width=0)
    fit = gr.HTML("", html_template='<div id="fit">${value}</div>', elem_id="fit-holder")
    return model, look, load, cancel, models, listed, fit


def _settings_fields(values: Values) -> tuple[gr.components.Component, ...]:
    gr.HTML(CACHE_HTML, elem_id="cover-holder")
    with gr.Row(elem_id="geometry"):
        indexes = _number("indexes", "Layers with slots (N)", values)
        ways = _number("ways", "Slots per layer (M)", values)
    with gr.Row():
        mapping = _choice("mapping", "Share slots", list(MAPPING_NAMES), values)
        policy = _choice("policy", "Policy", list(POLICY_NAMES), values)
    with gr.Row():
        admission = _choice("admission", "Copy missed experts", list(ADMISSION_NAMES), values)
        queued = _number("max_queued_copies", "Copies at once", values)
    placement = _choice("placement", "Strategy", list(PLACEMENTS), values)
    with gr.Row(elem_id="threads-row"):
        threads = _number("cpu_threads", "CPU threads", values)
        gr.HTML(CORES_HTML, elem_id="cores-holder")
    split = gr.Checkbox(
        bool(values["split_misses"]),
        label="GPU computes part of each miss",
        elem_id=FIELD_IDS["split_misses"],
        min_width=0,
    )
    return indexes, ways, mapping, policy, admission, queued, placement, split, threads


def _number(name: str, label: str, values: Values) -> gr.Number:
    return gr.Number(int(values[name]), label=label, elem_id=FIELD_IDS[name], min_width=0)


def _choice(name: str, label: str, choices: list[tuple[str, Any]], values: Values) -> gr.Dropdown:
    return gr.Dropdown(choices, value=values[name], label=label, elem_id=FIELD_IDS[name], min_width=0)


def _sampling_fields() -> tuple[gr.components.Component, ...]:
    gr.HTML('<p class="when">Takes effect with your next message</p>')
    with gr.Row():
        temperature = gr.Number(0.0, label="Temperature", elem_id="temperature", step=0.1, min_width=0)
        top_p = gr.Number(1.0, label="Top-p", elem_id="top-p", step=0.05, min_width=0)
        top_k = gr.Number(0, label="Top-k", elem_id="top-k", min_width=0)
    with gr.Row():
        min_p = gr.Number(0.0, label="Min-p", elem_id="min-p", step=0.01, min_width=0)
        penalty = gr.Number(1.0, label="Repetition penalty", elem_id="repetition-penalty", step=0.05, min_width=0)
    with gr.Row():
        seed = gr.Textbox("", label="Seed", elem_id="seed", placeholder="any", max_lines=1, min_width=0)
        tokens = gr.Number(256, label="Max tokens", elem_id="max-new-tokens", min_width=0)
    system = gr.Textbox("", label="System prompt", elem_id="system-prompt", lines=2, placeholder="none", min_width=0)
    return temperature, top_p, top_k, min_p, penalty, seed, tokens, system


def _preset_fields(preset: gr.Radio, about: gr.HTML) -> PresetFields:
    problems = gr.HTML("", html_template='<div id="preset-problems">${value}</div>', elem_id="problems-holder")
    with gr.Row(elem_id="save-row"):
        name = gr.Textbox(
            "",
            label="Save current settings as",
            elem_id="preset-name",
            placeholder="name",
            max_lines=1,
            min_width=0,
        )
        save = gr.Button("Save", elem_id="preset-save", scale=0, min_width=0)
    scope = gr.Radio(
        [THIS_MODEL, EVERY_MODEL], value=THIS_MODEL, label="Available for", elem_id="preset-scope", min_width=0
    )
    with gr.Row(elem_id="delete-row"):
        saved = gr.Dropdown([], label="Saved presets", elem_id="preset-saved", min_width=0)
        delete = gr.Button("Delete", elem_id="preset-delete", scale=0, min_width=0)
    text = gr.Textbox(
        "",
        label="Import settings",
        elem_id="settings-json",
        lines=2,
        max_lines=8,
        placeholder="paste JSON or a link",
        min_width=0,
    )
    use = gr.Button("Apply imported settings", elem_id="settings-use", min_width=0)
    gr.HTML(SHARE_HTML, elem_id="share-holder")
    return PresetFields(preset, about, name, scope, save, saved, delete, problems, text, use)


CACHE_HTML = """
<div id="cache-head">
  <h3>Expert cache</h3>
  <p class="when" title="The weights stay loaded; the slots start empty.">Takes effect at the next token, no reload</p>
</div>
<div id="cover" aria-hidden="true" title="Drag to set N and M"></div>
<p id="cover-axis" aria-hidden="true">
  <span class="first"></span><span class="needs"></span><span class="last"></span>
</p>
<div id="slot-memory">
  <label for="slot-gib"><span class="label-text">Memory for slots, GiB</span></label>
  <input id="slot-gib" type="number" min="0" step="any" title="Sets N and M to the most that fits">
  <p class="most"></p>
  <button type="button" title="All the memory that slots may take">Max</button>
</div>
"""

CORES_HTML = """
<div id="cores" aria-hidden="true"><div class="track"></div></div>
<p id="cores-note"></p>
"""

SHARE_HTML = """
<div id="share">
  <button type="button" id="copy-json">Copy as JSON</button>
  <button type="button" id="copy-link">Copy link</button>
  <p role="status"></p>
</div>
"""


def _choice_labels() -> dict[str, dict[str, str]]:
    """By field: the value of each choice by its label."""
    choices = {"policy": POLICY_NAMES, "placement": PLACEMENTS, "mapping": MAPPING_NAMES, "admission": ADMISSION_NAMES}
    return {field: dict(names) for field, names in choices.items()}


def _fits_html() -> str:
    """Markup of the memory gauges, with what the page's script needs to know of the fields as data."""
    facts = {"fields": FIELD_IDS, "hints": HINTS, "idle": IDLE, "labels": _choice_labels()}
    needs = " ".join((*FIELD_IDS.values(), "apply", "revert", "knee"))
    return f"""
<div id="fits" data-needs="{needs}" data-facts="{escape(json.dumps(facts), quote=True)}">
  <p class="slots"></p>
  <div class="gauge device" hidden><p></p><div class="meter"><i class="held"></i><i class="slots-bar"></i></div></div>
  <div class="gauge host"><p></p><div class="meter"><i class="held"></i><i class="slots-bar"></i></div></div>
  <p class="inforce"></p>
  <p class="changes" role="status"></p>
  <p class="explain"></p>
</div>
"""
