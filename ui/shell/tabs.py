"""Tabs of the centre column: their names, the strip, and which pane belongs to which.

Panes stay mounted while another is shown, so that the live charts keep up with the engine; the page's
script (assets/page/shell/tabs.js) shows one at a time and keeps the choice in the address.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

import gradio as gr

from ui.shell.mounted_html import live_html

Pane = TypeVar("Pane")
TABS = (("live", "Live"), ("lab", "Lab"), ("runs", "Runs"))


def centre_column(panes: Mapping[str, Callable[[], Pane]]) -> dict[str, Pane]:
    """Lays out the strip and, below it, the pane of each tab by calling ``panes``; returns their results by name."""
    laid: dict[str, Pane] = {}
    with gr.Column(elem_id="centre-pane", min_width=0):
        live_html(_strip_html(), "tabs-holder")
        for name, _ in TABS:
            with gr.Column(elem_id=f"{name}-pane", elem_classes="tab-pane", min_width=0):
                laid[name] = panes[name]()
    return laid


def _strip_html() -> str:
    tabs = "".join(
        f'<a role="tab" id="tab-{name}" href="#{name}" aria-controls="{name}-pane">{label}</a>' for name, label in TABS
    )
    return f'<div id="tabs" role="tablist" aria-label="Views">{tabs}</div>'
