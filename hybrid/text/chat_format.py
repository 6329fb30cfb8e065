"""Chat format of a model: where a turn ends and how thoughts are marked, by its chat template.

Knows templates and added tokens, not families: it renders a conversation and looks at the text after the assistant's.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from hybrid.errors import RequestError, refusing
from hybrid.text.thoughts import (
    CHANNEL,
    CHANNEL_MARKS,
    MESSAGE,
    THINK,
    ChannelledThoughts,
    MarkedThoughts,
    Marks,
    Splitter,
)
from hybrid.text.tool_calls import PROBE_TOOL, call_marks, takes_tools

NAMED_TURNS = (
    "{{ bos_token or '' }}{% for message in messages %}{{ message.role + ': ' + message.content + '\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}assistant:{% endif %}"
)
"""For a checkpoint without a template: the form of conversation that a base model has most often read."""

_NO_DEFAULT = (
    "The model has several chat templates, and none of them is the default: put the one to use into its folder, as "
    "chat_template.jinja."
)
# Figures, since some templates change the letters of a message.
_SYSTEM, _QUESTION, _ANSWER, _NEXT = "2310.", "4127.", "8365.", "9584."
_WORD = (
    r"(?:\w+[:_])?(?:think|thinking|thoughts?|reason|reasoning|reflections?|reflect|scratch_?pad|analysis|rationale|"
    r"monologue|deliberation|thought_process|cot)"
)
_SPEAKERS = ("user", "User", "USER", "Human", "assistant", "Assistant")
_OPENINGS = (
    (re.compile(rf"<({_WORD})>"), "</{}>"),
    (re.compile(rf"\[((?i:{_WORD}))\]"), "[/{}]"),
    (re.compile(rf"<\|({_WORD})\|>"), "<|/{}|>"),
    (re.compile(rf"\u25c1({_WORD})\u25b7"), "\u25c1/{}\u25b7"),
    (re.compile(r"<\|START_((?:THINK|REASON)ING)\|>"), "<|END_{}|>"),
    (re.compile(rf"<\|(?:begin|start)_of_({_WORD})\|>"), "<|end_of_{}|>"),
    (re.compile(r"<\|(channel)>thought"), "<{}|>"),
)
_NAME_OF_A_TURN = re.compile(r"(?:#+ )?[A-Z][A-Za-z]{2,15}:")
# A turn's end or the next turn's start, where the tokenizer has no token for it.
_SPELLED_MARK = re.compile(r"<[^<>\s]{1,40}>|\[/?[A-Z_]{2,}\]|\|[/\w]{2,40}\||\{/?[\w|]{2,40}\}")


@dataclass(frozen=True, slots=True)
class ChatFormat:
    """``end_ids`` and ``stops`` end a turn; ``visible`` are the special tokens that mark thoughts and calls."""

    end_ids: frozenset[int] = frozenset()
    stops: tuple[str, ...] = ()
    visible: frozenset[int] = frozenset()
    marks: tuple[Marks, ...] = ()
    opened: Marks | None = None  # the prompt ends inside a thought
    channels: bool = False
    takes_tools: bool = False
    calls: Marks | None = None  # around a call of a tool, where its form is known

    def splitter(self) -> Splitter:
        return ChannelledThoughts() if self.channels else MarkedThoughts(self.marks, self.opened)


def format_to_dict(form: ChatFormat) -> dict[str, Any]:
    """Plain values for JSON."""
    return asdict(form) | {"end_ids": sorted(form.end_ids), "visible": sorted(form.visible)}


def format_of_dict(values: Mapping[str, Any]) -> ChatFormat:
    """What ``format_to_dict`` made plain values of."""
    marks = {name: values[name] and Marks(**values[name]) for name in ("opened", "calls")}
    return ChatFormat(
        frozenset(values["end_ids"]),
        tuple(values["stops"]),
        frozenset(values["visible"]),
        tuple(Marks(**pair) for pair in values["marks"]),
        channels=values["channels"],
        takes_tools=values["takes_tools"],
        **marks,
    )


def template_of(tokenizer: PreTrainedTokenizerBase) -> str:
    """The template that conversations are rendered with. Raises ``RequestError`` if none of several is the one."""
    if tokenizer.chat_template is None:
        return NAMED_TURNS
    with refusing(lambda _: RequestError(_NO_DEFAULT, "messages")):
        return str(tokenizer.get_chat_template())


def chat_format(tokenizer: PreTrainedTokenizerBase) -> ChatFormat:
    """The chat format by the tokenizer's template; one that refuses our turns shows no ends.

    Raises ``RequestError`` if there is no template to choose.
    """
    template = template_of(tokenizer)
    added = {str(token): number for number, token in tokenizer.added_tokens_decoder.items()}
    channels = CHANNEL in added and MESSAGE in added
    marks = thought_marks(tokenizer)

    def with_tool(turns: Sequence[Mapping[str, Any]]) -> str:
        return _rendered(tokenizer, template, turns, prompt=False, tools=[PROBE_TOOL])

    calls = call_marks(with_tool)
    markers = list(CHANNEL_MARKS) if channels else [text for pair in marks for text in (pair.opening, pair.closing)]
    markers += [calls.opening, calls.closing] if calls else []
    visible = {number for word, number in added.items() if any(word in marker for marker in markers)}
    last, between = _after_answer(tokenizer, template)
    ends = {_first_token(last, added), None if channels else _first_token(between, added)}
    if channels:  # a call of a tool ends the turn, too
        ends |= {added.get("<|return|>"), added.get("<|call|>")}
    end_ids = frozenset(number for number in ends if number is not None) - visible
    stops = () if end_ids or channels else _stops(between)
    if tokenizer.chat_template is None:  # a base model names speakers in one of the ways of the texts it has read
        stops = tuple(f"\n{speaker}:" for speaker in _SPEAKERS)
    opened = _opened(tokenizer, template, marks)
    tools = takes_tools(with_tool)
    return ChatFormat(end_ids, stops, frozenset(visible), marks, opened, channels, tools, calls)


def thought_marks(tokenizer: PreTrainedTokenizerBase) -> tuple[Marks, ...]:
    """The marks that may stand around the model's thoughts, by its template and its added tokens."""
    source = "\n".join([template_of(tokenizer), *map(str, tokenizer.added_tokens_decoder.values())])
    marks = [THINK]
    for opening, closing in _OPENINGS:
        marks += [Marks(match.group(), closing.format(match[1])) for match in opening.finditer(source)]
    return tuple(dict.fromkeys(pair for pair in marks if pair is THINK or pair.closing in source))


