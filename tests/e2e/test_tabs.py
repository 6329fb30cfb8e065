"""Several tabs at once, on the scripted engine."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import ChatPage
from tests.e2e.programs import scripted

Open = Callable[[str], ChatPage]


LONG, SHORT = 4000, 30


def open_tab(open_page: Open, address: str, tokens: int) -> ChatPage:
    """A tab whose replies have that many tokens."""
    tab = open_page(address)
    tab.sampling(max_new_tokens=tokens)
    return tab


def test_stop_in_one_tab_leaves_the_reply_of_the_other(open_page: Open, slow_app: str) -> None:
    first, second = open_tab(open_page, slow_app, LONG), open_tab(open_page, slow_app, SHORT)
    first.send("one")
    first.wait_writing()
    second.send("two")
    expect(second.at("progress")).to_contain_text("another tab")
    first.page.click("#stop")
    first.wait_reply()
    second.wait_reply()
    expect(second.replies().first).to_contain_text(f"word{SHORT - 1}")
    expect(first.replies().first).not_to_contain_text(f"word{LONG - 1}")


def test_a_waiting_reply_is_stopped_without_touching_the_running_one(open_page: Open, slow_app: str) -> None:
    first, second = open_tab(open_page, slow_app, LONG), open_tab(open_page, slow_app, SHORT)
    first.send("one")
    first.wait_writing()
    second.send("two")
    expect(second.at("progress")).to_contain_text("another tab")
    second.page.click("#stop")
    expect(second.at("send")).to_be_enabled()
    tokens = first.number("hits")
    first.wait_until("before => Number(document.querySelector('#counter-hits').textContent) > before", tokens)
    expect(first.at("stop")).to_be_enabled()
    first.page.click("#stop")
    first.wait_reply()
    expect(second.figures()).to_have_count(0)


@pytest.mark.long
def test_six_tabs_are_all_alive(open_page: Open, slow_app: str) -> None:
    tabs = [open_tab(open_page, slow_app, LONG) for _ in range(6)]
    for tab in tabs:
        tab.send("hello")
    tabs[0].wait_writing()
    for tab in tabs:
        expect(tab.at("status")).to_contain_text("writing")
        tab.wait_until(
            "before => Number(document.querySelector('#counter-hits').textContent) > before",
            tab.number("hits"),
        )
    tabs[5].apply(ways=3)
    tabs[3].in_force("12 × 3")
    for tab in tabs:
        tab.wait_writing()
        tab.page.click("#stop")
        tab.wait_reply()
    tabs[4].apply(ways=4)
    tabs[0].in_force("12 × 4")


def test_a_tab_closed_in_mid_reply_frees_the_engine(open_page: Open, tmp_path: Path) -> None:
    words = " ".join(["word"] * LONG)
    with scripted("--pace", "0.05", "--grace", "0.5", "--reply", words, home=tmp_path) as address:
        first, second = open_tab(open_page, address, LONG), open_tab(open_page, address, SHORT)
        first.send("one")
        first.wait_writing()
        first.page.close()
        second.send("two")
        second.wait_reply()
