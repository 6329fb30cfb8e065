"""Prompt encoding: a conversation -> the prompt's tokens, by the model's chat template.

Control tokens that the template writes become tokens; their names in a message become plain text. Whatever a template
or a tokenizer raises becomes a ``RequestError``.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from hybrid.errors import RequestError, refusing
from hybrid.text.characters import in_any_case, is_text
from hybrid.text.chat_format import ChatFormat, in_parts, takes_parts, template_of, thought_marks

# Has no width and is no white space, so that no template trims it.
_JOINER = "\u2060"
_ROLES = ("system", "user", "assistant", "tool")


def check_messages(messages: Sequence[Mapping[str, Any]]) -> None:
    """Raises ``RequestError`` unless the messages are well-formed and the last one has text."""
    if not all(isinstance(m.get("content", ""), str) for m in messages):
        raise RequestError("Every message's content is text: leave out pictures and other parts.", "messages")
    if not messages or not (messages[-1].get("content", "").strip() or messages[-1].get("role") == "tool"):
        raise RequestError("The message is empty. Type something first.", "messages")
    if any(m.get("role") not in _ROLES for m in messages):
        raise RequestError("Every message needs a role: system, user, assistant or tool.", "messages")
    called = False
    for message in messages:
        called = called or bool(message.get("tool_calls"))
        if message["role"] == "tool" and not called:
            raise RequestError("A tool's result follows the call: send the assistant's tool_calls, too.", "messages")
        if not all(map(is_text, _texts(message))):
            name = "system prompt" if message["role"] == "system" else "message"
            raise RequestError(
                f"The {name} contains half a character, probably a cut emoji. Remove it or type it again.",
                "messages",
            )


def check_tools(messages: Sequence[Mapping[str, Any]], tools: Sequence[Mapping[str, Any]], form: ChatFormat) -> None:
    """Raises ``RequestError`` for tools, or calls of tools, that the model's template would leave out."""
    if not form.takes_tools and (tools or any(message.get("tool_calls") for message in messages)):
        raise RequestError(
            "The model's chat template takes no tools: leave tools and their calls out, or load a model that was "
            "trained to use them.",
            "tools",
        )
    if not all(map(is_text, _texts(tools))):
        raise RequestError("A tool's description contains half a character. Remove it.", "tools")


def encode_chat(
    tokenizer: PreTrainedTokenizerBase, messages: Sequence[Mapping[str, Any]], tools: Sequence[Mapping[str, Any]] = ()
) -> list[int]:
    """The prompt for the next reply. Raises ``RequestError``."""
    turns: list[dict[str, Any]] = [{"content": ""} | dict(message) for message in messages]
    words = _control_words(tokenizer)
    texts = [text for part in (turns, tools) for text in _texts(part)]
    control = list(words.values()) if any(word in text for text in texts for word in words.values()) else None
    ids = _encoded(tokenizer, turns, tools, control)
    apart = [turn | {"content": _with_joiners(turn["content"], tuple(words.values()))} for turn in turns]
    if apart == turns:
        return ids
    # A message begins or ends like a part of a control token, or has one in other letters: has the template, or the
    # tokenizer, made that token of it?
    separate = _encoded(tokenizer, apart, tools, control)
    return ids if _count(ids, words) <= _count(separate, words) else separate


def encode_text(tokenizer: PreTrainedTokenizerBase, text: str) -> list[int]:
    """The tokens of a text that a model goes on from, without a template. Raises ``RequestError``."""
    if not text:
        raise RequestError("The prompt is empty: send some text to go on from.", "prompt")
    if not is_text(text):
        raise RequestError("The prompt contains half a character. Remove it.", "prompt")
    with refusing(_refusal("prompt", "tokenizer does not take this prompt", "send another one")):
        return [int(token) for token in tokenizer(text).input_ids]


def _control_words(tokenizer: PreTrainedTokenizerBase) -> dict[int, str]:
    """Added tokens that structure a conversation: the special ones, those the template writes, and marks of thoughts.

    Other added tokens, and white space, are left to people: in a message they mean what they usually mean.
    """
    template = template_of(tokenizer)
    marks = {mark for pair in thought_marks(tokenizer) for mark in (pair.opening, pair.closing)}
    named = {number: (str(token).strip(), token.special) for number, token in tokenizer.added_tokens_decoder.items()}
    return {
        number: word
        for number, (word, special) in named.items()
        if word and (special or word in template or word in marks)
    }


def _encoded(
    tokenizer: PreTrainedTokenizerBase,
    turns: list[dict[str, Any]],
    tools: Sequence[Mapping[str, Any]],
    words: list[str] | None,
) -> list[int]:
    """``words``: control tokens named in the conversation, to be read as text."""
    advice = "start a new chat, without a system message if there is one"
    with refusing(_refusal("messages", "chat template does not take this conversation", advice)):
        return _sanitized(tokenizer, turns, tools, words)


def _refusal(field: str, what: str, advice: str) -> Callable[[BaseException], RequestError]:
    return lambda error: RequestError(f"The model's {what} ({_reason(error)}): {advice}.", field)


def _sanitized(
    tokenizer: PreTrainedTokenizerBase,
    turns: list[dict[str, Any]],
    tools: Sequence[Mapping[str, Any]],
    words: list[str] | None,
) -> list[int]:
    try:
        return _rendered(tokenizer, turns, tools, words)
    except ValueError as error:
        if words is None or "sanitize" not in str(error):
            raise
        # Plain text can produce one of these tokens, so it controls nothing: sanitise the special ones alone.
        return _rendered(tokenizer, turns, tools, [])


def _rendered(
    tokenizer: PreTrainedTokenizerBase,
    turns: list[dict[str, Any]],
    tools: Sequence[Mapping[str, Any]],
    words: list[str] | None,
) -> list[int]:
    tokenizer.chat_control_tokens = words
    ids = tokenizer.apply_chat_template(
        in_parts(turns) if takes_parts(tokenizer) else turns,
        tools=[dict(tool) for tool in tools] or None,
        chat_template=template_of(tokenizer),
        add_generation_prompt=True,
        tokenize=True,
        return_dict=False,
        sanitize_control_tokens=words is not None,
    )
    return [int(token) for token in ids]


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value made of lists and dictionaries, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(key)
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


@lru_cache(maxsize=4)
def _parts(words: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """The proper beginnings and endings of control tokens."""
    cuts = [(word[:at], word[at:]) for word in words for at in range(1, len(word))]
    return frozenset(beginning for beginning, _ in cuts), frozenset(ending for _, ending in cuts)


def _with_joiners(content: str, words: tuple[str, ...]) -> str:
    """The content, with a joiner where it begins or ends like a part of a control token, and in those of other case."""
    beginnings, endings = _parts(words)
    core = content.strip()
    longest = min(len(core), max(map(len, beginnings), default=0))
    starts = any(core[:size] in endings for size in range(1, longest + 1))
    ends = any(core[-size:] in beginnings for size in range(1, longest + 1))
    lead, _, trail = content.partition(core) if core else (content, "", "")
    exact = frozenset(words)
    core = in_any_case(words).sub(lambda m: m[0] if m[0] in exact else f"{m[0][0]}{_JOINER}{m[0][1:]}", core)
    return lead + _JOINER * starts + core + _JOINER * ends + trail


def _count(ids: list[int], control: Container[int]) -> int:
    return sum(token in control for token in ids)


def _reason(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [""])[0][:200] or type(error).__name__
