"""The chat pane: messages in, tokens out, one reply per tab at a time, figures under each reply.

The page holds the conversation (the chatbot's value); the server keeps only which reply each tab has
under way, so that Stop reaches that reply and no other.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import gradio as gr

from hybrid.errors import HybridError
from hybrid.types import GenerationRequest, TokenEvent, new_request_id
from ui.charts import live_html
from ui.conversation import Message, Sampling, assistant_message, figures_message, user_message
from ui.protocol import EngineProtocol
from ui.wording import error_html, figures_details, figures_line

logger = logging.getLogger(__name__)

# More often than this the eye sees no difference, and the browser pays for every update.
MIN_UPDATE_S = 0.05
EMPTY_CHAT = "Ask something, and watch which experts answer."


class Runs:
    """The reply that each tab has waiting or running. Thread-safe."""

    def __init__(self, cancel: Callable[[str], None]) -> None:
        self._cancel = cancel
        self._lock = threading.Lock()
        self._run_of: dict[str, str] = {}

    def begin(self, tab: str) -> str | None:
        """A new run for the tab, or ``None`` while it has one."""
        with self._lock:
            if tab in self._run_of:
                return None
            self._run_of[tab] = new_request_id()
            return self._run_of[tab]

    def is_current(self, tab: str, run: str) -> bool:
        with self._lock:
            return bool(run) and self._run_of.get(tab) == run

    def stop(self, tab: str) -> None:
        """Ends the tab's reply, be it running or still waiting for its turn."""
        with self._lock:
            run = self._run_of.pop(tab, None)
        if run is not None:
            self._cancel(run)

    def end(self, tab: str, run: str) -> None:
        with self._lock:
            if self._run_of.get(tab) == run:
                del self._run_of[tab]


@dataclass(slots=True)
class _Reply:
    """The text that has arrived of one reply."""

    text: str = ""
    last: TokenEvent | None = field(default=None)

    def add(self, event: TokenEvent) -> None:
        self.text += event.text
        self.last = event


@dataclass(frozen=True, slots=True)
class ChatPane:
    """The pane's components."""

    chatbot: gr.Chatbot
    chat_input: gr.Textbox
    send: gr.Button
    stop: gr.Button
    run: gr.Textbox


def chat_pane() -> ChatPane:
    """Lays the pane out; call inside the page."""
    with gr.Column(elem_id="chat-pane", min_width=0):
        chatbot = gr.Chatbot(
            elem_id="chat",
            show_label=False,
            label="Conversation",
            height=None,
            layout="panel",
            buttons=["copy"],
            placeholder=EMPTY_CHAT,
            sanitize_html=True,
            allow_tags=False,
            latex_delimiters=[],
            allow_file_downloads=False,
            feedback_options=None,
            group_consecutive_messages=False,
        )
        live_html(PROGRESS_HTML, "progress-holder")
        with gr.Row(elem_id="composer"):
            chat_input = gr.Textbox(
                elem_id="chat-input",
                label="Message",
                show_label=False,
                container=False,
                placeholder="Message the model",
                lines=1,
                max_lines=6,
                autofocus=True,
                min_width=0,
            )
            send = gr.Button("Send", elem_id="send", variant="primary", scale=0, min_width=0)
            stop = gr.Button("Stop", elem_id="stop", scale=0, min_width=0, interactive=False)
        # The page's script reads this to tell its own reply from those of other tabs.
        run = gr.Textbox(elem_id="run", label="Run", visible="hidden")
    return ChatPane(chatbot, chat_input, send, stop, run)


PROGRESS_HTML = """
<div id="progress" hidden>
  <div class="track"><div class="bar"></div></div><p class="label"></p>
</div>
"""


