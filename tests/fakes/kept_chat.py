"""A chat and its conversations' menu over the scripted engine, kept in a folder of the test's own."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.fakes.fake_engine import FakeEngine
from ui.chat.handlers import Chat, Replied
from ui.chat.keeper import Keeper
from ui.chat.menu import SKIP, ConversationMenu, Shown
from ui.chat.message_html import text_of as shown_text
from ui.chat.replies.active_replies import ActiveReplies, Later
from ui.storage.conversations import Conversations
from ui.storage.runs import RunsStore

FIELDS = (0.7, 0.9, 40, 0.05, 1.1, " 5 ", 64, "Be brief.")


def tab(name: str) -> Any:
    return SimpleNamespace(session_hash=name)


def text_of(message: dict[str, Any]) -> str:
    return shown_text("".join(block["text"] for block in message["content"]))


def returned(update: Replied) -> str:
    """The question that goes back to the composer."""
    text: str = "" if update.returned == SKIP else json.loads(update.returned)["text"]
    return text


def at_once(action: Callable[[], None]) -> None:
    """No grace period."""
    action()


def settled() -> None:
    """Waits until the replies that nobody follows are kept."""
    for thread in threading.enumerate():
        if thread.name == "write-reply":
            thread.join(30)


class Kept:
    """What the chat keeps, in a folder of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.conversations = Conversations(lambda: folder / "conversations.db")
        self.runs = RunsStore(lambda: folder / "runs.db")

    def chat(self, engine: FakeEngine) -> Chat:
        return self.pane(engine)[0]

    def pane(self, engine: FakeEngine, later: Later = at_once) -> tuple[Chat, ConversationMenu]:
        runs = ActiveReplies(engine.cancel, later)
        menu = ConversationMenu(self.conversations, runs)
        return Chat(engine, runs, Keeper(engine, self.conversations, self.runs), menu), menu


def ask(chat: Chat, text: str = "hi", history: Any = (), name: str = "a", conversation: str = "") -> Shown:
    return chat.ask(text, list(history), conversation, "", tab(name))


def begin(chat: Chat, name: str = "a", text: str = "hi", history: Any = ()) -> tuple[list[Any], str]:
    shown = ask(chat, text, history, name)
    return shown.chatbot, shown.run


def answered(chat: Chat, shown: Shown, name: str = "a") -> list[dict[str, Any]]:
    """The chat once the reply that was begun is there."""
    return last_history(list(chat.reply(shown.chatbot, shown.run, shown.conversation, tab(name), *FIELDS)))


def last_history(updates: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [update[0] for update in updates if isinstance(update[0], list)][-1]
