"""Thoughts apart from answers, wherever the text is cut; no text is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid.text.thoughts import THINK, ChannelledThoughts, MarkedThoughts, Marks, Part, Splitter

BRACKETS = Marks("[THINK]", "[/THINK]")
HARMONY = (
    "<|channel|>analysis<|message|>User says hi<|end|><|start|>assistant<|channel|>final<|message|>Ho!"
)  # fmt: skip


def split(splitter: Splitter, *pieces: str) -> Part:
    part = Part()
    for piece in pieces:
        part += splitter.push(piece)
        if part.ended:
            return part
    return part + splitter.flush()


def cut(text: str, borders: list[int]) -> list[str]:
    at = sorted({0, len(text), *(border % (len(text) + 1) for border in borders)})
    return [text[a:b] for a, b in zip(at, at[1:], strict=False)]


borders = st.lists(st.integers(0, 200), max_size=12)

MARKED = [
    ("<think>hm</think>\n\nHo", None, "Ho", "hm\n\n"),
    ("\n<think>hm</think>Ho", None, "Ho", "hm"),
    ("[THINK]a < b[/THINK]  Ho", None, "  Ho", "a < b"),
    ("<think>a</think>\n<think>b</think>\nc", None, "c", "a\nb\n"),
    ("Use <think>x</think> tags", None, "Use <think>x</think> tags", ""),
    ("<b>bold</b>", None, "<b>bold</b>", ""),
    ("<", None, "<", ""),
    ("  \n", None, "  \n", ""),
    ("<think>cut off </thi", None, "", "cut off </thi"),
    ("<think></think>Ho", None, "Ho", ""),
    ("hm</think>\n    code", THINK, "    code", "hm\n"),
    ("\n<think>\nhm</think>Ho", THINK, "Ho", "\nhm"),
    ("never ends", THINK, "", "never ends"),
    ("</think>Ho <think>", THINK, "Ho <think>", ""),
]


@given(borders)
@pytest.mark.parametrize(("text", "opened", "answer", "thought"), MARKED)
def test_marked_thoughts(text: str, opened: Marks | None, answer: str, thought: str, borders: list[int]) -> None:
    part = split(MarkedThoughts((THINK, BRACKETS), opened), *cut(text, borders))
    assert (part.text, part.thought, part.ended) == (answer, thought, False)


ANSWER = Marks("<answer>", "</answer>")
WRAPPED = [
    ("<think>hm</think>\n<answer>\nHo\n\nha\n</answer>", "Ho\n\nha", "hm"),
    ("<think>\n\n</think>\n\n<answer>Ho</answer>\n", "Ho\n", "\n\n"),
    ("<think>hm</think><answer>    code\n</answer", "    code\n</answer", "hm"),
    ("<think>hm</think><answer>a </b> < c", "a </b> < c", "hm"),
    ("<think>hm</think><answer>\n\n", "", "hm"),
    ("<think>hm</think><answer></answer>Ho", "Ho", "hm"),
    ("<think>hm</think><ans", "<ans", "hm"),
    ("<think>hm</think>Use <answer>x</answer>", "Use <answer>x</answer>", "hm"),
    ("<answer>x</answer>", "<answer>x</answer>", ""),
]


@given(borders)
@pytest.mark.parametrize(("text", "answer", "thought"), WRAPPED)
def test_marks_around_the_answer_are_no_part_of_it(text: str, answer: str, thought: str, borders: list[int]) -> None:
    part = split(MarkedThoughts((THINK,), wraps=(ANSWER,)), *cut(text, borders))
    assert (part.text, part.thought, part.ended) == (answer, thought, False)


CHANNELLED = [
    (HARMONY, "Ho!", "User says hi", False),
    (HARMONY + "<|end|><|start|>user<|message|>And", "Ho!", "User says hi", True),
    ("Just text", "Just text", "", False),
    ("Just text<|end|>more", "Just text", "", True),
    ("<|channel|>analysis<|message|>unfinished", "", "unfinished", False),
    ("<|channel|>analysis<|message|>a<|end|><|channel|>analysis<|message|>b", "", "a\n\nb", False),
    ("<|channel|>commentary to=functions.x<|message|>{}<|end|>", "", "{}", False),
    ("<|channel|>commentary<|message|>Let me see.", "Let me see.", "", False),
    ("<|channel|>analysis<|message|>a<|end|><|start|>user<|message|>b", "", "a", True),
    ("<|channel|>analysis<|message|>a<|end|><|start|>user<|channel|>x<|message|>b", "", "a", True),
    ("<|channel|>ana", "", "", False),
    ("<|channel|>analysis<|message|>a <|b", "", "a <|b", False),
]


@given(borders)
@pytest.mark.parametrize(("text", "answer", "thought", "ended"), CHANNELLED)
def test_channels(text: str, answer: str, thought: str, ended: bool, borders: list[int]) -> None:
    part = split(ChannelledThoughts(), *cut(text, borders))
    assert (part.text, part.thought, part.ended) == (answer, thought, ended)


@given(st.lists(st.sampled_from(["<think>", "</think>", "[THINK]", "[/THINK]", "<", "a", " ", "\n", "think>"])))
def test_no_text_is_lost(pieces: list[str]) -> None:
    part = split(MarkedThoughts((THINK, BRACKETS)), *pieces)

    def bare(text: str) -> list[str]:
        for mark in (*vars_of(THINK), *vars_of(BRACKETS)):
            text = text.replace(mark, "")
        return sorted("".join(text.split()))

    assert bare(part.thought + "|" + part.text) == bare("".join(pieces) + "|")


def vars_of(marks: Marks) -> tuple[str, str]:
    return marks.opening, marks.closing


def test_text_is_shown_as_soon_as_it_is_sure() -> None:
    splitter = MarkedThoughts((THINK,))
    assert splitter.push("Hello") == Part("Hello")
    assert splitter.push(" <think>") == Part(" <think>")
    thinking = MarkedThoughts((THINK,))
    assert [thinking.push(piece).thought for piece in ("<thi", "nk>h", "m</", "x")] == ["", "h", "m", "</x"]


def test_a_commentary_for_the_user_does_not_end_the_reply() -> None:
    text = (
        "<|channel|>commentary<|message|>I will look.<|end|><|start|>assistant<|channel|>analysis<|message|>hm<|end|>"
        "<|start|>assistant<|channel|>final<|message|>Ho!<|end|>beyond"
    )
    for size in range(1, len(text)):
        splitter, part = ChannelledThoughts(), Part()
        for start in range(0, len(text), size):
            if not part.ended:
                part += splitter.push(text[start : start + size])
        assert (part.text, part.thought, part.ended) == ("I will look.\n\nHo!", "hm", True), size


@pytest.mark.parametrize(
    "header", ["assistant to=functions.f<|channel|>commentary", "assistant<|channel|>commentary to=functions.f"]
)
def test_a_call_of_a_tool_is_a_thought_wherever_it_is_addressed(header: str) -> None:
    splitter = ChannelledThoughts()
    part = splitter.push(f"<|channel|>analysis<|message|>hm<|end|><|start|>{header}<|message|>{{}}")
    part += splitter.flush()
    assert (part.text, part.ended) == ("", False)
    assert part.thought.endswith("{}")
