"""Chat format of a model: where a turn ends and how thoughts are marked, by its chat template.

Knows templates and added tokens, not families: it renders a conversation and looks at the text after the assistant's.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeAlias

from transformers.tokenization_utils_base import PreTrainedTokenizerBase

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

Turns: TypeAlias = Sequence[Mapping[str, Any]]

NAMED_TURNS = (
    "{{ bos_token or '' }}{% for message in messages %}{{ message.role + ': ' + message.content + '\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}assistant:{% endif %}"
)
"""For a checkpoint without a template: the form of conversation that a base model has most often read."""

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
_WRAPS = (
    (re.compile(r"<((?:final_)?(?:answer|response|output|solution))>"), "</{}>"),
    (re.compile(r"<\|(?:begin|start)_of_(answer|response|output|solution)\|>"), "<|end_of_{}|>"),
)
# Where nothing stands between it and the answer, it can be of any signs: "[|end|]", "@end@", "%%END%%".
_MARK_AT_ONCE = re.compile(r"[^\w\s]{1,3}\w[\w|/-]{1,40}[^\w\s]{1,3}")
_RULE = re.compile(r"[^\w\s]{3,}")
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
    wraps: tuple[Marks, ...] = ()  # around an answer after a thought
    channels: bool = False
    takes_tools: bool = False
    calls: Marks | None = None  # around a call of a tool, where its form is known

    def splitter(self) -> Splitter:
        return ChannelledThoughts() if self.channels else MarkedThoughts(self.marks, self.opened, self.wraps)


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
        wraps=tuple(Marks(**pair) for pair in values["wraps"]),
        channels=values["channels"],
        takes_tools=values["takes_tools"],
        **marks,
    )


def template_of(tokenizer: PreTrainedTokenizerBase) -> str:
    """The template that conversations are rendered with; of several, the default one or else the first."""
    template = tokenizer.chat_template
    if isinstance(template, dict):
        template = template.get("default", next(iter(template.values()), None))
    return NAMED_TURNS if template is None else str(template)


def takes_parts(tokenizer: PreTrainedTokenizerBase) -> bool:
    """Whether the template shows a message only if its content is a list of parts, as some do that also take pictures;
    it would leave out a plain text without a word."""
    render = _Rendering(tokenizer, template_of(tokenizer))
    return not render.shows_questions and replace(render, parts=True).shows_questions


def in_parts(turns: Turns) -> list[dict[str, Any]]:
    """The turns with their contents as lists of parts."""
    return [dict(turn) | {"content": [{"type": "text", "text": turn.get("content") or ""}]} for turn in turns]


def chat_format(tokenizer: PreTrainedTokenizerBase) -> ChatFormat:
    """The chat format by the tokenizer's template; never raises: a template that refuses our turns shows no ends."""
    render = _Rendering(tokenizer, template_of(tokenizer), takes_parts(tokenizer))
    added = {str(token): number for number, token in tokenizer.added_tokens_decoder.items()}
    channels = CHANNEL in added and MESSAGE in added
    marks = thought_marks(tokenizer)

    def with_tool(turns: Turns) -> str:
        return render(turns, tools=[PROBE_TOOL])

    calls = call_marks(with_tool)
    wraps = tuple(dict.fromkeys(_marks_in(_source(tokenizer), _WRAPS)))
    pairs = (*marks, *wraps)
    markers = list(CHANNEL_MARKS) if channels else [text for pair in pairs for text in (pair.opening, pair.closing)]
    markers += [calls.opening, calls.closing] if calls else []
    visible = {number for word, number in added.items() if any(word in marker for marker in markers)}
    last, between = _after_answer(render)
    ends = {_first_token(last, added), None if channels else _first_token(between, added)}
    if channels:  # a call of a tool ends the turn, too
        ends |= {added.get("<|return|>"), added.get("<|call|>")}
    end_ids = frozenset(number for number in ends if number is not None) - visible
    stops = () if end_ids or channels else _stops(between)
    if tokenizer.chat_template is None:  # a base model names speakers in one of the ways of the texts it has read
        stops = tuple(f"\n{speaker}:" for speaker in _SPEAKERS)
    opened = _opened(render, marks)
    tools = takes_tools(with_tool)
    return ChatFormat(end_ids, stops, frozenset(visible), marks, opened, wraps, channels, tools, calls)


