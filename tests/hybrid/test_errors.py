"""Refusals: fit to be shown whatever they quote, and made of whatever a library raises."""

import pytest

from hybrid.errors import HybridError, ModelError, TraceError, is_failure, refusing


class PanicException(BaseException):
    """As a library in Rust raises it when it panics."""


@pytest.mark.parametrize(
    "quoted", ["\ud800", "\x1b[31mred", "\0", "\x9b", "\u202eesrever", "x\rover the line", "\udfff\ud800"]
)
def test_what_is_quoted_can_be_shown(quoted: str) -> None:
    sentence = str(TraceError(f"The file {quoted} is damaged.\nSave it again."))
    sentence.encode()
    assert sentence.startswith("The file ")
    assert sentence.endswith(" is damaged.\nSave it again.")
    assert "\ufffd" in sentence
    assert not any(character in sentence for character in "\x1b\0\x9b\u202e\r")


def test_other_texts_stay_as_they_are() -> None:
    for text in ("", "Größe 😀 \tand more", "x" * 2000):
        assert str(HybridError(text, "field")) == text


def test_of_a_long_message_the_beginning_and_the_advice_are_left() -> None:
    sentence = str(HybridError(f"The name {'x' * 10**6} is too long: choose another."))
    assert len(sentence) < 2100
    assert sentence.startswith("The name xx")
    assert sentence.endswith("choose another.")


@pytest.mark.parametrize("error", [KeyError("x"), MemoryError(), RecursionError(), SyntaxError(), PanicException()])
def test_whatever_a_library_raises_becomes_the_refusal(error: BaseException) -> None:
    with pytest.raises(TraceError, match="cut short") as refused, refusing(lambda _: TraceError("cut short")):
        raise error
    assert refused.value.__cause__ is error


def test_a_refusal_inside_stays_the_one_it_is() -> None:
    with pytest.raises(ModelError, match="inner"), refusing(lambda _: TraceError("outer")):
        raise ModelError("inner")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(), GeneratorExit()])
def test_an_interrupt_is_no_failure(error: BaseException) -> None:
    assert not is_failure(error)
    with pytest.raises(type(error)), refusing(lambda _: TraceError("cut short")):
        raise error
