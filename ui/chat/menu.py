"""Conversation menu: open, begin, name, delete, take back, share, and drop messages.

Knows the store and the pane's components; nothing of the engine. Every handler returns a ``Shown``.
"""

import html
import json
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any, NamedTuple, TypeAlias

import gradio as gr

from hybrid.errors import KeepingError, RequestError
from ui.chat.keeper import COPIED
from ui.chat.messages import Message, history_of, place_of, rows_of, saved, without
from ui.chat.pane import ChatPane
from ui.chat.replies.active_replies import ActiveReplies, tab_of
from ui.shell.hold_until_ready import RELEASE
from ui.storage.conversations import UNTITLED, Conversations, Messages, exported_json, exported_markdown, imported
from ui.text.figures import chat_error_html

BUSY = "Finish or stop the current reply first."
SKIP: Any = gr.skip()
NameTopic: TypeAlias = Callable[[str, str, Sequence[str]], str]
"""Makes a conversation a topic: (its id, its title, the request ids of its replies); returns a sentence."""


class Shown(NamedTuple):
    """One update for each component that handlers of the chat pane may change; by default none changes."""

    chatbot: Any = SKIP
    conversation: Any = SKIP
    picker: Any = SKIP
    name: Any = SKIP
    notice: Any = SKIP
    undo: Any = SKIP
    undo_of: Any = SKIP
    error: Any = SKIP
    editing: Any = SKIP
    run: Any = SKIP
    send: Any = SKIP
    stop: Any = SKIP
    resumed: Any = SKIP
    branches: Any = SKIP


def shown_components(pane: ChatPane, error: gr.HTML) -> list[gr.components.Component]:
    """The components in the order of ``Shown``."""
    menu = pane.menu
    return [
        pane.chatbot, pane.conversation, menu.picker, menu.name, menu.notice, menu.undo, menu.undo_of, error,
        pane.editing, pane.run, pane.send, pane.stop, pane.resumed,
        pane.branches,
    ]  # fmt: skip


def busy(is_busy: bool) -> tuple[Any, Any]:
    """Updates for Send and Stop."""
    return gr.update(interactive=not is_busy), gr.update(interactive=is_busy)