class Chat:
    """What the pane's buttons do."""

    def __init__(self, engine: EngineProtocol) -> None:
        self._engine = engine
        self._runs = Runs(engine.cancel)

    def wire(self, pane: ChatPane, sampling: list[gr.components.Component], error: gr.HTML) -> None:
        """Connects the components; ``sampling`` in the order of ``Sampling``'s fields."""
        shown = [pane.chatbot, pane.chat_input, pane.run, pane.send, pane.stop, error]
        asked = gr.on(
            [pane.send.click, pane.chat_input.submit],
            self.ask,
            [pane.chat_input, pane.chatbot],
            shown,
            queue=False,
            show_progress="hidden",
            api_visibility="private",
        )
        replied = asked.then(
            self.reply,
            [pane.chatbot, pane.run, *sampling],
            [pane.chatbot, pane.send, pane.stop, error],
            concurrency_limit=1,
            concurrency_id="engine",
            show_progress="hidden",
            api_visibility="private",
            js="(...inputs) => window.hybrid.awaitTurn(inputs)",
            # A stopped reply may still wait for its turn when the next message is sent.
            trigger_mode="multiple",
        )
        replied.then(None, js="() => window.hybrid.endTurn()", api_visibility="private")
        pane.stop.click(
            self.stop,
            None,
            [pane.send, pane.stop],
            queue=False,
            show_progress="hidden",
            api_visibility="private",
        )

    def ask(self, text: str, history: list[Message], request: gr.Request) -> tuple[Any, ...]:
        """Takes the message into the conversation, or says why not."""
        refused = (gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip())
        if not text.strip():
            return (*refused, error_html("The message is empty: type something to send."))
        run = self._runs.begin(_tab(request))
        if run is None:
            return (*refused, error_html("A reply is still being written: wait for it, or press Stop."))
        return ([*history, user_message(text)], "", run, *_busy(True), "")

    def reply(
        self, history: list[Message], run: str, request: gr.Request, *fields: Any
    ) -> Iterator[tuple[Any, ...]]:
        """Streams the reply of ``run`` into the conversation."""
        tab = _tab(request)
        if not self._runs.is_current(tab, run):
            # Refused, or stopped while it waited for its turn.
            yield (gr.skip(),) * 4
            return
        try:
            generation = Sampling(*fields).request(history, run)
            for shown in self._stream(history, generation):
                yield shown, gr.skip(), gr.skip(), gr.skip()
            yield gr.skip(), *_busy(False), ""
        except HybridError as refusal:
            yield gr.skip(), *_busy(False), error_html(refusal)
        except Exception:
            logger.exception("A reply broke off")
            yield (
                gr.skip(),
                *_busy(False),
                error_html("The reply broke off; the terminal says why. Send it again."),
            )
        finally:
            self._runs.end(tab, run)
            # A tab that closes mid-reply lands here with the engine still at work.
            self._engine.cancel(run)

    def stop(self, request: gr.Request) -> tuple[Any, Any]:
        """Ends the reply of the tab that asks."""
        self._runs.stop(_tab(request))
        return _busy(False)

    def _stream(self, history: list[Message], generation: GenerationRequest) -> Iterator[list[Message]]:
        reply = _Reply()
        shown_at = 0.0
        for event in self._engine.generate(generation):
            reply.add(event)
            if monotonic() - shown_at >= MIN_UPDATE_S:
                yield [*history, assistant_message(reply.text)]
                shown_at = monotonic()
        yield [*history, *self._finished(reply)]

    def _finished(self, reply: _Reply) -> list[Message]:
        messages = [assistant_message(reply.text)] if reply.text else []
        if reply.last and reply.last.stats and reply.last.finish_reason:
            stats, power = reply.last.stats, self._engine.snapshot().power
            title = figures_line(stats, power)
            messages.append(figures_message(title, figures_details(stats, power, reply.last.finish_reason)))
        return messages


def _tab(request: gr.Request) -> str:
    return str(request.session_hash)


def _busy(busy: bool) -> tuple[Any, Any]:
    """Updates of Send and Stop."""
    return gr.update(interactive=not busy), gr.update(interactive=busy)
