"""Mounted HTML: markup that scripts take over once it is on the page."""

import gradio as gr

# Scripts are modules. The address is absolute, since code made from a string has no address to be relative to. With
# ``trigger``, which Gradio hands in, a script triggers an event of its gr.HTML.
START = 'import(new URL("page/main.js", document.baseURI).href).then((page) => page.mount(element, trigger));'


def live_html(markup: str, elem_id: str) -> gr.HTML:
    """Markup that the page's scripts take over once it is on the page."""
    return gr.HTML(markup, elem_id=elem_id, js_on_load=START)