def _after_answer(tokenizer: PreTrainedTokenizerBase, template: str) -> tuple[str, str]:
    """The text that follows an answer at a conversation's end, and the text between an answer and the next question."""
    turns = [{"role": "user", "content": _QUESTION}, {"role": "assistant", "content": _ANSWER}]
    ended = _rendered(tokenizer, template, turns, prompt=False)
    if _ANSWER not in ended:  # some templates demand a system message
        turns.insert(0, {"role": "system", "content": _SYSTEM})
        ended = _rendered(tokenizer, template, turns, prompt=False)
    went_on = _rendered(tokenizer, template, [*turns, {"role": "user", "content": _NEXT}], prompt=False)
    between = went_on.rpartition(_ANSWER)[2].partition(_NEXT)
    return ended.rpartition(_ANSWER)[2] if _ANSWER in ended else "", between[0] if between[1] else ""


def _first_token(text: str, added: dict[str, int]) -> int | None:
    start = text.lstrip()
    token = max((word for word in added if word.strip() and start.startswith(word)), key=len, default="")
    return added.get(token)


def _stops(between: str) -> tuple[str, ...]:
    line = between.strip().partition("\n")[0].rstrip()
    mark = _SPELLED_MARK.match(line)
    if mark:
        return (mark.group(),)
    leading = between[: len(between) - len(between.lstrip())]
    if not any(map(str.isalpha, line)) or len(line) < 2:
        return ()
    if "\n" in leading:
        return (f"\n{line}",)
    # On the answer's line, a name alone could be part of a sentence; after a blank and with a colon it names a turn.
    return (f" {line}",) if leading and _NAME_OF_A_TURN.fullmatch(line) else ()


def _opened(tokenizer: PreTrainedTokenizerBase, template: str, marks: tuple[Marks, ...]) -> Marks | None:
    turns = [{"role": "user", "content": _QUESTION}]
    prompt_end = _rendered(tokenizer, template, turns, prompt=True).rpartition(_QUESTION)[2]
    open_at = {pair: prompt_end.rfind(pair.opening) for pair in marks if prompt_end.rfind(pair.opening) >= 0}
    unclosed = [pair for pair, at in open_at.items() if prompt_end.rfind(pair.closing) < at]
    return max(unclosed, key=open_at.__getitem__, default=None)


def _rendered(
    tokenizer: PreTrainedTokenizerBase,
    template: str,
    turns: Sequence[Mapping[str, Any]],
    prompt: bool,
    tools: Sequence[Mapping[str, Any]] = (),
) -> str:
    try:
        text = tokenizer.apply_chat_template(
            list(turns), tools=list(tools) or None, chat_template=template, tokenize=False, add_generation_prompt=prompt
        )
    except Exception:  # a template's code may refuse turns in any way
        return ""
    return str(text)