class ConversationMenu:
    """The menu's handlers. While a tab has a reply under way, its conversation stays."""

    def __init__(
        self,
        conversations: Conversations,
        active: ActiveReplies,
        name_topic: NameTopic = lambda *_: "",
    ) -> None:
        self._conversations = conversations
        self._name_topic = name_topic
        self._active = active
        self._is_busy = active.is_busy

    def wire(self, page: gr.Blocks, pane: ChatPane, error: gr.HTML) -> None:
        """Connects the components. Nothing here waits behind a reply."""
        menu, shown, current = pane.menu, shown_components(pane, error), pane.conversation
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
        stored = "() => ['hybrid-chat', 'hybrid-run'].map((name) => sessionStorage.getItem(name) ?? '')"
        opened = page.load(self.opened, [current, pane.run], shown, js=stored, **quiet)
        for ended in (opened.success, opened.failure):  # the page's "then" leaves failures out
            ended(None, js=RELEASE, **quiet)
        current.change(None, [current], js="(id) => sessionStorage.setItem('hybrid-chat', id)", **quiet)
        menu.picker.input(self.choose, [menu.picker, current], shown, **quiet)
        menu.new.click(self.begin, None, shown, **quiet)
        menu.more.focus(self.refresh, [current], [menu.picker], **quiet)
        gr.on([menu.rename.click, menu.name.submit], self.rename, [menu.name, current], shown, **quiet)
        menu.topic.click(self.use_as_topic, [current], shown, **quiet)
        menu.delete.click(self.delete, [current], shown, **quiet)
        menu.undo.click(self.undo, [menu.undo_of], shown, **quiet)
        pane.messages.delete(
            self.drop,
            [menu.download, pane.chatbot, current],
            shown,
            js="(_, ...rest) => [window.hybrid.chosenMessage(), ...rest]",
            **quiet,
        )
        pane.messages.input(
            self.switch,
            [menu.download, pane.chatbot, current],
            shown,
            js="(_, ...rest) => [window.hybrid.chosenBranch(), ...rest]",
            **quiet,
        )
        pane.branches.change(None, [pane.branches], js="(places) => window.hybrid.showBranches(places)", **quiet)
        for button, export in ((menu.export_json, self.export_json), (menu.export_markdown, self.export_markdown)):
            button.click(export, [current], [menu.download, error], **quiet).then(
                None, [menu.download], js="(file) => window.hybrid.download(file)", **quiet
            )
        menu.import_.click(self.take_in, [menu.upload], shown, js="() => window.hybrid.pickFile()", **quiet)

    def opened(self, conversation: str, run: str, request: gr.Request) -> Shown:
        """Shows the conversation that the tab had before a reload, with the reply that was being written, or nothing.

        Leaves the error as it is: it may be about settings in the page's address.
        """
        return self._taken_up(conversation, run, request)._replace(error=SKIP)

    def choose(self, conversation: str | None, current: str, request: gr.Request) -> Shown:
        if (conversation or "") == current:  # the list also sends this event when it was only opened
            return Shown()
        if not self._may_leave(request):
            return Shown(picker=self.picker(current), error=chat_error_html(BUSY))
        return self._taken_up(conversation or "", "", request)

    def begin(self, request: gr.Request) -> Shown:
        """Shows a new conversation, which is saved from its first message on."""
        return self._show("") if self._may_leave(request) else Shown(error=chat_error_html(BUSY))

    def kept(self, conversation: str) -> Shown:
        """Shows the conversation as it is kept."""
        return self._show(conversation)

    def refresh(self, current: str) -> Any:
        """The list, with what other tabs have begun or deleted."""
        return self.picker(current)

    def rename(self, name: str, current: str) -> Shown:
        if not name.strip():  # the field was emptied by the Enter before this one
            return Shown()
        try:
            self._conversations.rename(current, name)
        except KeepingError as refusal:
            return Shown(error=chat_error_html(refusal))
        return Shown(picker=self.picker(current), name="", error="")

    def use_as_topic(self, current: str) -> Shown:
        """Names the conversation as a topic, by its title."""
        try:
            messages = self._conversations.read(current) if current else ()
            if not messages:
                raise KeepingError("Nothing to count yet. Send a message first.")
            requests = list(dict.fromkeys(message.request for message in messages if message.request))
            sentence = self._name_topic(current, self._conversations.title(current), requests)
            return Shown(notice=html.escape(sentence), error="")
        except KeepingError as refusal:
            return Shown(error=chat_error_html(refusal))

    def delete(self, current: str, request: gr.Request) -> Shown:
        if self._is_busy(request):
            return Shown(error=chat_error_html(BUSY))
        try:
            title = self._conversations.title(current)
            self._conversations.delete(current)
        except KeepingError as refusal:
            return Shown(error=chat_error_html(refusal))
        return self._show("")._replace(**_removed(f"“{title}” was deleted.", current))

    def undo(self, conversation: str, request: gr.Request) -> Shown:
        """Takes back the change that the notice is about."""
        if self._is_busy(request):
            return Shown(error=chat_error_html(BUSY))
        try:
            self._conversations.undo(conversation)
        except KeepingError as refusal:
            return Shown(error=chat_error_html(refusal))
        return self._show(conversation)

    def drop(self, index: str, history: list[Message], current: str, request: gr.Request) -> Shown:
        """Removes a question with its answer, or an answer."""
        if self._is_busy(request):
            return Shown(error=chat_error_html(BUSY))
        try:
            rest = without(history, place_of(index, history))
            conversation = self._conversations.keep(current, saved(history), saved(rest), "delete")
        except (KeepingError, RequestError) as refusal:
            return Shown(error=chat_error_html(refusal))
        if conversation != current:  # a copy, since another tab has changed the conversation
            return self._show(conversation)._replace(notice=COPIED)
        changes = _removed("The question and its answer were removed.", conversation)
        return self._show(conversation)._replace(**changes)

    def switch(self, choice: str, history: list[Message], current: str, request: gr.Request) -> Shown:
        """Shows another version of a message, with what followed it; ``choice`` is its number, and how many on."""
        if self._is_busy(request):
            return Shown(error=chat_error_html(BUSY))
        number, _, by = choice.partition(":")
        try:
            row, messages = place_of(number, history), saved(history)
            place = next((at for at, its in enumerate(rows_of(messages)) if its == row), -1)
            self._conversations.switch(current, messages, place, -1 if by == "-1" else 1)
        except (KeepingError, RequestError) as refusal:
            return Shown(error=chat_error_html(refusal))
        return self._show(current)

    def places(self, conversation: str, messages: Messages) -> str:
        """For the page: of each message that has other versions, its number in the chat, which it is, and of how many;
        as JSON."""
        places = self._conversations.branches(conversation, messages).places(messages) if conversation else ()
        rows = zip(rows_of(messages), places, strict=False)
        return json.dumps([[row, place.number, place.of] for row, place in rows if place.of > 1])

    def export_json(self, current: str) -> tuple[Any, Any]:
        return self._exported(current, "json", exported_json)

    def export_markdown(self, current: str) -> tuple[Any, Any]:
        return self._exported(current, "md", exported_markdown)

    def take_in(self, text: str, request: gr.Request) -> Shown:
        """Saves an exported conversation as a new one and shows it. Without text, no file was chosen."""
        if not text:
            return Shown()
        if self._is_busy(request):
            return Shown(error=chat_error_html(BUSY))
        try:
            title, messages = imported(text)
            # As the page will send them back; otherwise they would seem to have been changed elsewhere.
            messages = saved(history_of(messages))
            if not messages:
                raise KeepingError("That file holds no messages. Choose another one.")
            conversation = self._conversations.keep("", (), messages)
            self._conversations.rename(conversation, title)
        except KeepingError as refusal:
            return Shown(error=chat_error_html(refusal))
        return self._show(conversation)

    def picker(self, current: str) -> Any:
        """The list as it stands; empty when it cannot be read."""
        try:
            listed = self._conversations.listed()
        except KeepingError:
            listed = ()
        selected = current if current in {entry.id for entry in listed} else ""
        choices = [(UNTITLED, ""), *((entry.title, entry.id) for entry in listed)]
        return gr.Dropdown(choices=choices, value=selected)

    def _may_leave(self, request: gr.Request) -> bool:
        """Whether the tab may show another conversation; its reply goes on only if another tab follows it."""
        return self._active.leave(tab_of(request)) or not self._is_busy(request)

    def _taken_up(self, conversation: str, run: str, request: gr.Request) -> Shown:
        """Shows the conversation, with the reply that is being written in it."""
        found = self._active.take_up(tab_of(request), run, conversation)
        send, stop = busy(found is not None)
        if found is None:
            return self._show(conversation)._replace(send=send, stop=stop)
        shown = self._show(found.reply.conversation if found.reply else conversation)
        if found.reply is not None:
            shown = shown._replace(chatbot=found.reply.shown())
        # Twice the same run would be no change of the field.
        return shown._replace(run=found.run, resumed=f"{found.run} {monotonic()}", send=send, stop=stop)

    def _show(self, conversation: str) -> Shown:
        try:
            messages = self._conversations.read(conversation) if conversation else ()
            problem = self._conversations.problem
        except KeepingError as error:
            messages, problem = (), str(error)
        return Shown(
            chatbot=history_of(messages),
            conversation=conversation if messages else "",
            picker=self.picker(conversation),
            name="",
            notice=html.escape(problem),
            undo=gr.Button(visible=False),
            undo_of="",
            error="",
            editing="",
            branches=self.places(conversation, messages),
        )

    def _exported(self, current: str, ending: str, export: Callable[..., str]) -> tuple[Any, Any]:
        try:
            messages, title = self._conversations.read(current), self._conversations.title(current)
            if not messages:
                raise KeepingError("Nothing to export yet. Send a message first.")
        except KeepingError as refusal:
            return "", chat_error_html(refusal)
        return json.dumps({"title": title, "ending": ending, "text": export(title, messages)}), ""


def _removed(sentence: str, conversation: str) -> dict[str, Any]:
    """Updates that say what was removed, and offer Undo."""
    return {"notice": html.escape(sentence), "undo": gr.Button(visible=True), "undo_of": conversation}
