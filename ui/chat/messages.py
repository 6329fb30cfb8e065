"""Messages of a conversation as the page holds them: their saved form, and the request to the engine made of them."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from hybrid.errors import RequestError
from hybrid.text.characters import repaired
from hybrid.types import GenerationRequest
from ui.chat.message_html import text_of, typed_html, written_html
from ui.storage.conversations import Messages, SavedMessage

Message: TypeAlias = dict[str, Any]


# The end of a thought's id, which otherwise is that of its reply. A thought is a message apart from its reply's.
_THOUGHT = ":thought"
_LONGEST_NUMBER = 9


def user_message(text: str) -> Message:
    return {"role": "user", "content": [_block(typed_html(repaired(text)))]}


def assistant_message(text: str, request: str) -> Message:
    """A reply; its id is that of the request, under which the engine has its recording."""
    return {"role": "assistant", "content": [_written(text)], "metadata": {"id": request}}


def thought_message(thought: str, title: str, request: str, thinking: bool = False) -> Message:
    """The model's thought before its reply; folded once it has ended."""
    metadata = {"title": title, "status": "pending" if thinking else "done", "id": request + _THOUGHT}
    return {"role": "assistant", "content": [_written(thought)], "metadata": metadata}


def figures_message(title: str, details: str, request: str) -> Message:
    """A folded message under a reply; its title marks it as not part of the conversation."""
    metadata = {"title": title, "status": "done", "id": request}
    return {"role": "assistant", "content": [_written(details)], "metadata": metadata}


def _written(text: str) -> dict[str, str]:
    return _block(written_html(repaired(text)))


def _block(markup: str) -> dict[str, str]:
    # A block, since Gradio would change a bare string.
    return {"type": "text", "text": markup}


def conversation(history: list[Message], system_prompt: str) -> list[dict[str, str]]:
    """The messages for the engine: the chat without figures, after the system prompt if there is one.

    Roles alternate, as many templates demand: a question without an answer is joined with the next one. Thoughts go
    along with their answer; the template decides whether the model sees them again.
    """
    messages = [{"role": "system", "content": system_prompt.strip()}] if system_prompt.strip() else []
    thought = ""
    for message in history:
        text = _text(message)
        if is_thought(message):
            thought = text
        elif text and not is_figures(message):
            role = message["role"]
            if messages and messages[-1]["role"] == role:
                messages[-1]["content"] += f"\n\n{text}"
            else:
                messages.append({"role": role, "content": text})
            if role == "assistant" and thought:
                messages[-1]["reasoning_content"] = thought
            thought = ""
    return messages


def saved(history: list[Message]) -> Messages:
    """The chat in the form in which it is saved."""
    messages: list[SavedMessage] = []
    for message in history:
        request = str(_metadata(message).get("id") or "").removesuffix(_THOUGHT)
        title, text = str(_metadata(message).get("title") or ""), _text(message)
        if is_thought(message):
            messages.append(SavedMessage("assistant", "", request, thought=text, thought_title=title))
        elif message["role"] == "user":
            messages.append(SavedMessage("user", text, request))
        elif title:
            begun = _unfinished(messages, request, lambda last: not last.figures)
            messages.append(replace(begun, figures=title, details=text))
        else:
            begun = _unfinished(messages, request, lambda last: not last.text and not last.figures)
            messages.append(replace(begun, text=text))
    return tuple(messages)


def _unfinished(messages: list[SavedMessage], request: str, goes_on: Callable[[SavedMessage], bool]) -> SavedMessage:
    """Takes the last message out of ``messages`` if it is of the same reply, to add to it; else makes a new one."""
    last = messages[-1] if messages else None
    if last and last.role == "assistant" and last.request == request and goes_on(last):
        return messages.pop()
    return SavedMessage("assistant", "", request)


def history_of(messages: Messages) -> list[Message]:
    """The chat as it was when it was saved."""
    history: list[Message] = []
    for message in messages:
        if message.role == "user":
            history.append(user_message(message.text))
            continue
        request = message.request.removesuffix(_THOUGHT)
        if message.thought:
            history.append(thought_message(message.thought, message.thought_title or "Thought", request))
        if message.text:
            history.append(assistant_message(message.text, request))
        if message.figures:
            history.append(figures_message(message.figures, message.details, request))
    return history


def rows_of(messages: Messages) -> list[int]:
    """For each saved message the index of its row in ``history_of``; of a reply, the row of its answer."""
    rows, begin = [], 0
    for message in messages:
        if message.role == "user":
            rows.append(begin)
            begin += 1
        else:
            rows.append(begin + bool(message.thought and message.text))
            begin += bool(message.thought) + bool(message.text) + bool(message.figures)
    return rows


