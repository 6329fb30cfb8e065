"""Reply under way as the chat shows it: the thought, the answer, how long the thought took, and how it ended.

One thread writes it, others watch it. Knows the engine's events and the chat's messages; nothing of tabs or of storage.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import monotonic

from hybrid.errors import HybridError
from hybrid.types import TokenEvent
from ui.chat.messages import Message, assistant_message, last_reply, thought_message
from ui.storage.branches import Rest


@dataclass(frozen=True, slots=True)
class Ending:
    """How a reply ended: the chat then, the conversation it is saved in, and what was wrong.

    ``is_refused``: nothing of it came, so ``messages`` are the chat before the question.
    """

    messages: list[Message]
    conversation: str
    problem: HybridError | str = ""
    is_refused: bool = False


@dataclass(slots=True)
class Reply:
    """The events so far of one reply to ``history``, in the conversation with the id ``conversation``.

    One that goes on where another was cut has the text, the thought and its title from there, until the engine repeats
    them; ``before`` is then the chat with the cut reply, as it is saved.
    """

    history: list[Message]
    conversation: str
    run: str
    events: Iterator[TokenEvent] = field(default_factory=lambda: iter(()))
    clock: Callable[[], float] = monotonic
    text: str = ""
    thought: str = ""
    title: str = ""
    before: list[Message] | None = None
    last: TokenEvent | None = None
    ended: bool = False  # its end was kept, or there was nothing to keep
    ending: Ending | None = None  # for those who watch; None, too, where the program's end was faster
    _news: int = 0
    _over: bool = False
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _has_gone_on: bool = False
    _thinking_since: float | None = None
    _thought_s: float | None = None

    @classmethod
    def going_on(cls, before: list[Message], conversation: str, run: str) -> "Reply":
        """A reply that goes on with the last one of ``before``. Raises ``RequestError`` if there is none."""
        cut = last_reply(before, len(before) - 1)
        return cls(cut.before, conversation, run, text=cut.text, thought=cut.thought, title=cut.title, before=before)

    @property
    def saved(self) -> list[Message]:
        """The chat as it is saved while the reply is written."""
        return self.history if self.before is None else self.before

    @property
    def rest(self) -> Rest:
        """What becomes of the part of ``saved`` that the reply does not have: a cut reply is part of it now."""
        return "branch" if self.before is None else "delete"

    @property
    def is_new(self) -> bool:
        """Whether anything was said beyond what a cut reply had said."""
        return self.says_something and (self.before is None or self._has_gone_on)

    def arriving(self) -> Iterator[TokenEvent]:
        for event in self.events:
            self._take(event)
            self._tell()
            yield event

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come and the end is kept."""
        return self._over

    def close(self, ending: Ending | None) -> None:
        """Tells those who watch that the reply is over."""
        self.ending, self._over = ending, True
        self._tell()

    def news(self, seen: int, patience_s: float) -> int:
        """The number of changes so far; waits until there are more than ``seen``, the reply is over, or in vain."""
        with self._changed:
            self._changed.wait_for(lambda: self._over or self._news > seen, patience_s)
            return self._news

    def wait_until_over(self, patience_s: float) -> bool:
        """Whether the reply is over by then."""
        with self._changed:
            return self._changed.wait_for(lambda: self._over, patience_s)

    def _tell(self) -> None:
        with self._changed:
            self._news += 1
            self._changed.notify_all()

    @property
    def says_something(self) -> bool:
        return bool(self.text or self.thought.strip())

    def shown(self, over: bool = False) -> list[Message]:
        """The chat with the reply so far; ``over``: nothing more will come."""
        messages = list(self.history)
        if self.thought.strip():
            thinking = self._thought_s is None and not over and not (self.title and self.text)
            messages.append(thought_message(self.thought.strip("\n"), self._title(thinking), self.run, thinking))
        if self.text or len(messages) == len(self.history):
            messages.append(assistant_message(self.text, self.run))
        return messages

    def _take(self, event: TokenEvent) -> None:
        self.last = event
        if event.token_id < 0 and event.finish_reason is None:  # what the cut reply had said, all of it
            self.text, self.thought = event.text, event.thought
            return
        self._has_gone_on = self._has_gone_on or event.token_id >= 0
        self.thought += event.thought
        self.text += event.text
        if event.thought and self._thinking_since is None:
            self._thinking_since = self.clock()
        answered = event.text or event.finish_reason
        if answered and self._thinking_since is not None and self._thought_s is None:
            self._thought_s = self.clock() - self._thinking_since

    def _title(self, thinking: bool) -> str:
        if self.text and self.title:
            return self.title
        if thinking:
            return "Thinking"
        return "Thought" if self._thought_s is None else f"Thought for {max(1, round(self._thought_s))} s"