def thought_marks(tokenizer: PreTrainedTokenizerBase) -> tuple[Marks, ...]:
    """The marks that may stand around the model's thoughts, by its template and its added tokens."""
    return tuple(dict.fromkeys((THINK, *_marks_in(_source(tokenizer), _OPENINGS))))


def _source(tokenizer: PreTrainedTokenizerBase) -> str:
    return "\n".join([template_of(tokenizer), *map(str, tokenizer.added_tokens_decoder.values())])


def _marks_in(source: str, openings: Iterable[tuple[re.Pattern[str], str]]) -> Iterator[Marks]:
    """The marks whose closing stands there, too."""
    for opening, closing in openings:
        found = (Marks(match.group(), closing.format(match[1])) for match in opening.finditer(source))
        yield from (pair for pair in found if pair.closing in source)


def _after_answer(render: "_Rendering") -> tuple[str, str]:
    """The text that follows an answer at a conversation's end, and the text between an answer and the next question."""
    turns = [{"role": "user", "content": _QUESTION}, {"role": "assistant", "content": _ANSWER}]
    ended = render(turns)
    if _ANSWER not in ended:  # some templates demand a system message
        turns.insert(0, {"role": "system", "content": _SYSTEM})
        ended = render(turns)
    went_on = render([*turns, {"role": "user", "content": _NEXT}])
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
    if not line:
        return ()
    leading, _, rest = between.partition(line)
    if not leading and (mark := _MARK_AT_ONCE.match(line)):
        return (mark.group(),)
    if "\n" in leading and _RULE.fullmatch(line):  # "###" alone on its line; before text it would be a heading
        return (f"\n{line}{rest[:1]}",)
    if not any(map(str.isalpha, line)) or len(line) < 2:
        return ()
    if "\n" in leading:
        return (f"\n{line}",)
    # On the answer's line, a name alone could be part of a sentence; after a blank and with a colon it names a turn.
    return (f" {line}",) if leading and _NAME_OF_A_TURN.fullmatch(line) else ()


def _opened(render: "_Rendering", marks: tuple[Marks, ...]) -> Marks | None:
    prompt_end = render([{"role": "user", "content": _QUESTION}], prompt=True).rpartition(_QUESTION)[2]
    open_at = {pair: prompt_end.rfind(pair.opening) for pair in marks if prompt_end.rfind(pair.opening) >= 0}
    unclosed = [pair for pair, at in open_at.items() if prompt_end.rfind(pair.closing) < at]
    return max(unclosed, key=open_at.__getitem__, default=None)


@dataclass(frozen=True, slots=True)
class _Rendering:
    """Conversations as a template writes them; empty for those that it refuses."""

    tokenizer: PreTrainedTokenizerBase
    template: str
    parts: bool = False

    def __call__(self, turns: Turns, prompt: bool = False, tools: Turns = ()) -> str:
        try:
            text = self.tokenizer.apply_chat_template(
                in_parts(turns) if self.parts else list(turns),
                tools=list(tools) or None,
                chat_template=self.template,
                tokenize=False,
                add_generation_prompt=prompt,
            )
        except Exception:  # a template's code may refuse turns in any way
            return ""
        return str(text)

    @property
    def shows_questions(self) -> bool:
        turns = [{"role": "user", "content": _QUESTION}]
        return _QUESTION in self(turns) or _QUESTION in self([{"role": "system", "content": _SYSTEM}, *turns])
