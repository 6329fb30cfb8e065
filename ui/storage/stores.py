"""The user's own stores: where conversations and the figures of replies are kept."""

from hybrid.machine.user_folders import data_dir
from ui.storage.conversations import Conversations
from ui.storage.runs import RunsStore


def conversations() -> Conversations:
    """The user's own."""
    return Conversations(lambda: data_dir() / "conversations.db")


def runs() -> RunsStore:
    """The user's own."""
    return RunsStore(lambda: data_dir() / "runs.db")
