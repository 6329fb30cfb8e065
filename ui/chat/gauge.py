"""Context gauge: how many tokens of the model's context the conversation takes, with what is typed.

Counts by the model's own chat template, on the caller's thread, so that no reply waits. Knows the chat's messages and
the engine's count.
"""

from typing import Any

import gradio as gr

from hybrid.errors import HybridError
from ui.chat.messages import Message, conversation, user_message
from ui.chat.pane import ChatPane
from ui.engine_protocol import EngineProtocol
from ui.text.figures import counted

NEARLY_FULL = 0.8


class Gauge:
    """``used`` is asked for again whenever the conversation or the message field has changed and rests."""

    def __init__(self, engine: EngineProtocol) -> None:
        self._engine = engine

    def wire(self, pane: ChatPane, system_prompt: gr.Textbox) -> None:
        """Connects the components; assets/page/chat/gauge.js triggers the event."""
        pane.progress.submit(
            self.used,
            [pane.chat_input, pane.chatbot, system_prompt],
            [pane.gauge],
            show_progress="hidden",
            api_visibility="private",
            queue=False,
            trigger_mode="always_last",
        )

    def used(self, text: str, history: list[Message], system_prompt: str | None) -> Any:
        """The gauge's HTML; empty where there is nothing to count, or the model's template refuses to."""
        typed = [user_message(text)] if text.strip() else []
        try:
            messages = conversation([*history, *typed], system_prompt or "")
            asked = any(message["role"] != "system" for message in messages)
            tokens = self._engine.count_tokens(messages) if asked else 0
        except HybridError:
            return ""
        return gauge_html(tokens, self._engine.snapshot().model.max_context)


def gauge_html(tokens: int, context: int) -> str:
    """A bar and a sentence; a warning in words when little room is left."""
    if not tokens or context < 1:
        return ""
    share = min(100.0, 100 * tokens / context)
    said = f"{tokens:,} of {context:,} tokens"
    state = ""
    if tokens >= context:
        state, said = (
            " full",
            f"Too long by {counted(tokens - context + 1, 'token')}. Start a new chat or shorten your message.",
        )
    elif tokens >= NEARLY_FULL * context:
        state, said = " high", f"{said}. Nearly full: a reply can have {context - tokens:,}."
    return (
        f'<p id="context-gauge" class="gauge{state}" title="Of the model\'s context, with what you have typed">'
        f'<span class="track"><span class="bar" style="width: {share:.1f}%"></span></span> {said}</p>'
    )
