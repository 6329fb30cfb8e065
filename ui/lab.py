"""The Lab tab: what the recorded routing of one's own replies has to say."""

import gradio as gr


def lab_pane() -> gr.HTML:
    """Lays the tab out; call inside the page."""
    return gr.HTML('<p class="empty">Nothing here yet.</p>', elem_id="lab-holder")
