"""Tokens of a reply -> thought and answer, stop strings included."""

from collections.abc import Iterable

import pytest
from transformers import PreTrainedTokenizerFast

from hybrid.text.chat_format import chat_format
from hybrid.text.reply_text import ReplyText
from hybrid.text.thoughts import Part
from tests.hybrid.text.test_chat_format import HARMONY_TOKENS, HEADERS
from tests.models.scripted_models import byte_fallback, byte_level, ids_of_pieces

ANALYSIS = ("<|channel|>", "analysis", "<|message|>", "User says hi", "<|end|>")
FINAL = ("<|start|>", "assistant", "<|channel|>", "final", "<|message|>", "Ho", "!")


def read(tokenizer: PreTrainedTokenizerFast, pieces: Iterable[str], *stops: str) -> Part:
    text = ReplyText(tokenizer, chat_format(tokenizer), stops)
    part = Part()
    for token in ids_of_pieces(tokenizer, *pieces):
        part += text.push(token)
        if part.ended:
            return part
    return part + text.flush()


@pytest.fixture
def harmony() -> PreTrainedTokenizerFast:
    pieces = [piece for piece in (*ANALYSIS, *FINAL, "user") if not piece.startswith("<|")]
    return byte_level(special=HARMONY_TOKENS, pieces=pieces, template=HEADERS)


@pytest.mark.parametrize(
    ("pieces", "part"),
    [
        (ANALYSIS + FINAL, Part("Ho!", "User says hi")),
        (ANALYSIS + FINAL + ("<|end|>",), Part("Ho!", "User says hi", ended=True)),
        (ANALYSIS, Part("", "User says hi")),
        (FINAL, Part("Ho!")),
        (("Ho", "!"), Part("Ho!")),
    ],
)
def test_channels(harmony: PreTrainedTokenizerFast, pieces: tuple[str, ...], part: Part) -> None:
    assert read(harmony, pieces) == part


def test_a_stop_string_ends_the_answer_and_not_a_thought(harmony: PreTrainedTokenizerFast) -> None:
    assert read(harmony, ANALYSIS + FINAL, "says") == Part("Ho!", "User says hi")
    assert read(harmony, ANALYSIS + FINAL, "!") == Part("Ho", "User says hi", ended=True)
    assert read(harmony, ANALYSIS + FINAL, "!?") == Part("Ho!", "User says hi")


@pytest.mark.parametrize("special", [True, False])
def test_marks_may_be_tokens_or_spelled(special: bool) -> None:
    marks = ["[THINK]", "[/THINK]"]
    template = "{% for m in messages %}{{ m.content }}{% endfor %}{# [THINK][/THINK] #}"
    tokenizer = byte_level(special=marks if special else [], pieces=["hm", "Ho"], template=template)
    spelled = marks if special else ["[TH", "INK]", "[", "/THINK]"]
    if not special:
        tokenizer = byte_level(pieces=["hm", "Ho", *spelled], template=template)
    half = len(spelled) // 2
    assert read(tokenizer, [*spelled[:half], "hm", *spelled[half:], "Ho"]) == Part("Ho", "hm")


def test_a_character_that_is_not_whole_comes_out_at_the_end() -> None:
    tokenizer = byte_fallback(["Hi"])
    assert read(tokenizer, ["Hi", "<0xE2>", "<0x82>"]) == Part("Hi\ufffd")
    assert read(tokenizer, ["Hi", "<0xE2>", "<0x82>", "<0xAC>"], "\u20ac") == Part("Hi", ended=True)
