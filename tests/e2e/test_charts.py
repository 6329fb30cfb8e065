"""The live charts under a moving engine: views, hover and zoom stay; a lost line comes back."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import ChatPage
from tests.e2e.programs import running

Open = Callable[[str], ChatPage]


@pytest.fixture
def chat(open_page: Open, slow_app: str) -> Iterator[ChatPage]:
    chat = open_page(slow_app)
    chat.send("go")
    chat.wait_writing()
    yield chat
    if chat.at("stop").is_enabled():
        chat.page.click("#stop")
    chat.wait_reply()


def more_tokens(chat: ChatPage) -> None:
    """Waits until the charts have been redrawn with something newer."""
    chat.wait_until(
        "before => Number(document.querySelector('#counter-misses').textContent) > before",
        chat.number("misses"),
    )
    chat.page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )


def test_the_view_is_kept_across_updates(chat: ChatPage) -> None:
    chat.page.get_by_role("radio", name="Uses", exact=True).check()
    more_tokens(chat)
    more_tokens(chat)
    # Above every state there is: these are uses.
    chat.wait_until("() => Math.max(...document.querySelector('#heatmap .plot').data[0].z.flat()) > 2")
    expect(chat.at("heatmap-legend")).to_contain_text("unused")


def test_hover_shows_the_expert_and_survives_updates(chat: ChatPage) -> None:
    chat.page.locator("#heatmap .plot .nsewdrag").hover()
    label = chat.page.locator("#heatmap .hovertext")
    for part in ("layer", "expert", "uses", "hits", "used"):
        expect(label).to_contain_text(part)
    more_tokens(chat)
    expect(label).to_be_visible()


def test_lines_share_one_hover(chat: ChatPage) -> None:
    chat.wait_until("() => document.querySelector('#lines .plot').data[0].x.length > 20")
    area = chat.page.locator("#lines .plot .nsewdrag").first.bounding_box()
    assert area
    chat.page.mouse.move(area["x"] + area["width"] - 5, area["y"] + area["height"] / 2)
    label = chat.page.locator("#lines .hoverlayer .legend")
    for part in ("tok/s", "hits/s", "misses/s"):
        expect(label).to_contain_text(part)
    more_tokens(chat)
    expect(label).to_contain_text("tok/s")


def test_zoom_survives_updates(chat: ChatPage) -> None:
    area = chat.page.locator("#heatmap .plot .nsewdrag").bounding_box()
    assert area
    chat.page.mouse.move(area["x"] + area["width"] * 0.25, area["y"] + area["height"] * 0.25)
    chat.page.mouse.down()
    chat.page.mouse.move(area["x"] + area["width"] * 0.75, area["y"] + area["height"] * 0.75, steps=5)
    chat.page.mouse.up()
    read_range = "document.querySelector('#heatmap .plot').layout.xaxis.range"
    chat.wait_until(f"() => {read_range}[0] > 0.5")
    zoomed = chat.page.evaluate(read_range)
    more_tokens(chat)
    chat.page.click("#theme")
    more_tokens(chat)
    assert chat.page.evaluate(read_range) == zoomed
    chat.page.mouse.dblclick(area["x"] + area["width"] * 0.5, area["y"] + area["height"] * 0.5)
    chat.wait_until(f"() => {read_range}[0] < 0")


def test_the_last_tokens_experts_are_outlined(chat: ChatPage) -> None:
    chat.wait_until("() => document.querySelector('#heatmap .plot').data[1].x.length === 12 * 2 * 6")


def test_graphs_are_never_mounted_anew(chat: ChatPage) -> None:
    chat.page.evaluate("document.querySelectorAll('.main-svg').forEach((svg) => { svg.seen = true; })")
    more_tokens(chat)
    more_tokens(chat)
    assert chat.page.evaluate("[...document.querySelectorAll('.main-svg')].every((svg) => svg.seen)")


def test_lines_grow_while_tokens_stream(chat: ChatPage) -> None:
    last = "document.querySelector('#lines .plot').data[0].x.at(-1).getTime()"
    before = chat.page.evaluate(last)
    chat.wait_until(f"before => {last} > before", before)


def test_missing_sensors_leave_gaps_and_say_why(chat: ChatPage) -> None:
    watts = chat.page.evaluate(
        "document.querySelector('#lines .plot').data.slice(3).flatMap((line) => line.y)"
    )
    assert watts
    assert all(value is None for value in watts)
    expect(chat.at("lines")).to_contain_text("no GPU is in use")
    expect(chat.at("power-gpu")).to_contain_text("no GPU is in use")


def test_a_lost_line_is_picked_up_again(open_page: Open) -> None:
    with running("-m", "tests.e2e.fake_app") as address:
        chat = open_page(address)
    expect(chat.at("status")).to_have_text("disconnected")
    port = address.rpartition(":")[2]
    with running("-m", "tests.e2e.fake_app", "--port", port) as again:
        assert again == address
        expect(chat.at("status")).to_have_text("ready")


def test_the_streams_differences_lead_to_the_same_picture_as_a_fresh_one(chat: ChatPage) -> None:
    chat.page.click("#stop")
    chat.wait_reply()
    chat.wait_agrees(
        "String(document.querySelector('#heatmap .plot').data[0].z.flat()) === String([...fresh.cache.state])"
    )
