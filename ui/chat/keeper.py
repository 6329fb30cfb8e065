"""Keeper of conversations and of the figures of replies.

When the disk refuses, the user is told, and the reply goes on. Knows the two stores and the chat's
messages; nothing of Gradio.
"""

import logging
from dataclasses import dataclass

from hybrid.errors import KeepingError
from hybrid.types import TokenEvent
from ui.chat.messages import Message, saved
from ui.engine_protocol import EngineProtocol
from ui.storage.conversations import Conversations
from ui.storage.runs import RunsStore, curve_of, run_of

COPIED = "This conversation was changed or deleted elsewhere meanwhile: what you see goes on as a copy of its own."

logger = logging.getLogger(__name__)

UNKEPT = "This could not be saved. See the terminal for details."


@dataclass(frozen=True, slots=True)
class Kept:
    """The id a conversation is kept under; ``problem`` says why something is not kept, ``notice`` why under another
    id."""

    conversation: str
    problem: str = ""
    notice: str = ""


class Keeper:
    """Writes conversations and runs; see ``Conversations.keep`` for what other tabs have changed."""

    def __init__(self, engine: EngineProtocol, conversations: Conversations, runs: RunsStore) -> None:
        self._engine = engine
        self._conversations = conversations
        self._runs = runs

    def keep(self, conversation: str, before: list[Message], after: list[Message]) -> Kept:
        """Keeps ``after``, which was made of ``before``."""
        try:
            kept = self._conversations.keep(conversation, saved(before), saved(after))
        except KeepingError as error:
            logger.warning("A conversation was not kept: %s", error)
            return Kept(conversation, str(error))
        except Exception:  # whatever a disk, a driver or a message's text may raise
            logger.exception("A conversation was not kept")
            return Kept(conversation, UNKEPT)
        return Kept(kept, notice=COPIED if conversation not in ("", kept) else "")

    def take_back(self, conversation: str, after: list[Message], before: list[Message]) -> Kept:
        """Keeps what there was before a question that was refused; nothing, if it was the first."""
        if before or not conversation:
            return self.keep(conversation, after, before) if before else Kept(conversation)
        try:
            self._conversations.delete(conversation)
        except Exception:  # it is still listed, with a question that got no answer
            logger.exception("A refused question was not taken back")
            return Kept("", UNKEPT)
        return Kept("")

    def note(self, last: TokenEvent) -> str:
        """Makes a row of a reply that has ended; gives the reason when it cannot."""
        if last.stats is None or last.finish_reason is None:
            return ""
        try:
            recording = self._engine.recorded(last.stats.request_id)
            curve = None if recording is None else curve_of(recording)
            self._runs.add(run_of(last.stats, last.finish_reason, self._engine.snapshot().model.name), curve)
        except KeepingError as error:
            logger.warning("A run was not kept: %s", error)
            return str(error)
        except Exception:
            logger.exception("A run was not kept")
            return UNKEPT
        return ""
