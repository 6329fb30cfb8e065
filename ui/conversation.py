"""A conversation as the page holds it, and the request to the engine made of it and the sampling fields."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from hybrid.errors import RequestError
from hybrid.types import GenerationRequest
from ui.inert import meant, shown

Message: TypeAlias = dict[str, Any]


def user_message(text: str) -> Message:
    return {"role": "user", "content": [_block(text)]}


def assistant_message(text: str) -> Message:
    return {"role": "assistant", "content": [_block(text)]}


def figures_message(title: str, details: str) -> Message:
    """A folded message under a reply; its title marks it as no part of the conversation."""
    return {"role": "assistant", "content": [_block(details)], "metadata": {"title": title, "status": "done"}}


def _block(text: str) -> dict[str, str]:
    # A block, not a bare string: Gradio strips the whitespace of strings, and then the engine
    # would not recognise the conversation it has already computed.
    return {"type": "text", "text": shown(text)}


def conversation(history: list[Message], system_prompt: str) -> list[dict[str, str]]:
    """What the engine is sent: the chat without figures, the system prompt first if there is one."""
    messages = [{"role": "system", "content": system_prompt.strip()}] if system_prompt.strip() else []
    for message in history:
        if (message.get("metadata") or {}).get("title"):
            continue
        text = meant("".join(block.get("text", "") for block in message["content"]))
        if text:
            messages.append({"role": message["role"], "content": text})
    return messages


@dataclass(frozen=True, slots=True)
class Sampling:
    """The sampling fields as they stand on the page; an emptied field is ``None``."""

    temperature: float | None
    top_p: float | None
    top_k: float | None
    repetition_penalty: float | None
    seed: str
    max_new_tokens: float | None
    system_prompt: str | None

    def request(self, history: list[Message], run: str) -> GenerationRequest:
        """The request these fields describe. Raises ``RequestError`` for an emptied field."""
        return GenerationRequest(
            messages=conversation(history, self.system_prompt or ""),
            max_new_tokens=int(_given(self.max_new_tokens, "max_new_tokens", "the most new tokens")),
            temperature=float(_given(self.temperature, "temperature", "a temperature (0 is greedy)")),
            top_p=float(_given(self.top_p, "top_p", "top-p (1 switches it off)")),
            top_k=int(_given(self.top_k, "top_k", "top-k (0 switches it off)")),
            repetition_penalty=float(
                _given(self.repetition_penalty, "repetition_penalty", "a repetition penalty (1 is none)")
            ),
            seed=_seed(self.seed),
            request_id=run,
        )


def _seed(text: str) -> int | None:
    if not text.strip():
        return None
    try:
        return int(text)
    except ValueError:
        raise RequestError(
            "The seed has to be a whole number: change it, or leave it empty.", "seed"
        ) from None


def _given(value: float | None, name: str, what: str) -> float:
    if value is None:
        raise RequestError(f"A sampling field is empty: enter {what}.", name)
    return value
