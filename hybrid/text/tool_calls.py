"""Tool calls: how a chat template writes them, and how they are parsed out of a reply's text.

Knows one form, JSON between two marks, and uses it only where the model's template writes that form itself. What is
no call stays text, so nothing is lost.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from hybrid.text.thoughts import Marks, possible_start
from hybrid.types import ToolCall

CALL = Marks("<tool_call>", "</tool_call>")

# Figures, since some templates change the letters of a message.
_NAME, _KEY, _VALUE = "f7301", "k5926", "v1484"
PROBE_TOOL: Mapping[str, Any] = {
    "type": "function",
    "function": {
        "name": _NAME,
        "description": "d",
        "parameters": {"type": "object", "properties": {_KEY: {"type": "string"}}, "required": [_KEY]},
    },
}
_PROBE_CALL = {"id": "c48271639", "type": "function", "function": {"name": _NAME, "arguments": {_KEY: _VALUE}}}

Render: TypeAlias = Callable[[Sequence[Mapping[str, Any]]], str]
"""A conversation, with ``PROBE_TOOL`` offered, as the model's template writes it; empty if it refuses."""


def takes_tools(render: Render) -> bool:
    """Whether the template tells the model of tools."""
    return _NAME in render([{"role": "user", "content": "1"}])


def call_marks(render: Render) -> Marks | None:
    """The marks around a call, if the template writes calls as JSON between marks that are known here."""
    calling: Mapping[str, Any] = {"role": "assistant", "content": "", "tool_calls": [_PROBE_CALL]}
    written = render([{"role": "user", "content": "1"}, calling]).rpartition(CALL.opening)[2].partition(CALL.closing)
    call = _call_in(written[0]) if written[1] else None
    return CALL if call == ToolCall(_NAME, json.dumps({_KEY: _VALUE})) else None


class CallSplitter:
    """Parts the text of an answer from its calls; white space around calls belongs to neither."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        self._held = ""
        self._after_call = False  # nothing but white space has come since the last call

    def push(self, text: str) -> tuple[str, tuple[ToolCall, ...]]:
        """Takes text; returns what can now be shown of it, and the calls that have come to their end."""
        self._held += text
        shown, calls = "", []
        while (at := self._held.find(self._marks.opening)) >= 0:
            body, closing, rest = self._held[at + len(self._marks.opening) :].partition(self._marks.closing)
            if not closing:
                break
            call = _call_in(body)
            if call is None:
                shown += self._release(len(self._held) - len(rest))
            else:
                shown += self._release(len(self._held[:at].rstrip()))
                self._held, self._after_call = rest, True
                calls.append(call)
        if at < 0:
            at = len(self._held) - possible_start(self._held, [self._marks.opening])
        # White space is held back, too: a call may follow it.
        return shown + self._release(len(self._held[:at].rstrip())), tuple(calls)

    def flush(self) -> str:
        """The text that was held back, such as a call that was cut off; no text may follow."""
        return self._release(len(self._held))

    def _release(self, size: int) -> str:
        text, self._held = self._held[:size], self._held[size:]
        if self._after_call:
            text = text.lstrip()
            self._after_call = not text
        return text


def _call_in(body: str) -> ToolCall | None:
    """The call that JSON describes: a name, and arguments as an object or as the JSON of one."""
    try:
        call = json.loads(body)
        arguments = call["arguments"]
        if isinstance(arguments, str):
            arguments = json.loads(arguments)
        name = call["name"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not (isinstance(name, str) and name and isinstance(arguments, dict)):
        return None
    return ToolCall(name, json.dumps(arguments, ensure_ascii=False))
