"""Mounted HTML: markup of which scripts take possession once it is on the page."""

import gradio as gr

# Scripts are modules; the address is absolute because code built from a string has no address of its own. With
# ``trigger``, which Gradio hands in, a script lets an event of its gr.HTML happen.
START = 'import(new URL("page/main.js", document.baseURI).href).then((page) => page.mount(element, trigger));'


def live_html(markup: str, elem_id: str) -> gr.HTML:
    """Markup that the page's scripts bring to life once it stands."""
    return gr.HTML(markup, elem_id=elem_id, js_on_load=START)
