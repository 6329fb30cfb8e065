"""A conversation as the page holds it: what is kept of it, and the request to the engine made of it."""

from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from hybrid.errors import RequestError
from hybrid.types import GenerationRequest
from ui.conversations import Messages, SavedMessage
from ui.inert import meant, shown

Message: TypeAlias = dict[str, Any]


def user_message(text: str) -> Message:
    return {"role": "user", "content": [_block(text)]}


def assistant_message(text: str, request: str) -> Message:
    """A reply; its id is that of the request, by which the engine knows its recording."""
    return {"role": "assistant", "content": [_block(text)], "metadata": {"id": request}}


def figures_message(title: str, details: str, request: str) -> Message:
    """A folded message under a reply; its title marks it as no part of the conversation."""
    metadata = {"title": title, "status": "done", "id": request}
    return {"role": "assistant", "content": [_block(details)], "metadata": metadata}


def _block(text: str) -> dict[str, str]:
    # A block, not a bare string: Gradio strips the whitespace of strings, and then the engine
    # would not recognise the conversation it has already computed.
    return {"type": "text", "text": shown(text)}


def conversation(history: list[Message], system_prompt: str) -> list[dict[str, str]]:
    """What the engine is sent: the chat without figures, the system prompt first if there is one."""
    messages = [{"role": "system", "content": system_prompt.strip()}] if system_prompt.strip() else []
    for message in history:
        text = _text(message)
        if text and not is_figures(message):
            messages.append({"role": message["role"], "content": text})
    return messages


def saved(history: list[Message]) -> Messages:
    """What is kept of the chat."""
    kept: list[SavedMessage] = []
    for message in history:
        request = str(_metadata(message).get("id") or "")
        if not is_figures(message):
            kept.append(SavedMessage(message["role"], _text(message), request))
            continue
        answer = SavedMessage("assistant", "", request)
        if kept and kept[-1].role == "assistant" and kept[-1].request == request and not kept[-1].figures:
            answer = kept.pop()
        kept.append(replace(answer, figures=_metadata(message)["title"], details=_text(message)))
    return tuple(kept)


def history_of(messages: Messages) -> list[Message]:
    """The chat as it was when it was kept."""
    history: list[Message] = []
    for message in messages:
        if message.role == "user":
            history.append(user_message(message.text))
            continue
        if message.text:
            history.append(assistant_message(message.text, message.request))
        if message.figures:
            history.append(figures_message(message.figures, message.details, message.request))
    return history


def without(history: list[Message], index: int) -> list[Message]:
    """A question goes with its answer, an answer with its figures."""
    end = index + 1
    while end < len(history) and history[end]["role"] == "assistant":
        end += 1
    return history[:index] + history[end:]


def is_figures(message: Message) -> bool:
    return bool(_metadata(message).get("title"))


def _metadata(message: Message) -> dict[str, Any]:
    return message.get("metadata") or {}


def _text(message: Message) -> str:
    return meant("".join(block.get("text", "") for block in message["content"]))


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
        raise RequestError("The seed has to be a whole number: change it, or leave it empty.", "seed") from None


def _given(value: float | None, name: str, what: str) -> float:
    if value is None:
        raise RequestError(f"A sampling field is empty: enter {what}.", name)
    return value