def without(history: list[Message], index: int) -> list[Message]:
    """The history without the message at ``index``; a question takes its answer along, an answer its thought and
    figures."""
    start, end = answer_start(history, index), index + 1
    while end < len(history) and history[end]["role"] == "assistant":
        end += 1
    return history[:start] + history[end:]


def place_of(number: str, history: list[Message]) -> int:
    """The index of the message with that number, which the page sends as text. Raises ``RequestError``."""
    if number.isdecimal() and len(number) <= _LONGEST_NUMBER and int(number) < len(history):
        return int(number)
    raise RequestError("That message is no longer in the conversation. Choose another one.")


def answer_start(history: list[Message], index: int) -> int:
    """The index at which the message's reply begins: that of its thought, if it has one."""
    while 0 < index < len(history) and history[index]["role"] == "assistant" and is_thought(history[index - 1]):
        index -= 1
    return index


@dataclass(frozen=True, slots=True)
class LastReply:
    """The reply with which a chat ends, and the chat before it; ``title`` is that of its thought."""

    before: list[Message]
    request: str
    text: str
    thought: str
    title: str


def last_reply(history: list[Message], index: int) -> LastReply:
    """The reply that the message at ``index`` belongs to. Raises ``RequestError`` if something follows it."""
    start = len(history)
    while start > 0 and history[start - 1]["role"] == "assistant":
        start -= 1
    if index < start:
        raise RequestError("Only the last reply can be continued.")
    parts = history[start:]
    thoughts = [part for part in parts if is_thought(part)]
    return LastReply(
        history[:start],
        str(_metadata(parts[0]).get("id") or "").removesuffix(_THOUGHT),
        "".join(_text(part) for part in parts if not is_thought(part) and not is_figures(part)),
        "".join(map(_text, thoughts)),
        "".join(str(_metadata(part)["title"]) for part in thoughts),
    )


def without_figures(history: list[Message]) -> list[Message]:
    """The chat without the figures at its end."""
    return history[:-1] if history and is_figures(history[-1]) else history


def question_of(history: list[Message]) -> str:
    """The last question as it was typed; empty without one."""
    asked = next((message for message in reversed(history) if message["role"] == "user"), None)
    return "" if asked is None else _text(asked)


def is_figures(message: Message) -> bool:
    return bool(_metadata(message).get("title")) and not is_thought(message)


def is_thought(message: Message) -> bool:
    return str(_metadata(message).get("id") or "").endswith(_THOUGHT)


def _metadata(message: Message) -> dict[str, Any]:
    return message.get("metadata") or {}


def _text(message: Message) -> str:
    return repaired(text_of("".join(block.get("text", "") for block in message["content"])))


@dataclass(frozen=True, slots=True)
class Sampling:
    """The values of the page's sampling fields; an empty field is ``None``."""

    temperature: float | None
    top_p: float | None
    top_k: float | None
    min_p: float | None
    repetition_penalty: float | None
    seed: str
    max_new_tokens: float | None
    system_prompt: str | None

    def request(self, history: list[Message], run: str, continues: str = "") -> GenerationRequest:
        """The request that these fields describe; ``continues`` is the request of a cut reply to ``history``.

        Raises ``RequestError`` for an empty field.
        """
        return GenerationRequest(
            messages=conversation(history, self.system_prompt or ""),
            max_new_tokens=int(_filled_in(self.max_new_tokens, "max_new_tokens", "the most new tokens")),
            temperature=float(_filled_in(self.temperature, "temperature", "a temperature (0 is greedy)")),
            top_p=float(_filled_in(self.top_p, "top_p", "top-p (1 switches it off)")),
            top_k=int(_filled_in(self.top_k, "top_k", "top-k (0 switches it off)")),
            min_p=float(_filled_in(self.min_p, "min_p", "min-p (0 switches it off)")),
            repetition_penalty=float(
                _filled_in(self.repetition_penalty, "repetition_penalty", "a repetition penalty (1 is none)")
            ),
            seed=_seed(self.seed),
            request_id=run,
            continues=continues,
        )


def _seed(text: str) -> int | None:
    if not text.strip():
        return None
    try:
        return int(text)
    except ValueError:
        raise RequestError("The seed must be a whole number (or empty).", "seed") from None


def _filled_in(value: float | None, name: str, what: str) -> float:
    if value is None or not math.isfinite(value):
        raise RequestError(f"A sampling field is empty: enter {what}.", name)
    return value
