"""Keeper of conversations and of the figures of replies.

If saving fails, the user reads why, and the reply goes on. Knows the two stores and the chat's messages; nothing of
Gradio.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from hybrid.errors import KeepingError
from hybrid.machine.commit import program_commit
from hybrid.types import TokenEvent
from ui.chat.messages import Message, saved
from ui.engine_protocol import EngineProtocol
from ui.storage.branches import Rest
from ui.storage.conversations import Conversations
from ui.storage.runs import Circumstances, RunsStore, curve_of, run_of

COPIED = "This conversation was changed or deleted in another tab. What you see continues as a copy."

logger = logging.getLogger(__name__)

CountTopic: TypeAlias = Callable[[str, str, str], object]
"""Counts a reply by its topic: (request id, conversation, question)."""
UNKEPT = "This could not be saved. See the terminal for details."


@dataclass(frozen=True, slots=True)
class Kept:
    """The id under which a conversation is saved; ``problem`` says why something was not saved, ``notice`` why the id
    is another one."""

    conversation: str
    problem: str = ""
    notice: str = ""


class Keeper:
    """Writes conversations and runs; ``Conversations.keep`` explains what happens if another tab has changed one."""

    def __init__(
        self,
        engine: EngineProtocol,
        conversations: Conversations,
        runs: RunsStore,
        count_topic: CountTopic = lambda *_: None,
    ) -> None:
        self._engine = engine
        self._count_topic = count_topic
        self._conversations = conversations
        self._runs = runs

    def keep(self, conversation: str, before: list[Message], after: list[Message], rest: Rest = "branch") -> Kept:
        """Saves ``after``, a changed ``before``; ``rest`` as in ``Conversations.keep``."""
        try:
            saved_id = self._conversations.keep(conversation, saved(before), saved(after), rest)
        except KeepingError as error:
            logger.warning("A conversation was not kept: %s", error)
            return Kept(conversation, str(error))
        except Exception:  # disks, drivers and odd texts may raise anything
            logger.exception("A conversation was not kept")
            return Kept(conversation, UNKEPT)
        return Kept(saved_id, notice=COPIED if conversation not in ("", saved_id) else "")

    def take_back(self, conversation: str, after: list[Message], before: list[Message]) -> Kept:
        """Saves the conversation as it was before a refused question; deletes it if that was the first one."""
        if before or not conversation:
            return self.keep(conversation, after, before, "prune") if before else Kept(conversation)
        try:
            self._conversations.delete(conversation)
        except Exception:  # then the conversation stays in the list, with a question without an answer
            logger.exception("A refused question was not taken back")
            return Kept("", UNKEPT)
        return Kept("")

    def note(self, last: TokenEvent, conversation: str = "", question: str = "") -> str:
        """Adds a row to the runs for a reply that has ended; returns the reason if it cannot, otherwise ''."""
        if last.stats is None or last.finish_reason is None:
            return ""
        self._count_topic(last.stats.request_id, conversation, question)
        try:
            recording = self._engine.recorded(last.stats.request_id)
            curve = None if recording is None else curve_of(recording)
            snapshot = self._engine.snapshot()
            circumstances = Circumstances.of(snapshot.model, snapshot.machine, program_commit())
            self._runs.add(run_of(last.stats, last.finish_reason, snapshot.model.name, circumstances), curve)
        except KeepingError as error:
            logger.warning("A run was not kept: %s", error)
            return str(error)
        except Exception:
            logger.exception("A run was not kept")
            return UNKEPT
        return ""
