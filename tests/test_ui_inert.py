"""Markup in a reply is shown, not obeyed, and comes back unchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.inert import JOINER, meant, shown


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "</div>",
        "<!-- x -->",
        "<?php",
        "![a](http://b/c.png)",
        "![a][b]",
        "a <b> c",
    ],
)
def test_markup_is_broken_up(text: str) -> None:
    assert JOINER in shown(text)
    assert meant(shown(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "1 < 2 and 3 <= 4",
        "a [link](http://b)",
        "`<b>` stays, ``a ` <i>`` too",
        "```html\n<b>\n```",
        "~~~\n<b>\n~~~",
        "```\n<b> in a block still being written",
        "wow!",
    ],
)
def test_code_and_plain_text_stay_as_they_are(text: str) -> None:
    assert shown(text) == text


def test_text_after_code_is_guarded_again() -> None:
    assert shown("```\n<a>\n```\n<b>") == f"```\n<a>\n```\n<{JOINER}b>"
    assert shown("`x` <b> `y`") == f"`x` <{JOINER}b> `y`"
    assert shown("one ` tick\n\n<b> ` two") == f"one ` tick\n\n<{JOINER}b> ` two"


@given(st.text(alphabet="<>!`~[]()/ab \n", max_size=60))
def test_it_always_comes_back_unchanged(text: str) -> None:
    assert meant(shown(text)) == text
