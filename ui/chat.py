"""The chat: messages in, tokens out, one reply per tab at a time, figures under each reply.

The page holds the conversation (the chatbot's value), the disk what was said so far; the server keeps only
which reply each tab has under way, so that Stop reaches that reply and no other.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import gradio as gr

from hybrid.errors import HybridError
from hybrid.types import TokenEvent, new_request_id
from ui.chat_pane import ChatPane
from ui.conversation import Message, Sampling, assistant_message, figures_message, user_message
from ui.conversation_menu import BUSY, ConversationMenu, Shown, shown_components
from ui.keeper import Keeper
from ui.protocol import EngineProtocol
from ui.wording import error_html, figures_details, figures_line

logger = logging.getLogger(__name__)

# More often than this the eye sees no difference, and the browser pays for every update.
MIN_UPDATE_S = 0.05


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

    def is_busy(self, request: gr.Request) -> bool:
        """Whether the tab that asks has a reply under way."""
        with self._lock:
            return _tab(request) in self._run_of

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
    """What has arrived of one reply to ``history``, kept as ``conversation``."""

    history: list[Message]
    conversation: str
    run: str
    events: Iterator[TokenEvent] = field(default_factory=lambda: iter(()))
    text: str = ""
    last: TokenEvent | None = None

    def arriving(self) -> Iterator[TokenEvent]:
        for event in self.events:
            self.text += event.text
            self.last = event
            yield event

    @property
    def is_over(self) -> bool:
        return self.last is None or self.last.finish_reason is not None

    def shown(self) -> list[Message]:
        return [*self.history, assistant_message(self.text, self.run)]


class Chat:
    """What the pane's buttons do."""

    def __init__(self, engine: EngineProtocol, runs: Runs, keeper: Keeper, menu: ConversationMenu) -> None:
        self._engine = engine
        self._runs = runs
        self._keeper = keeper
        self._menu = menu

    def wire(self, pane: ChatPane, sampling: list[gr.components.Component], error: gr.HTML) -> None:
        """Connects the components; ``sampling`` in the order of ``Sampling``'s fields."""
        shown = shown_components(pane, error)
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
        asked = gr.on(
            [pane.send.click, pane.chat_input.submit],
            self.ask,
            [pane.chat_input, pane.chatbot, pane.conversation, pane.editing],
            shown,
            **quiet,
        )
        again = pane.again.click(
            self.ask_again,
            [pane.editing, pane.chatbot, pane.conversation],
            shown,
            js="(_, ...rest) => [window.hybrid.chosenMessage(), ...rest]",
            **quiet,
        )
        for begun in (asked, again):
            self._wire_reply(begun, pane, sampling, error)
        pane.stop.click(self.stop, None, [pane.send, pane.stop], **quiet)
        pane.edit.click(
            None, [pane.chatbot], [pane.chat_input, pane.editing], js="(chat) => window.hybrid.edit(chat)", **quiet
        )
        pane.editing.change(None, [pane.editing], js="(index) => window.hybrid.showEditing(index)", **quiet)
        pane.copy.click(None, [pane.chatbot], js="(chat) => window.hybrid.copy(chat)", **quiet)

    def _wire_reply(self, begun: Any, pane: ChatPane, sampling: list[gr.components.Component], error: gr.HTML) -> None:
        replied = begun.then(
            self.reply,
            [pane.chatbot, pane.run, pane.conversation, *sampling],
            [pane.chatbot, pane.send, pane.stop, error, pane.conversation, pane.menu.picker],
            concurrency_limit=1,
            concurrency_id="engine",
            show_progress="hidden",
            api_visibility="private",
            js="(...inputs) => window.hybrid.awaitTurn(inputs)",
            # A stopped reply may still wait for its turn when the next message is sent.
            trigger_mode="multiple",
        )
        replied.then(None, js="() => window.hybrid.endTurn()", api_visibility="private")

    def ask(self, text: str, history: list[Message], conversation: str, editing: str, request: gr.Request) -> Shown:
        """Takes the message into the conversation, in place of the one being edited, or says why not."""
        if not text.strip():
            return Shown(error=error_html("The message is empty: type something to send."))
        before = history[: int(editing)] if editing else history
        return self._begin(history, [*before, user_message(text)], conversation, request)._replace(chat_input="")

    def ask_again(self, index: str, history: list[Message], conversation: str, request: gr.Request) -> Shown:
        """Has the answer with that number written anew; what followed it goes."""
        return self._begin(history, history[: int(index)], conversation, request)

    def _begin(self, history: list[Message], question: list[Message], conversation: str, request: gr.Request) -> Shown:
        run = self._runs.begin(_tab(request))
        if run is None:
            return Shown(error=error_html(BUSY))
        kept = self._keeper.keep(conversation, history, question)
        removed = len(question) <= len(history)
        send, stop = _busy(True)
        return Shown(
            chatbot=question,
            conversation=kept.conversation,
            picker=self._menu.picker(kept.conversation),
            notice=kept.notice or ("What stood here before is replaced." if removed else ""),
            undo=gr.Button(visible=removed and not kept.notice),
            undo_of=kept.conversation if removed and not kept.notice else "",
            error=error_html(kept.problem),
            editing="",
            run=run,
            send=send,
            stop=stop,
        )

    def reply(
        self, history: list[Message], run: str, conversation: str, request: gr.Request, *fields: Any
    ) -> Iterator[tuple[Any, ...]]:
        """Streams the reply of ``run`` into the conversation."""
        tab = _tab(request)
        if not self._runs.is_current(tab, run):
            # Refused, or stopped while it waited for its turn.
            yield (gr.skip(),) * 6
            return
        reply = _Reply(history, conversation, run)
        try:
            reply.events = self._engine.generate(Sampling(*fields).request(history, run))
            for shown in self._stream(reply):
                yield shown, *(gr.skip(),) * 5
            shown, kept, problem = self._finish(reply)
            yield shown, *_busy(False), error_html(problem), kept, self._menu.picker(kept)
        except HybridError as refusal:
            yield gr.skip(), *_busy(False), error_html(refusal), gr.skip(), gr.skip()
        except Exception:
            logger.exception("A reply broke off")
            sentence = "The reply broke off; the terminal says why. Send it again."
            yield gr.skip(), *_busy(False), error_html(sentence), gr.skip(), gr.skip()
        finally:
            self._runs.end(tab, run)
            self._engine.cancel(run)
            if not reply.is_over:
                # The tab was closed in mid-reply; the engine needs a step to end it, and nobody waits here.
                threading.Thread(target=self._settle, args=(reply,), name="settle-reply", daemon=True).start()

    def stop(self, request: gr.Request) -> tuple[Any, Any]:
        """Ends the reply of the tab that asks."""
        self._runs.stop(_tab(request))
        return _busy(False)

    def _stream(self, reply: _Reply) -> Iterator[list[Message]]:
        shown_at = 0.0
        for _ in reply.arriving():
            if monotonic() - shown_at >= MIN_UPDATE_S:
                yield reply.shown()
                shown_at = monotonic()

    def _settle(self, reply: _Reply) -> None:
        for _ in reply.arriving():
            pass
        self._finish(reply)

    def _finish(self, reply: _Reply) -> tuple[list[Message], str, str]:
        """Keeps the reply; gives the chat, the conversation's id, and why something could not be kept."""
        messages = reply.shown() if reply.text else list(reply.history)
        problem = ""
        if reply.last and reply.last.stats and reply.last.finish_reason:
            stats, power = reply.last.stats, self._engine.snapshot().power
            details = figures_details(stats, power, reply.last.finish_reason)
            messages.append(figures_message(figures_line(stats, power), details, reply.run))
            problem = self._keeper.note(reply.last)
        kept = self._keeper.keep(reply.conversation, reply.history, messages)
        return messages, kept.conversation, problem or kept.problem or kept.notice


def _tab(request: gr.Request) -> str:
    return str(request.session_hash)


def _busy(busy: bool) -> tuple[Any, Any]:
    """Updates of Send and Stop."""
    return gr.update(interactive=not busy), gr.update(interactive=busy)
