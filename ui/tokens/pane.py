"""Token view's place on the page: the element for a token's detail, and the event that hands over the conversation."""

import gradio as gr

from ui.shell.mounted_html import live_html


def token_pane(chatbot: gr.Chatbot, messages: gr.HTML) -> None:
    """Hands the conversation to assets/page/tokens/tokens.js, which knows the message that was chosen."""
    live_html(VIEW_HTML, "token-holder")
    messages.select(
        None, [chatbot], None, js="(history) => window.hybrid.showTokens(history)", api_visibility="private"
    )


VIEW_HTML = """
<div id="token-view" data-needs="chat"><div id="token-detail" role="tooltip" hidden></div></div>
"""
