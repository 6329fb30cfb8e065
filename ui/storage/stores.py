"""The user's stores: conversations and the figures of replies, in the user's data folder."""

from hybrid.machine.user_folders import data_dir
from ui.storage.conversations import Conversations
from ui.storage.runs import RunsStore
from ui.storage.topics import TopicsStore


def conversations() -> Conversations:
    """The user's conversations."""
    return Conversations(lambda: data_dir() / "conversations.db")


def runs() -> RunsStore:
    """The user's runs."""
    return RunsStore(lambda: data_dir() / "runs.db")


def topics() -> TopicsStore:
    """What experts are used for."""
    return TopicsStore(lambda: data_dir() / "topics.db")
