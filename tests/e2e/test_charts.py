"""The live charts under a moving engine: views, hover and zoom stay; a lost line comes back."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.pages import ChatPage
from tests.e2e.programs import scripted

Open = Callable[[str], ChatPage]


@pytest.fixture(scope="module")
def shared(lasting_context: BrowserContext, slow_app: str) -> ChatPage:
    return ChatPage(lasting_context.new_page(), slow_app)


@pytest.fixture
def chat(shared: ChatPage) -> Iterator[ChatPage]:
    """The shared page as just opened, with a reply being written in a conversation of its own."""
    shared.begin_anew()
    shared.send("go")
    shared.wait_writing()
    yield shared
    if shared.at("stop").is_enabled():
        shared.page.click("#stop")
    shared.wait_reply()
    shared.page.get_by_role("radio", name="On GPU", exact=True).check()
    shared.page.locator("#layer-select").select_option("")


def line_names(chat: ChatPage) -> list[str]:
    names: list[str] = chat.page.evaluate("document.querySelector('#lines .plot').data.map((line) => line.name)")
    return names


def more_tokens(chat: ChatPage) -> None:
    """Waits until the charts have been redrawn with something newer."""
    chat.wait_until(
        "before => Number(document.querySelector('#counter-misses').textContent) > before",
        chat.number("misses"),
    )
    chat.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_the_view_is_kept_across_updates(chat: ChatPage) -> None:
    chat.page.get_by_role("radio", name="Use count", exact=True).check()
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
    before = label.text_content()
    more_tokens(chat)
    expect(label).to_be_visible()
    expect(label).not_to_have_text(before or "")


def test_lines_share_one_hover(chat: ChatPage) -> None:
    chat.wait_until("() => document.querySelector('#lines .plot').data[0].x.length > 20")
    lines = chat.page.locator("#lines .plot .nsewdrag").first
    lines.scroll_into_view_if_needed()
    area = lines.bounding_box()
    assert area
    chat.page.mouse.move(area["x"] + area["width"] - 5, area["y"] + area["height"] / 2)
    label = chat.page.locator("#lines .hoverlayer .legend")
    for part in ("tok/s", "hits/s", "misses/s"):
        expect(label).to_contain_text(part)
    more_tokens(chat)
    expect(label).to_contain_text("tok/s")


def test_zoom_survives_updates(chat: ChatPage) -> None:
    board = chat.page.locator("#heatmap .plot .nsewdrag")
    board.scroll_into_view_if_needed()
    area = board.bounding_box()
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
    chat.page.click("#theme")
    chat.page.mouse.dblclick(area["x"] + area["width"] * 0.5, area["y"] + area["height"] * 0.5)
    chat.wait_until(f"() => {read_range}[0] < 0")


def test_lines_keep_their_zoom_until_sent_back_to_now(chat: ChatPage) -> None:
    chat.wait_until("() => document.querySelector('#lines .plot').data[0].x.length > 5")
    lines = chat.page.locator("#lines .plot .nsewdrag").first
    lines.scroll_into_view_if_needed()
    area = lines.bounding_box()
    assert area
    chat.page.mouse.move(area["x"] + area["width"] * 0.3, area["y"] + area["height"] * 0.5)
    chat.page.mouse.down()
    chat.page.mouse.move(area["x"] + area["width"] * 0.9, area["y"] + area["height"] * 0.5, steps=5)
    chat.page.mouse.up()
    back = chat.at("lines-live")
    expect(back).to_be_visible()
    chat.page.mouse.move(0, 0)
    read_range = "document.querySelector('#lines .plot').layout.xaxis.range"
    zoomed = chat.page.evaluate(read_range)
    reference = "Number(document.querySelector('#lines .plot').dataset.end)"
    moment: float = chat.page.evaluate(reference)
    expect(chat.at("lines-since")).to_contain_text("0 s is")
    points = chat.page.evaluate("document.querySelector('#lines .plot').data[0].x.length")
    chat.wait_until("before => document.querySelector('#lines .plot').data[0].x.length > before", points)
    assert chat.page.evaluate(read_range) == zoomed
    assert chat.page.evaluate(reference) == moment, "the axis counts up to the moment of the zoom"
    back.click()
    expect(back).to_be_hidden()
    chat.wait_until(f"() => String({read_range}) === '-120,0'")
    chat.wait_until(f"before => {reference} > before", moment)


def test_lines_hold_still_under_the_pointer_and_go_on_at_the_present(chat: ChatPage) -> None:
    chat.page.locator("#lines .plot .nsewdrag").first.hover()
    read_end = "Number(document.querySelector('#lines .plot').dataset.end)"
    held = chat.page.evaluate(read_end)
    more_tokens(chat)
    more_tokens(chat)
    assert chat.page.evaluate(read_end) == held
    chat.page.mouse.move(0, 0)
    chat.wait_until(f"before => {read_end} > before", held)


def test_a_change_of_settings_is_marked_in_words(chat: ChatPage) -> None:
    chat.apply(ways=3)
    marks = "document.querySelector('#lines .plot').data.at(-1).customdata"
    chat.wait_until(f"() => {marks}.some((words) => words.includes('12 × 4 → 12 × 3'))")
    drawn = "[...document.querySelectorAll('#lines .plot .points path')].map((mark) => mark.getAttribute('d'))"
    assert any(chat.page.evaluate(drawn)), "a mark is drawn"
    chat.apply(ways=4)
    chat.wait_until(f"() => {marks}.some((words) => words.includes('12 × 3 → 12 × 4'))")


def test_slots_show_which_expert_sits_where(chat: ChatPage) -> None:
    chat.page.get_by_role("radio", name="Slots", exact=True).check()
    chat.wait_until("() => document.querySelector('#heatmap .plot').layout.xaxis.title.text === 'slot of the layer'")
    more_tokens(chat)
    heat = chat.heat()
    assert [len(row) for row in heat] == [4] * 12
    assert all(-1 <= expert < 8 for row in heat for expert in row)
    assert all(len(set(row) - {-1}) == len([e for e in row if e >= 0]) for row in heat)


STRIP = "document.querySelector('#layer-detail .plot')"


def test_a_layers_detail_follows_its_ways(chat: ChatPage) -> None:
    detail = chat.at("layer-detail")
    expect(detail).to_be_hidden()
    chat.at("layer-select").select_option("3")
    expect(detail).to_contain_text("Layer 3")
    chat.wait_until(f"() => {STRIP}.data?.[0].x.length > 5")
    assert chat.page.evaluate(f"{STRIP}.data[0].z.length") == 4
    last = chat.page.evaluate(f"{STRIP}.data[0].x.at(-1)")
    chat.wait_until(f"before => {STRIP}.data[0].x.at(-1) > before", last)
    steps: list[int] = chat.page.evaluate(f"{STRIP}.data[0].x")
    assert steps == list(range(steps[0], steps[-1] + 1))
    detail.get_by_role("button", name="Close").click()
    expect(detail).to_be_hidden()
    expect(chat.at("layer-select")).to_be_focused()


def test_a_click_on_a_row_chooses_its_layer(chat: ChatPage) -> None:
    chat.page.locator("#heatmap .plot .nsewdrag").click(position={"x": 30, "y": 5})
    expect(chat.at("layer-detail")).to_contain_text("Layer 0")
    expect(chat.at("layer-select")).to_have_value("0")


def test_pause_holds_the_charts_and_resuming_shows_the_present(chat: ChatPage) -> None:
    chat.at("pause").click()
    expect(chat.at("pause")).to_have_attribute("aria-pressed", "true")
    expect(chat.at("paused-note")).to_contain_text("Counters keep updating")
    chat.page.get_by_role("radio", name="Use count", exact=True).check()
    held = chat.heat()
    more_tokens(chat)
    more_tokens(chat)
    assert chat.heat() == held
    chat.at("pause").click()
    expect(chat.at("paused-note")).to_be_hidden()
    chat.wait_until(
        "before => String(document.querySelector('#heatmap .plot').data[0].z) !== before",
        ",".join(f"{value:g}" for row in held for value in row),
    )


def test_the_heatmap_can_be_read_as_a_table(chat: ChatPage) -> None:
    rows = chat.page.locator("#heatmap-table tbody tr")
    expect(rows).to_have_count(0)
    chat.page.locator("#heatmap-table summary").click()
    expect(rows).to_have_count(12)
    more_tokens(chat)
    chat.page.click("#stop")
    chat.wait_reply()
    chat.wait_agrees(
        "String([...document.querySelectorAll('#heatmap-table tbody tr')]"
        ".map((row) => row.cells[1].textContent.split(' ').filter((word) => word !== 'none').length))"
        " === String(Array.from({ length: 12 }, (_, layer) =>"
        " fresh.cache.state.slice(layer * 8, layer * 8 + 8).filter((state) => state === 2).length))"
    )
    chat.page.locator("#heatmap-table summary").click()


def test_counters_are_the_engines_own(chat: ChatPage) -> None:
    more_tokens(chat)
    chat.page.click("#stop")
    chat.wait_reply()
    names = "hits in_flight misses fills evictions generated_tokens".split()
    shown = "hits inflight misses fills evictions tokens".split()
    chat.wait_agrees(
        f"{names}.every((name, place) => "
        f"Number(document.querySelector('#counter-' + {shown}[place]).textContent) === fresh.counters[name])"
    )
    assert chat.number("misses") > chat.number("inflight")


def test_the_screen_reader_hears_one_polite_sentence(chat: ChatPage) -> None:
    region = chat.at("spoken")
    expect(region).to_have_attribute("aria-live", "polite")
    expect(region).to_contain_text("tokens per second, hit rate")
    chat.page.click("#stop")
    expect(region).to_contain_text("Ready")
    assert chat.page.locator("[aria-live]:not(#spoken)").filter(has=chat.at("counter-hits")).count() == 0


def test_the_last_tokens_experts_are_outlined(chat: ChatPage) -> None:
    chat.wait_until("() => document.querySelector('#heatmap .plot').dataset.outlined === '24'")


def test_graphs_are_never_mounted_anew(chat: ChatPage) -> None:
    chat.page.evaluate("document.querySelectorAll('.main-svg').forEach((svg) => { svg.seen = true; })")
    more_tokens(chat)
    more_tokens(chat)
    assert chat.page.evaluate("[...document.querySelectorAll('.main-svg')].every((svg) => svg.seen)")


def test_lines_grow_while_tokens_stream(chat: ChatPage) -> None:
    last = "Number(document.querySelector('#lines .plot').dataset.end)"
    before = chat.page.evaluate(last)
    chat.wait_until(f"before => {last} > before", before)


def test_missing_sensors_leave_gaps_and_say_why(chat: ChatPage) -> None:
    assert {"GPU", "CPU"}.isdisjoint(line_names(chat))
    expect(chat.at("lines")).to_contain_text("no GPU is in use")
    expect(chat.at("power-gpu")).to_contain_text("no GPU is in use")
    expect(chat.at("counter-joules")).to_have_text("–")


def test_a_sensor_that_works_alone_is_named(open_page: Open) -> None:
    with scripted("--gpu-power") as address:
        chat = open_page(address)
        expect(chat.at("counter-joules")).to_contain_text("GPU only")
        chat.wait_until("() => document.querySelector('#lines .plot').data[0].x.length > 2")
        lines = chat.page.evaluate(
            "Object.fromEntries(document.querySelector('#lines .plot').data.map(({ name, y }) => [name, y]))"
        )
        assert all(value is not None for value in lines["GPU"])
        assert all(value is None for value in lines["CPU"])
        expect(chat.at("lines")).to_contain_text("CPU power is unavailable")


def test_a_lost_line_is_picked_up_again(open_page: Open) -> None:
    with scripted() as address:
        chat = open_page(address)
    expect(chat.at("status")).to_have_text("disconnected")
    port = address.rpartition(":")[2]
    with scripted("--port", port) as again:
        assert again == address
        expect(chat.at("status")).to_have_text("ready")


def test_the_streams_differences_lead_to_the_same_picture_as_a_fresh_one(chat: ChatPage) -> None:
    chat.page.click("#stop")
    chat.wait_reply()
    chat.wait_agrees(
        "String(document.querySelector('#heatmap .plot').data[0].z.flat()) === String([...fresh.cache.state])"
    )


def test_experts_have_the_colour_of_the_topic_they_prefer(context: BrowserContext) -> None:
    with scripted("--pace", "0") as address:
        chat = ChatPage(context.new_page(), address)
        chat.page.check("input[name=view][value=topics]")
        expect(chat.at("heatmap-legend")).to_contain_text("press Switch topics")
        for number, question in enumerate(("What is 47 + 25?", "Tell me a story about a fox."), 1):
            chat.send(question)
            chat.wait_reply(number)
        expect(chat.at("heatmap-legend")).to_contain_text("Stories")
        expect(chat.at("heatmap-legend").locator("i.topic")).to_have_count(3)
        chat.page.click("#more")
        chat.page.click("#use-topic")
        expect(chat.at("notice")).to_contain_text("is a topic now: 2 of its replies count")
        chat.at("heatmap").locator(".nsewdrag").hover()
        expect(chat.at("heatmap").locator(".hovertext")).to_contain_text("chosen by")
