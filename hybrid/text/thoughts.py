"""Splitter of a reply into what the model thinks and what it answers.

Knows markers of thoughts and channels as text; nothing of tokens or of who shows the text. Markers may arrive in
pieces, and no text is lost: a thought that never ends stays a thought.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from hybrid.types import ToolCall

START, CHANNEL, MESSAGE, END = "<|start|>", "<|channel|>", "<|message|>", "<|end|>"
CHANNEL_MARKS = (START, CHANNEL, MESSAGE, END)
_LONGEST_HEADER = 100


@dataclass(frozen=True, slots=True)
class Marks:
    """The texts before and after a thought."""

    opening: str
    closing: str


THINK = Marks("<think>", "</think>")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a reply; ``ended``: nothing after it belongs to the reply."""

    text: str = ""
    thought: str = ""
    ended: bool = False
    calls: tuple[ToolCall, ...] = ()

    def __add__(self, other: "Part") -> "Part":
        ended, calls = self.ended or other.ended, self.calls + other.calls
        return Part(self.text + other.text, self.thought + other.thought, ended, calls)


class Splitter(Protocol):
    def push(self, text: str) -> Part: ...

    def flush(self) -> Part: ...


class MarkedThoughts:
    """Thoughts stand between marks before the answer; marks within the answer are part of it.

    ``opened``: the prompt ends inside a thought already. ``wraps``: marks that may stand around an answer after a
    thought, and are no part of it.
    """

    def __init__(self, marks: Sequence[Marks], opened: Marks | None = None, wraps: Sequence[Marks] = ()) -> None:
        self._marks = marks
        self._wraps = wraps
        self._wrap: Marks | None = None
        self._wrap_begun = False  # some of the answer in it has come
        self._inside = opened
        self._answering = False
        self._thought_before = False
        self._held = ""
        self._repeatable = opened

    def push(self, text: str) -> Part:
        self._held += text
        part = Part()
        while (step := self._next()) is not None:
            part += step
        return part

    def flush(self) -> Part:
        held, self._held = self._held, ""
        if self._inside or (self._thought_before and not self._answering and not held.strip()):
            return Part(thought=held)
        return Part(held)

    def _next(self) -> Part | None:
        """The next part that is certain; ``None`` if it takes more text to tell."""
        if self._wrap is not None:
            return self._wrapped(self._wrap)
        if self._answering:
            held, self._held = self._held, ""
            return Part(held) if held else None
        return self._thinking(self._inside) if self._inside else self._before_the_answer()

    def _thinking(self, marks: Marks) -> Part | None:
        if self._repeatable:  # some models repeat the mark with which the prompt ends
            start = self._held.lstrip()
            if start != self._repeatable.opening and self._repeatable.opening.startswith(start):
                return None
            if start.startswith(self._repeatable.opening):
                self._held = start[len(self._repeatable.opening) :]
            self._repeatable = None
        thought, closing, rest = self._held.partition(marks.closing)
        if closing:
            self._held, self._inside, self._thought_before = rest, None, True
            return Part(thought=thought)
        keep = possible_start(self._held, [marks.closing])
        thought, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
        return Part(thought=thought) if thought else None

    def _before_the_answer(self) -> Part | None:
        start = self._held.lstrip()
        for marks in self._marks:
            if start.startswith(marks.opening):
                space = self._held[: len(self._held) - len(start)] if self._thought_before else ""
                self._held, self._inside = start[len(marks.opening) :], marks
                return Part(thought=space)
        wraps = self._wraps if self._thought_before else ()
        if not start or any(marks.opening.startswith(start) for marks in (*self._marks, *wraps)):
            return None
        self._answering = True
        self._wrap = next((marks for marks in wraps if start.startswith(marks.opening)), None)
        if self._wrap is not None:
            self._held = start[len(self._wrap.opening) :]
            return Part()
        if not self._thought_before:
            return Part()
        indented = self._held.rfind("\n", 0, len(self._held) - len(start)) + 1
        blank, self._held = self._held[:indented], self._held[indented:]
        return Part(thought=blank)

    def _wrapped(self, marks: Marks) -> Part | None:
        if not self._wrap_begun:
            self._held = self._held.lstrip("\n")
        answer, closing, rest = self._held.partition(marks.closing)
        if closing:
            self._held, self._wrap = rest, None
            return Part(answer.rstrip("\n"))
        # Line breaks beside the marks belong to them.
        keep = possible_start(self._held, [marks.closing])
        sure = self._held[: len(self._held) - keep].rstrip("\n")
        self._held, self._wrap_begun = self._held[len(sure) :], self._wrap_begun or bool(sure)
        return Part(sure) if sure else None


class ChannelledThoughts:
    """Harmony's format: messages with headers, whose channel says whether the message is for the user.

    The final message ends the reply, and so does the header of another role's message. Commentary for the user may
    come before the final message.
    """

    def __init__(self) -> None:
        self._held = self._header = ""
        self._in_header = self._for_user = self._headed = self._final = self._addressed = False
        self._kinds: set[bool] = set()

    def push(self, text: str) -> Part:
        self._held += text
        part = Part()
        while not part.ended:
            at, mark = min(((self._held.find(m), m) for m in CHANNEL_MARKS if m in self._held), default=(-1, ""))
            if not mark:
                break
            before, self._held = self._held[:at], self._held[at + len(mark) :]
            part += self._arrived(before) + self._marked(mark)
        if part.ended:
            return part
        keep = possible_start(self._held, CHANNEL_MARKS)
        now, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
        return part + self._arrived(now)

    def flush(self) -> Part:
        held, self._held = self._held, ""
        part = self._arrived(held)
        header, self._header = self._header, ""
        # A header that was cut off is not text; one that is too long for a header is.
        return part + (Part(thought=header) if len(header) > _LONGEST_HEADER else Part())

    def _arrived(self, text: str) -> Part:
        if self._in_header:
            self._header += text
            return Part()
        # Before the first header the model writes no channels, so its text is for the user.
        return Part(text) if self._for_user or not self._headed else Part(thought=text)

    def _marked(self, mark: str) -> Part:
        if mark == START:
            self._in_header, self._header = True, ""
        elif mark == CHANNEL:
            role, _, recipient = self._header.strip().partition(" ")
            others = self._in_header and role not in ("", "assistant")
            self._addressed = recipient.startswith("to=")
            self._in_header, self._header = True, ""
            return Part(ended=others)
        elif mark == MESSAGE:
            return self._begun()
        elif mark == END:
            return Part(ended=self._final or not self._headed)
        return Part()

    def _begun(self) -> Part:
        """Begins a message, by its header. Channels: analysis, commentary, final; calls of tools have an address."""
        channel, addressed = self._header.strip(), " to=" in self._header or self._addressed
        others = channel.split(" ")[0] in ("user", "system", "developer", "tool")
        self._for_user = not channel.startswith("analysis") and not addressed
        self._final = self._for_user and not channel.startswith("commentary")
        self._headed, self._in_header, self._addressed, self._header = True, False, False, ""
        gap = "\n\n" if self._for_user in self._kinds else ""
        self._kinds.add(self._for_user)
        return Part(gap, ended=others) if self._for_user else Part(thought=gap)


def possible_start(text: str, words: Iterable[str]) -> int:
    """How many characters at the end of ``text`` may become one of ``wanted``."""
    choices = [word for word in words if word]
    longest = max(map(len, choices), default=1)
    for size in range(min(longest - 1, len(text)), 0, -1):
        if any(len(word) > size and word.startswith(text[-size:]) for word in choices):
            return size
    return 0
