"""Saved messages: a conversation's messages as plain records, and as values of JSON.

Knows nothing of files or of how a message is shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from hybrid.text.characters import repaired

ROLES = ("user", "assistant")


@dataclass(frozen=True, slots=True)
class SavedMessage:
    """``request`` is the reply's request id; ``figures`` and ``details`` are the texts under a reply.

    ``thought`` is the model's reasoning before the reply, ``thought_title`` the title above it.
    """

    role: str
    text: str
    request: str = ""
    figures: str = ""
    details: str = ""
    thought: str = ""
    thought_title: str = ""


Messages = tuple[SavedMessage, ...]


def messages_of(content: Iterable[Any]) -> Messages:
    """Messages of plain values. Raises ``LookupError``, ``TypeError`` or ``ValueError`` for anything else."""
    names = SavedMessage.__dataclass_fields__
    messages = tuple(
        SavedMessage(**{name: _repaired(value) for name, value in message.items() if name in names})
        for message in map(dict, content)
    )
    for message in messages:
        if message.role not in ROLES or not all(isinstance(value, str) for value in asdict(message).values()):
            raise ValueError("not a message")
    return messages


def plain(messages: Sequence[SavedMessage]) -> list[dict[str, str]]:
    """The messages as values of JSON, without what is empty."""
    return [{name: value for name, value in asdict(message).items() if value or name == "text"} for message in messages]


def _repaired(value: Any) -> Any:
    return repaired(value) if isinstance(value, str) else value
