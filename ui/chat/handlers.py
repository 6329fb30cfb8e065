"""Chat handlers: messages in, tokens out, one reply per tab at a time, figures under each reply.

The page holds the conversation (the chatbot's value), and the disk what has been saved of it. The server remembers only
which reply each tab has under way, so that Stop reaches that reply and no other.
"""

import json
import logging
import threading
from collections.abc import Iterator
from time import monotonic
from typing import Any, NamedTuple

import gradio as gr

from hybrid.errors import HybridError, RequestError
from hybrid.text.characters import is_text
from ui.chat.active_replies import ActiveReplies, Asked, tab_of
from ui.chat.keeper import Keeper, Kept
from ui.chat.menu import BUSY, SKIP, ConversationMenu, Shown, shown_components
from ui.chat.messages import Message, Sampling, answer_start, figures_message, place_of, question_of, user_message
from ui.chat.pane import ChatPane
from ui.chat.reply import Reply
from ui.chat.under_way import UnderWay
from ui.engine_protocol import EngineProtocol
from ui.text.figures import chat_error_html, figures_details, figures_line

logger = logging.getLogger(__name__)

# More frequent updates look no different, and each costs the browser time.
MIN_UPDATE_S = 0.05
# A long reply takes time to draw: before it is drawn again, this many times as long passes.
MOST_DRAWING = 20
BROKEN_OFF = "The reply failed. See the terminal for details, then try again."
PATIENCE_S = 0.5  # for replies to end by themselves when the program ends
HALF_A_CHARACTER = "Your message contains half a character, probably a cut emoji. Remove it."


class Replied(NamedTuple):
    """One update for each component that a reply may change; by default none changes."""

    chatbot: Any = SKIP
    send: Any = SKIP
    stop: Any = SKIP
    error: Any = SKIP
    conversation: Any = SKIP
    picker: Any = SKIP
    returned: Any = SKIP
    editing: Any = SKIP
    notice: Any = SKIP
    undo: Any = SKIP
    undo_of: Any = SKIP


def _replied_components(pane: ChatPane, error: gr.HTML) -> list[gr.components.Component]:
    """The components in the order of ``Replied``."""
    menu = pane.menu
    return [
        pane.chatbot, pane.send, pane.stop, error, pane.conversation, menu.picker,
        pane.returned, pane.editing, menu.notice, menu.undo, menu.undo_of,
    ]  # fmt: skip


