"""Reply under way as the chat shows it: the thought, the answer, and how long the thought took.

Knows the engine's events and the chat's messages; nothing of tabs or of storage.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import monotonic

from hybrid.types import TokenEvent
from ui.chat.messages import Message, assistant_message, thought_message


@dataclass(slots=True)
class Reply:
    """The events so far of one reply to ``history``, in the conversation with the id ``conversation``."""

    history: list[Message]
    conversation: str
    run: str
    events: Iterator[TokenEvent] = field(default_factory=lambda: iter(()))
    clock: Callable[[], float] = monotonic
    text: str = ""
    thought: str = ""
    last: TokenEvent | None = None
    ended: bool = False  # its end was kept and shown, or there was nothing to keep
    _thinking_since: float | None = None
    _thought_s: float | None = None

    def arriving(self) -> Iterator[TokenEvent]:
        for event in self.events:
            self._take(event)
            yield event

    @property
    def says_something(self) -> bool:
        return bool(self.text or self.thought.strip())

    def shown(self, over: bool = False) -> list[Message]:
        """The chat with the reply so far; ``over``: nothing more will come."""
        messages = list(self.history)
        if self.thought.strip():
            thinking = self._thought_s is None and not over
            messages.append(thought_message(self.thought.strip("\n"), self._title(thinking), self.run, thinking))
        if self.text or len(messages) == len(self.history):
            messages.append(assistant_message(self.text, self.run))
        return messages

    def _take(self, event: TokenEvent) -> None:
        self.last = event
        self.thought += event.thought
        self.text += event.text
        if event.thought and self._thinking_since is None:
            self._thinking_since = self.clock()
        answered = event.text or event.finish_reason
        if answered and self._thinking_since is not None and self._thought_s is None:
            self._thought_s = self.clock() - self._thinking_since

    def _title(self, thinking: bool) -> str:
        if thinking:
            return "Thinking"
        return "Thought" if self._thought_s is None else f"Thought for {max(1, round(self._thought_s))} s"
