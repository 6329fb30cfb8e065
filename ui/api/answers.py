"""Answers of the endpoint: a reply's tokens as one object, or as the chunks of a stream."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hybrid.types import ReplyStats, TokenEvent, ToolCall, new_request_id
from ui.api.requests import Asked

DONE = "data: [DONE]\n\n"


def chunk_text(content: dict[str, Any]) -> str:
    """One event of a stream."""
    return f"data: {json.dumps(content, separators=(',', ':'))}\n\n"


@dataclass(slots=True)
class Answer:
    """The answer to ``asked`` by the model of that name, as its events come."""

    asked: Asked
    model: str
    created: int = field(default_factory=lambda: int(time.time()))
    _text: str = ""
    _thought: str = ""
    _calls: list[dict[str, Any]] = field(default_factory=list)
    _thought_tokens: int = 0
    _last: TokenEvent | None = None

    def opening(self) -> dict[str, Any] | None:
        """A stream's first chunk, before any event; completions have none."""
        return self._chunk({"role": "assistant", "content": ""}) if self.asked.chat else None

    def take(self, event: TokenEvent) -> Iterator[dict[str, Any]]:
        """Takes an event; yields the chunks it makes."""
        self._last = event
        self._text += event.text
        self._thought += event.thought
        self._thought_tokens += bool(event.thought)
        calls = [_call(call, len(self._calls) + at) for at, call in enumerate(event.calls)]
        self._calls += calls
        if self.asked.chat:
            if event.thought:
                yield self._chunk({"reasoning_content": event.thought})
            if event.text:
                yield self._chunk({"content": event.text})
            if calls:
                yield self._chunk({"tool_calls": calls})
        elif event.text:
            yield self._chunk({"text": event.text})

    def closing(self) -> Iterator[dict[str, Any]]:
        """A stream's last chunks."""
        yield self._chunk({} if self.asked.chat else {"text": ""}, self._reason())
        if self.asked.include_usage:
            yield self._outer() | {"choices": [], "usage": self._usage()}

    def whole(self) -> dict[str, Any]:
        """The answer in one piece."""
        if self.asked.chat:
            message: dict[str, Any] = {"role": "assistant", "content": self._text, "refusal": None}
            if self._calls:
                message |= {"content": self._text or None, "tool_calls": [_without_index(c) for c in self._calls]}
            if self._thought:
                message["reasoning_content"] = self._thought
            content: dict[str, Any] = {"message": message}
        else:
            content = {"text": self._text}
        choice = {"index": 0, **content, "logprobs": None, "finish_reason": self._reason()}
        return self._outer(whole=True) | {"choices": [choice], "usage": self._usage()}

    def _chunk(self, delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
        content = {"delta": delta} if self.asked.chat else delta
        choice = {"index": 0, **content, "logprobs": None, "finish_reason": reason}
        usage = {"usage": None} if self.asked.include_usage else {}
        return self._outer() | {"choices": [choice]} | usage

    def _outer(self, whole: bool = False) -> dict[str, Any]:
        kind = ("chat.completion" if whole else "chat.completion.chunk") if self.asked.chat else "text_completion"
        prefix = "chatcmpl" if self.asked.chat else "cmpl"
        number = f"{prefix}-{self.asked.request.request_id}"
        return {"id": number, "object": kind, "created": self.created, "model": self.model}

    def _reason(self) -> str:
        reason = self._last.finish_reason if self._last else None
        return "tool_calls" if self._calls and reason == "stop" else str(reason)

    def _usage(self) -> dict[str, Any] | None:
        stats = self._last.stats if self._last else None
        return usage_of(stats, self._thought_tokens) if stats else None


def usage_of(stats: ReplyStats, thought_tokens: int) -> dict[str, Any]:
    """OpenAI's counts, and beside them this engine's figures; ``null`` where there is no sensor."""
    return {
        "prompt_tokens": stats.prompt_tokens,
        "completion_tokens": stats.generated_tokens,
        "total_tokens": stats.prompt_tokens + stats.generated_tokens,
        "prompt_tokens_details": {"cached_tokens": stats.prompt_tokens - stats.prefilled_tokens},
        "completion_tokens_details": {"reasoning_tokens": thought_tokens},
        "hit_rate": stats.hit_rate,
        "gpu_joules": stats.gpu_joules,
        "cpu_joules": stats.cpu_joules,
        "tokens_per_s": stats.tokens_per_s,
        "time_to_first_token_s": stats.time_to_first_token_s,
    }


def _call(call: ToolCall, index: int) -> dict[str, Any]:
    function = {"name": call.name, "arguments": call.arguments}
    return {"index": index, "id": f"call_{new_request_id()}", "type": "function", "function": function}


def _without_index(call: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in call.items() if name != "index"}
