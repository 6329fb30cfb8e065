"""Chat handlers: messages in, replies out, one at a time per tab, figures under each reply.

The page holds the conversation (the chatbot's value), and the disk what has been saved of it. The server remembers the
replies under way, and which tabs follow them.
"""

import json
import logging
from collections.abc import Iterator
from time import monotonic
from typing import Any, NamedTuple

import gradio as gr

from hybrid.errors import RequestError
from hybrid.text.characters import is_text
from ui.chat.keeper import Keeper
from ui.chat.menu import BUSY, SKIP, ConversationMenu, Shown, busy, shown_components
from ui.chat.messages import Message, Sampling, answer_start, last_reply, place_of, user_message, without_figures
from ui.chat.messages import saved as saved_form
from ui.chat.pane import ChatPane
from ui.chat.replies.active_replies import ActiveReplies, Asked, tab_of
from ui.chat.replies.reply import Ending, Reply
from ui.chat.replies.writer import BROKEN_OFF, Writer
from ui.engine_protocol import EngineProtocol
from ui.text.figures import chat_error_html

logger = logging.getLogger(__name__)

# More frequent updates look no different, and each costs the browser time.
MIN_UPDATE_S = 0.05
# A long reply takes time to draw: before it is drawn again, this many times as long passes.
MOST_DRAWING = 20
LOOK_UP_S = 1.0  # how often Gradio gets the turn while nothing comes, and can tell that the tab has gone
MOST_FOLLOWED = 8  # tabs at a time: each takes a thread
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
    branches: Any = SKIP


def _replied_components(pane: ChatPane, error: gr.HTML) -> list[gr.components.Component]:
    """The components in the order of ``Replied``."""
    menu = pane.menu
    return [
        pane.chatbot, pane.send, pane.stop, error, pane.conversation, menu.picker,
        pane.returned, pane.editing, menu.notice, menu.undo, menu.undo_of, pane.branches,
    ]  # fmt: skip


