"""Stop strings, whatever the pieces in which text comes."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hybrid.text.stop_strings import StopStrings


@st.composite
def cut_texts(draw: st.DrawFn) -> tuple[list[str], tuple[str, ...]]:
    """A text of few letters, so that stop strings occur, in pieces; and stop strings."""
    text = draw(st.text("abc", max_size=30))
    borders = sorted(draw(st.lists(st.integers(0, len(text)), max_size=10)))
    pieces = [text[a:b] for a, b in zip([0, *borders], [*borders, len(text)], strict=True)]
    return pieces, tuple(draw(st.lists(st.text("abc", min_size=1, max_size=4), max_size=3)))


@given(cut_texts())
@settings(max_examples=500)
def test_stop_strings_neither_leak_nor_take_more(example: tuple[list[str], tuple[str, ...]]) -> None:
    pieces, stops = example
    text = "".join(pieces)
    watch = StopStrings(stops)
    shown = ""
    for piece in pieces:
        now, stopped = watch.push(piece)
        shown += now
        assert not any(stop in shown for stop in stops)
        if stopped:
            assert text.startswith(shown)
            assert any(text[len(shown) :].startswith(stop) for stop in stops)
            return
    shown += watch.flush()
    assert shown == text
    assert not any(stop in text for stop in stops), "a stop string went by unnoticed"
    assert watch.flush() == ""


@given(cut_texts())
def test_no_more_is_held_back_than_can_become_a_stop_string(example: tuple[list[str], tuple[str, ...]]) -> None:
    pieces, stops = example
    watch = StopStrings(stops)
    pushed = shown = ""
    for piece in pieces:
        now, stopped = watch.push(piece)
        if stopped:
            return
        pushed, shown = pushed + piece, shown + now
        held = pushed[len(shown) :]
        assert held == "" or any(stop.startswith(held) and stop != held for stop in stops)


def test_empty_stop_strings_stop_nothing() -> None:
    watch = StopStrings(("",))
    assert watch.push("text") == ("text", False)
