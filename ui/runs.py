"""The Runs tab: every reply as a row."""

import gradio as gr


def runs_pane() -> gr.HTML:
    """Lays the tab out; call inside the page."""
    return gr.HTML('<p class="empty">Nothing here yet.</p>', elem_id="runs-holder")