class Chat:
    """What the pane's buttons do."""

    def __init__(self, engine: EngineProtocol, runs: ActiveReplies, keeper: Keeper, menu: ConversationMenu) -> None:
        self._engine = engine
        self._runs = runs
        self._keeper = keeper
        self._menu = menu
        self._writer = Writer(engine, keeper, runs.over)

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
        noted = "(run) => { sessionStorage.setItem('hybrid-run', run); window.hybrid.taken(); }"  # for a reload
        continued = pane.messages.submit(
            self.go_on,
            [pane.editing, pane.chatbot, pane.conversation],
            shown,
            js="(_, ...rest) => window.hybrid.askingAgain(rest)",
            **quiet,
        )
        pane.run.change(None, [pane.run], js=noted, **quiet)
        pane.returned.change(None, [pane.returned], js="(text) => window.hybrid.giveBack(text)", **quiet)
        for begun in (asked, again, continued):
            self._wire_reply(begun, pane, sampling, error)
        self._wire_resumed(pane, sampling, error)
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

    def _wire_resumed(self, pane: ChatPane, sampling: list[gr.components.Component], error: gr.HTML) -> None:
        """A reply that this tab takes up does not wait for its turn behind those of other tabs."""
        resumed = pane.resumed.change(
            self.resume,
            [pane.chatbot, pane.run, pane.conversation, *sampling],
            _replied_components(pane, error),
            concurrency_limit=MOST_FOLLOWED,
            concurrency_id="following",
            show_progress="hidden",
            api_visibility="private",
        )
        for ended in (resumed.success, resumed.failure):
            ended(None, js="() => window.hybrid.endTurn()", api_visibility="private")

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
        """Starts a new answer beside the one with that number, which stays as a branch with all that followed it."""
        try:
            question = history[: answer_start(history, place_of(index, history))]
        except RequestError as refusal:
            return Shown(error=chat_error_html(refusal))
        return self._begin(Asked(history), question, conversation, request)

    def go_on(self, index: str, history: list[Message], conversation: str, request: gr.Request) -> Shown:
        """Goes on with the last reply, which was cut; ``index`` is the number of its figures."""
        try:
            cut = last_reply(history, place_of(index, history))
        except RequestError as refusal:
            return Shown(error=chat_error_html(refusal))
        return self._begin(Asked(history, continues=cut.request), without_figures(history), conversation, request)

    def _begin(self, asked: Asked, question: list[Message], conversation: str, request: gr.Request) -> Shown:
        tab = tab_of(request)
        run = self._runs.begin(tab, asked)
        if run is None:  # let Stop work, even if the page does not know of the run
            send, stop = busy(True)
            return Shown(error=chat_error_html(BUSY), send=send, stop=stop)
        try:
            return self._begun(run, asked, question, conversation)
        except Exception:
            logger.exception("A question could not be taken")
            self._runs.end(tab, run)
            send, stop = busy(False)
            return Shown(error=chat_error_html(BROKEN_OFF), send=send, stop=stop)

    def _begun(self, run: str, asked: Asked, question: list[Message], conversation: str) -> Shown:
        send, stop = busy(True)
        if asked.continues:  # saved when it has gone on
            return Shown(chatbot=question, error="", editing="", run=run, send=send, stop=stop)
        before = asked.before or []
        saved = self._keeper.keep(conversation, before, question)
        return Shown(
            chatbot=question,
            conversation=saved.conversation,
            picker=self._menu.picker(saved.conversation),
            notice=saved.notice,
            undo=gr.Button(visible=False),
            undo_of="",
            branches=self._menu.places(saved.conversation, saved_form(question)),
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
        yield from self._of_tab(tab_of(request), Reply(history, conversation, run), fields) or [Replied()]

    def resume(
        self, history: list[Message], run: str, conversation: str, request: gr.Request, *fields: Any
    ) -> Iterator[Replied]:
        """As ``reply``, for a tab that has taken up a reply; shows what is kept if that has ended meanwhile."""
        updates = self._of_tab(tab_of(request), Reply(history, conversation, run), fields)
        if updates is None:
            shown = self._menu.kept(conversation)
            send, stop = busy(False)
            kept = {"conversation": shown.conversation, "picker": shown.picker, "branches": shown.branches}
            yield Replied(shown.chatbot, send, stop, **kept)
        else:
            yield from updates

    def end_all(self) -> None:
        """Ends the replies of all tabs and sees that what they have written is kept, since the program ends."""
        self._writer.end_all()

    def _of_tab(self, tab: str, new: Reply, fields: tuple[Any, ...]) -> Iterator[Replied] | None:
        """Updates of the tab's reply, which begins if nobody has begun it; ``None`` if the tab no longer has it."""
        asked = self._runs.asked(new.run)
        if asked.continues and asked.before:
            new = Reply.going_on(asked.before, new.conversation, new.run)
        reply = self._runs.writer(tab, new.run, new)
        if reply is None:  # it was refused, or stopped while it waited for its turn
            return None
        return self._followed(tab, reply, fields if reply is new else None)

    def _followed(self, tab: str, reply: Reply, fields: tuple[Any, ...] | None) -> Iterator[Replied]:
        asked = self._runs.asked(reply.run)
        with self._runs.following(tab, reply.run):
            if fields is not None:
                history, run, continues = reply.history, reply.run, asked.continues
                self._writer.start(reply, asked, lambda: Sampling(*fields).request(history, run, continues))
            yield from self._stream(tab, reply)
            if reply.ending is None or not self._runs.follows(tab, reply.run):  # the tab has left
                yield Replied()
            else:
                yield self._ended(reply, reply.ending, asked)

    def stop(self, request: gr.Request) -> tuple[Any, Any]:
        """Ends the reply of the request's tab."""
        self._runs.stop(tab_of(request))
        return busy(False)

    def _stream(self, tab: str, reply: Reply) -> Iterator[Replied]:
        shown_at = drawing_s = 0.0
        seen = 0
        while not reply.is_over and self._runs.follows(tab, reply.run):
            news = reply.news(seen, LOOK_UP_S)
            if news == seen:
                yield Replied()
                continue
            if reply.wait_until_over(shown_at + max(MIN_UPDATE_S, MOST_DRAWING * drawing_s) - monotonic()):
                return
            began = monotonic()
            seen = reply.news(0, 0)
            messages = reply.shown()
            drawing_s = monotonic() - began
            yield Replied(messages)
            shown_at = monotonic()

    def _ended(self, reply: Reply, ending: Ending, asked: Asked) -> Replied:
        send, stop = busy(False)
        picker = self._menu.picker(ending.conversation)
        error = chat_error_html(ending.problem)
        ended = Replied(ending.messages, send, stop, error, ending.conversation, picker)
        ended = ended._replace(branches=self._menu.places(ending.conversation, saved_form(ending.messages)))
        if not ending.is_refused:
            return ended
        hidden = {"notice": "", "undo": gr.Button(visible=False), "undo_of": ""}
        returned = json.dumps({"run": reply.run, "text": asked.text}) if asked.text else SKIP
        return ended._replace(returned=returned, editing=asked.editing or SKIP, **hidden)
