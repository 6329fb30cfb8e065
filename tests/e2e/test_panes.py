"""The tabs of the centre column: one pane at a time, all of them alive, the address knows which."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import ChatPage

Open = Callable[[str], ChatPage]

WIDTHS = """() => ["heatmap", "lines"].map((name) => {
    const plot = document.querySelector(`#${name} .plot`);
    return [Math.round(plot._fullLayout.width), plot.offsetWidth];
})"""


@pytest.fixture
def chat(open_page: Open, slow_app: str) -> ChatPage:
    return open_page(slow_app)


def selected(chat: ChatPage) -> list[str]:
    return chat.page.locator("[role=tab][aria-selected=true]").all_inner_texts()


def test_charts_rest_while_hidden_and_fit_when_shown_again(chat: ChatPage) -> None:
    chat.send("go")
    chat.wait_writing()
    chat.page.click("#tab-runs")
    expect(chat.at("live-pane")).to_be_hidden()
    expect(chat.at("runs-pane")).to_be_visible()
    drawn = chat.heat()
    chat.wait_until(
        "before => Number(document.querySelector('#counter-hits').textContent) > before + 20", chat.number("hits")
    )
    assert chat.heat() == drawn
    chat.page.set_viewport_size({"width": 1700, "height": 1000})
    chat.page.click("#tab-live")
    chat.wait_until(f"() => ({WIDTHS})().every(([drawn, room]) => drawn === room && room > 0)")
    chat.wait_until(
        "before => JSON.stringify(document.querySelector('#heatmap .plot').data[0].z) !== JSON.stringify(before)",
        drawn,
    )
    chat.page.click("#stop")
    chat.wait_reply()


def test_arrow_keys_move_between_tabs(chat: ChatPage) -> None:
    chat.page.click("#tab-live")
    for key, name in (("ArrowRight", "Lab"), ("End", "Runs"), ("ArrowRight", "Live"), ("ArrowLeft", "Runs")):
        chat.page.keyboard.press(key)
        assert selected(chat) == [name]
    expect(chat.page.get_by_role("tabpanel", name="Runs")).to_be_visible()


def test_the_address_opens_a_tab_and_keeps_it(chat: ChatPage) -> None:
    chat.page.click("#tab-lab")
    assert chat.page.url.endswith("#lab")
    chat.page.reload()
    expect(chat.at("lab-pane")).to_be_visible()
    expect(chat.at("live-pane")).to_be_hidden()
    assert selected(chat) == ["Lab"]
    chat.page.click("#tab-live")
    chat.wait_ready()