class Chat:
    """What the pane's buttons do."""

    def __init__(self, engine: EngineProtocol, runs: ActiveReplies, keeper: Keeper, menu: ConversationMenu) -> None:
        self._engine = engine
        self._runs = runs
        self._keeper = keeper
        self._menu = menu
        self._under_way = UnderWay()

    def wire(self, pane: ChatPane, sampling: list[gr.components.Component], error: gr.HTML) -> None:
        """Connects the components; ``sampling`` in the order of ``Sampling``'s fields."""
        shown = shown_components(pane, error)
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
        asked = gr.on(
            [pane.send.click, pane.chat_input.submit],
            self.ask,
            [pane.chat_input, pane.chatbot, pane.conversation, pane.editing],
            shown,
            js="(...inputs) => window.hybrid.sending(inputs)",
            **quiet,
        )
        again = pane.messages.retry(
            self.ask_again,
            [pane.editing, pane.chatbot, pane.conversation],
            shown,
            js="(_, ...rest) => window.hybrid.askingAgain(rest)",
            **quiet,
        )
        pane.run.change(None, [pane.run], js="() => window.hybrid.taken()", **quiet)
        pane.returned.change(None, [pane.returned], js="(text) => window.hybrid.giveBack(text)", **quiet)
        for begun in (asked, again):
            self._wire_reply(begun, pane, sampling, error)
        pane.stop.click(self.stop, None, [pane.send, pane.stop], **quiet)
        pane.messages.edit(
            None, [pane.chatbot], [pane.chat_input, pane.editing], js="(chat) => window.hybrid.edit(chat)", **quiet
        )
        pane.editing.change(None, [pane.editing], js="(index) => window.hybrid.showEditing(index)", **quiet)
        pane.messages.copy(None, [pane.chatbot], js="(chat) => window.hybrid.copy(chat)", **quiet)

    def _wire_reply(self, begun: Any, pane: ChatPane, sampling: list[gr.components.Component], error: gr.HTML) -> None:
        replied = begun.then(
            self.reply,
            [pane.chatbot, pane.run, pane.conversation, *sampling],
            _replied_components(pane, error),
            concurrency_limit=1,
            concurrency_id="engine",
            show_progress="hidden",
            api_visibility="private",
            js="(...inputs) => window.hybrid.awaitTurn(inputs)",
            # A stopped reply may still wait for its turn when the next message is sent.
            trigger_mode="multiple",
        )
        for ended in (replied.success, replied.failure):  # the page's "then" leaves failures out
            ended(None, js="() => window.hybrid.endTurn()", api_visibility="private")
        # If anything fails before the handler runs, its run has to end all the same.
        replied.failure(
            self.stop, None, [pane.send, pane.stop], show_progress="hidden", api_visibility="private", queue=False
        )

    def ask(self, text: str, history: list[Message], conversation: str, editing: str, request: gr.Request) -> Shown:
        """Adds the message to the conversation, or puts it in place of the one being edited; or says why not."""
        if not text.strip():  # Enter was pressed in an empty composer
            return Shown()
        if not is_text(text):
            return Shown(error=chat_error_html(HALF_A_CHARACTER))
        try:
            before = history[: place_of(editing, history)] if editing else history
        except RequestError as refusal:
            return Shown(error=chat_error_html(refusal), editing="")
        asked = Asked(history, text, editing)
        return self._begin(asked, [*before, user_message(text)], conversation, request)

    def ask_again(self, index: str, history: list[Message], conversation: str, request: gr.Request) -> Shown:
        """Starts a new answer in place of the one with that number; removes all that followed it."""
        try:
            question = history[: answer_start(history, place_of(index, history))]
        except RequestError as refusal:
            return Shown(error=chat_error_html(refusal))
        return self._begin(Asked(history), question, conversation, request)

    def _begin(self, asked: Asked, question: list[Message], conversation: str, request: gr.Request) -> Shown:
        tab = tab_of(request)
        run = self._runs.begin(tab, asked)
        if run is None:  # let Stop work, even if the page does not know of the run
            send, stop = _busy(True)
            return Shown(error=chat_error_html(BUSY), send=send, stop=stop)
        try:
            return self._begun(run, asked.before or [], question, conversation)
        except Exception:
            logger.exception("A question could not be taken")
            self._runs.end(tab, run)
            send, stop = _busy(False)
            return Shown(error=chat_error_html(BROKEN_OFF), send=send, stop=stop)

    def _begun(self, run: str, history: list[Message], question: list[Message], conversation: str) -> Shown:
        saved = self._keeper.keep(conversation, history, question)
        removed = len(question) <= len(history)
        send, stop = _busy(True)
        return Shown(
            chatbot=question,
            conversation=saved.conversation,
            picker=self._menu.picker(saved.conversation),
            notice=saved.notice or ("Previous reply replaced." if removed else ""),
            undo=gr.Button(visible=removed and not saved.notice),
            undo_of=saved.conversation if removed and not saved.notice else "",
            error=chat_error_html(saved.problem),
            editing="",
            run=run,
            send=send,
            stop=stop,
        )

    def reply(
        self, history: list[Message], run: str, conversation: str, request: gr.Request, *fields: Any
    ) -> Iterator[Replied]:
        """Streams the reply of ``run`` into the conversation; a refused question goes back to the composer."""
        tab = tab_of(request)
        asked = self._runs.asked(tab, run)
        if asked is None:
            # The run was refused, or stopped while it waited for its turn.
            yield Replied()
            return
        with self._runs.writing(tab, run):
            yield from self._replied(Reply(history, conversation, run), asked, fields)

    def end_all(self) -> None:
        """Ends the replies of all tabs and sees that what they have written is kept, since the program ends."""
        for reply in self._under_way.all():
            self._engine.cancel(reply.run)
        for reply in self._under_way.wait(PATIENCE_S):  # slow ones, whose next token has not come yet
            reply.ended = True
            if reply.says_something:
                self._keeper.keep(reply.conversation, reply.history, reply.shown(over=True))

    def _replied(self, reply: Reply, asked: Asked, fields: tuple[Any, ...]) -> Iterator[Replied]:
        self._under_way.add(reply)
        try:
            reply.events = self._engine.generate(Sampling(*fields).request(reply.history, reply.run))
            for shown in self._stream(reply):
                yield Replied(shown)
            yield self._finish(reply)
        except HybridError as refusal:
            yield self._broken_off(reply, asked, refusal)
        except Exception:
            logger.exception("A reply broke off")
            yield self._broken_off(reply, asked, BROKEN_OFF)
        finally:
            self._engine.cancel(reply.run)
            if reply.ended or reply.last is None:
                self._under_way.remove(reply)
            else:
                # The tab was closed before it was shown the reply's end, for which the engine may need one more step:
                # wait on another thread.
                threading.Thread(target=self._settle, args=(reply,), name="settle-reply", daemon=True).start()

    def stop(self, request: gr.Request) -> tuple[Any, Any]:
        """Ends the reply of the request's tab."""
        self._runs.stop(tab_of(request))
        return _busy(False)

    def _stream(self, reply: Reply) -> Iterator[list[Message]]:
        shown_at = drawing_s = 0.0
        for _ in reply.arriving():
            began = monotonic()
            if began - shown_at >= max(MIN_UPDATE_S, MOST_DRAWING * drawing_s):
                messages = reply.shown()
                drawing_s = monotonic() - began
                yield messages
                shown_at = monotonic()

    def _settle(self, reply: Reply) -> None:
        try:
            for _ in reply.arriving():
                pass
        except Exception:
            logger.exception("A reply that nobody waited for broke off")
        try:
            self._finish(reply)
        finally:
            self._under_way.remove(reply)

    def _finish(self, reply: Reply) -> Replied:
        """Saves the reply, as far as it came, with its figures."""
        if reply.ended:  # the end of the program has kept it
            return Replied()
        messages = reply.shown() if reply.says_something else list(reply.history)
        problem = ""
        if reply.last and reply.last.stats and reply.last.finish_reason:
            stats, power = reply.last.stats, self._engine.snapshot().power
            details = figures_details(stats, power, reply.last.finish_reason)
            messages.append(figures_message(figures_line(stats, reply.last.finish_reason), details, reply.run))
            problem = self._keeper.note(reply.last, reply.conversation, question_of(reply.history))
        saved = self._keeper.keep(reply.conversation, reply.history, messages)
        reply.ended = True
        return self._ended(messages, saved, problem or saved.problem or saved.notice)

    def _broken_off(self, reply: Reply, asked: Asked, why: HybridError | str) -> Replied:
        """Ends a reply that failed: text that has come stays; if none has, the question goes back to the composer."""
        if reply.ended:
            return Replied()
        reply.ended = True
        if reply.says_something:
            messages = reply.shown(over=True)
            saved = self._keeper.keep(reply.conversation, reply.history, messages)
            return self._ended(messages, saved, why)
        if asked.before is None:
            return Replied(SKIP, *_busy(False), chat_error_html(why))
        saved = self._keeper.take_back(reply.conversation, reply.history, asked.before)
        ended = self._ended(asked.before, saved, why)
        hidden = {"notice": "", "undo": gr.Button(visible=False), "undo_of": ""}
        returned = json.dumps({"run": reply.run, "text": asked.text}) if asked.text else SKIP
        return ended._replace(returned=returned, editing=asked.editing or SKIP, **hidden)

    def _ended(self, messages: list[Message], saved: Kept, problem: HybridError | str) -> Replied:
        picker = self._menu.picker(saved.conversation)
        return Replied(messages, *_busy(False), chat_error_html(problem), saved.conversation, picker)


def _busy(busy: bool) -> tuple[Any, Any]:
    """Updates for Send and Stop."""
    return gr.update(interactive=not busy), gr.update(interactive=busy)
