"""The control panel in a browser, on the scripted engine: edits, presets, links, and other tabs."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import BrowserContext, Locator, Route, expect

from tests.e2e.pages import ChatPage
from tests.e2e.programs import scripted
from tests.e2e.putting_back import apply

Open = Callable[[str], ChatPage]
SETTINGS = {
    "indexes": 12, "ways": 4, "mapping": "layered", "policy": "lfu", "admission": "bounded", "placement": "cached",
    "cpu_threads": 2,
}  # fmt: skip
AT_FIRST = f"?{urlencode(SETTINGS)}"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def app(home: Path) -> Iterator[str]:
    with scripted("--pace", "0.05", home=home) as address:
        yield address


@pytest.fixture(scope="module")
def gpu_app() -> Iterator[str]:
    """48 layers of 128 experts, 9 MiB each, on a GPU of 24 GiB."""
    with scripted("--large") as address:
        yield address


@pytest.fixture
def own(open_page: Open, app: str) -> ChatPage:
    """A page of the test's own, with the settings the program began with."""
    return at_first(open_page(f"{app}/{AT_FIRST}"))


@pytest.fixture(scope="module")
def shared(lasting_context: BrowserContext, app: str) -> ChatPage:
    return ChatPage(lasting_context.new_page(), f"{app}/{AT_FIRST}")


@pytest.fixture
def tab(shared: ChatPage, app: str) -> ChatPage:
    """The same for tests that leave nothing behind but settings."""
    # At once: between a look and a click the page may still be taking in what the last test has applied.
    shared.at("revert").evaluate("(button) => button.disabled || button.click()")
    expect(shared.at("revert")).to_be_disabled()
    apply(app, SETTINGS)  # the page follows
    return at_first(shared)


def at_first(tab: ChatPage) -> ChatPage:
    tab.in_force("12 × 4 slots, LFU, copies when worth it, 2 threads")
    expect(tab.field("ways")).to_have_value("4")
    expect(tab.at("apply")).to_be_disabled()
    return tab


def preset(tab: ChatPage, name: str) -> Locator:
    return tab.at("preset").get_by_role("radio", name=name, exact=True)


def press(tab: ChatPage, name: str) -> None:
    """Presses the label: the radio itself is not drawn."""
    tab.at("preset").get_by_text(name, exact=True).click()


def changes(tab: ChatPage) -> Locator:
    return tab.page.locator("#fits .changes")


def test_apply_and_revert_wait_for_an_edit(tab: ChatPage) -> None:
    for button in ("apply", "revert"):
        expect(tab.at(button)).to_be_disabled()
    tab.field("ways").fill("6")
    tab.choose("policy", "LRU")
    expect(changes(tab)).to_have_text("Not applied: Slots per layer (M) 4 → 6, Policy LFU → LRU")
    expect(tab.at("apply")).to_be_enabled()
    tab.field("policy").fill("no such")
    expect(changes(tab)).to_contain_text("LFU → no such")
    tab.field("policy").press("Tab")  # left without a choice, a dropdown shows the one it had
    expect(changes(tab)).to_contain_text("LFU → LRU")
    tab.page.click("#revert")
    expect(tab.field("ways")).to_have_value("4")
    expect(tab.field("policy")).to_have_value("LFU")
    expect(changes(tab)).to_be_empty()
    expect(tab.at("apply")).to_be_disabled()


def test_every_setting_can_be_applied(tab: ChatPage) -> None:
    tab.choose("mapping", "across all layers")
    tab.choose("policy", "LFRU")
    tab.choose("admission", "always")
    tab.choose("placement", "Pin most-used")
    tab.apply(indexes=8, ways=2, threads=1)
    tab.in_force("8 × 2 slots shared by all layers, LFRU, copies always, 1 thread, Pin most-used")
    expect(tab.at("apply")).to_be_disabled()


def test_what_a_placement_leaves_unused_is_marked(tab: ChatPage) -> None:
    tab.choose("placement", "CPU only")
    tab.wait_until("() => document.querySelector('#policy').classList.contains('idle')")
    expect(tab.page.locator("#fits .slots")).to_have_text("No slots are used.")
    expect(tab.page.locator("#fits .explain")).to_have_text(
        "Every expert runs on the CPU. The slots are unused and their memory is freed."
    )


def test_memory_is_priced_before_apply(open_page: Open, gpu_app: str) -> None:
    tab = open_page(gpu_app)
    gauge = tab.page.locator("#fits .gauge.device")
    expect(gauge).to_contain_text("GPU: 2.0 GiB used + 16.9 GiB slots, of 24.0 GiB")
    tab.field("ways").fill("60")
    expect(gauge).to_contain_text("25.3 GiB slots, of 24.0 GiB: too much, only 20.0 GiB of slots fit")
    expect(tab.page.locator("#fits .slots")).to_contain_text("There is memory for 2275.")
    tab.in_force("48 × 40")
    tab.page.click("#apply")
    tab.error("Choose at most 2275 slots")
    expect(tab.page.locator("#geometry + .refusal")).to_be_visible()
    tab.page.click("#revert")
    expect(tab.page.locator(".refusal")).to_have_count(0)


def test_a_refusal_stands_beside_its_field(tab: ChatPage) -> None:
    tab.apply(threads=99)
    note = tab.page.locator(".refusal")
    expect(note).to_contain_text("between 1 and 4")
    expect(tab.field("threads")).to_have_attribute("aria-invalid", "true")
    expect(tab.field("threads")).to_have_attribute("aria-describedby", "refusal")
    below, field = note.bounding_box(), tab.at("threads").bounding_box()
    assert below
    assert field
    assert 0 <= below["y"] - (field["y"] + field["height"]) < 40
    tab.apply(threads=1)
    expect(note).to_have_count(0)
    expect(tab.field("threads")).to_have_attribute("aria-invalid", "false")


def test_dragging_in_the_picture_sets_the_geometry(tab: ChatPage) -> None:
    box = tab.at("cover").bounding_box()
    assert box is not None
    tab.page.mouse.move(box["x"] + 5, box["y"] + 5)
    tab.page.mouse.down()
    tab.page.mouse.move(box["x"] + box["width"] * 0.5 - 3, box["y"] + box["height"] * 0.75 + 3)
    tab.page.mouse.up()
    expect(tab.field("indexes")).to_have_value("6")
    expect(tab.field("ways")).to_have_value("2")
    tab.page.click("#apply")
    tab.in_force("6 × 2")


def test_memory_comes_first_and_sets_the_geometry(tab: ChatPage) -> None:
    memory = tab.page.locator("#slot-gib")
    expect(memory).to_have_value("0.0088")
    memory.fill("0.005")  # 27 experts of 192 KiB: two for each of 12 layers
    expect(tab.field("ways")).to_have_value("2")
    expect(memory).to_have_value("0.005")
    memory.blur()
    expect(memory).to_have_value("0.0044")
    tab.page.locator("#slot-memory button").click()
    expect(tab.field("ways")).to_have_value("8")
    tab.page.click("#apply")
    tab.in_force("12 × 8")


def test_the_papers_setting_and_back_in_one_press_each(tab: ChatPage) -> None:
    expect(preset(tab, "Recommended")).to_be_checked()
    press(tab, "As in the paper")
    tab.in_force("12 × 4 slots, LRU, copies always")
    expect(tab.field("policy")).to_have_value("LRU")
    press(tab, "Recommended")
    tab.in_force("12 × 4 slots, LFU, copies when worth it")
    tab.choose("policy", "FIFO")
    tab.page.click("#apply")
    tab.in_force("FIFO")
    expect(preset(tab, "Recommended")).not_to_be_checked()


def test_a_preset_is_saved_chosen_and_deleted(own: ChatPage, home: Path) -> None:
    own.apply(indexes=5, ways=3)
    own.in_force("5 × 3")
    # The answer: what arrives while the fields below are put in place would put them in place once more.
    expect(own.page.locator("#base :is(input, textarea)")).to_have_value(re.compile('"indexes": 5, "ways": 3'))
    own.page.locator("#sharing button.label-wrap").click()
    own.field("preset-name").fill("Small")
    own.page.click("#preset-save")
    expect(preset(own, "Small")).to_be_checked()
    (file,) = (home / "config" / "presets").glob("*.json")
    assert json.loads(file.read_text(encoding="utf-8"))["settings"]["ways"] == 3
    own.apply(indexes=12, ways=4)
    own.in_force("12 × 4")
    own.page.reload()
    own.wait_ready()
    press(own, "Small")
    own.in_force("5 × 3")
    own.page.locator("#sharing button.label-wrap").click()
    expect(own.field("preset-saved")).to_have_value("Small · this model")
    own.page.click("#preset-delete")
    expect(preset(own, "Small")).to_have_count(0)
    assert not file.exists()


def test_a_link_carries_settings_once(open_page: Open, app: str) -> None:
    tab = open_page(f"{app}/?indexes=8&ways=2&policy=lfru&other=1")
    tab.in_force("8 × 2 slots, LFRU")
    expect(tab.field("ways")).to_have_value("2")
    assert tab.page.url == f"{app}/?other=1"
    tab.apply(ways=3)
    tab.in_force("8 × 3")
    tab.page.reload()
    tab.wait_ready()
    expect(tab.field("ways")).to_have_value("3")


def test_a_link_on_another_site_asks_first(open_page: Open, own: ChatPage, app: str) -> None:
    page, elsewhere = own.page.context.new_page(), "http://localhost:9/"
    page.route(elsewhere, lambda route: route.fulfill(body=f'<a href="{app}/?ways=2&policy=lru">a link</a>'))
    for answer, ways in (("leave", "4"), ("apply", "2")):
        page.goto(elsewhere)
        page.click("a")
        expect(page.locator("#link-sentence")).to_contain_text("asks for other settings: ways 2, policy lru.")
        assert "from-elsewhere" not in page.url
        own.in_force("12 × 4")
        page.click(f"#link-{answer}")
        expect(page.locator("#link-question")).to_be_hidden()
        expect(page.locator("#ways input")).to_have_value(ways)
    own.in_force("12 × 2 slots, LRU")


def test_a_link_that_asks_too_much_says_so(open_page: Open, app: str) -> None:
    tab = open_page(f"{app}/?ways=99")
    tab.error("M can be at most 8")
    expect(tab.page.locator("#geometry + .refusal")).to_be_visible()
    expect(tab.field("ways")).to_have_value("99")
    expect(tab.at("apply")).to_be_enabled()


def test_settings_are_copied_and_pasted(own: ChatPage, open_page: Open, app: str) -> None:
    own.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=app)
    own.page.locator("#sharing button.label-wrap").click()
    own.field("ways").fill("5")
    own.page.click("#copy-json")
    expect(own.page.locator("#share [role=status]")).to_have_text("JSON copied.")
    copied = own.page.evaluate("navigator.clipboard.readText()")
    assert json.loads(copied).items() >= {"indexes": 12, "ways": 5, "policy": "lfu", "split_misses": True}.items()
    own.page.click("#copy-link")
    expect(own.page.locator("#share [role=status]")).to_have_text("Link copied.")
    link = own.page.evaluate("navigator.clipboard.readText()")
    own.page.fill("#settings-json textarea", copied.replace('"ways": 5', '"ways": 7'))
    own.page.click("#settings-use")
    own.in_force("12 × 7")
    own.page.fill("#settings-json textarea", '{"ways": "many"}')
    own.page.click("#settings-use")
    own.error("whole number")
    open_page(link).in_force("12 × 5")


def test_untouched_fields_follow_another_tab_and_edits_stay(own: ChatPage, open_page: Open, app: str) -> None:
    other = open_page(app)
    own.field("threads").fill("1")
    other.choose("policy", "FIFO")
    other.apply(ways=3)
    expect(own.field("ways")).to_have_value("3")
    expect(own.field("policy")).to_have_value("FIFO")
    expect(own.field("threads")).to_have_value("1")
    expect(changes(own)).to_have_text("Not applied: CPU threads 2 → 1")


@pytest.mark.parametrize("width", [390, 1240])
def test_nothing_is_cut_off_in_a_narrow_column(own: ChatPage, width: int) -> None:
    own.page.set_viewport_size({"width": width, "height": 900})
    for unfolded in ("sampling", "sharing"):
        own.page.locator(f"#{unfolded} button.label-wrap").click()
    expect(own.at("copy-link")).to_be_visible()
    beyond = own.page.evaluate(
        """() => {
            const pane = document.querySelector("#control-pane");
            const { right, left } = pane.getBoundingClientRect();
            return [...pane.querySelectorAll("input, textarea, button, p, label")]
                .filter((element) => element.checkVisibility({ visibilityProperty: true }))
                .map((element) => [element, element.getBoundingClientRect()])
                .filter(([, box]) => box.width > 1 && (box.right > right + 1 || box.left < left - 1))
                .map(([element]) => element.outerHTML.slice(0, 120));
        }"""
    )
    assert beyond == []
    assert own.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_an_apply_that_has_to_wait_says_so(tab: ChatPage) -> None:
    """The answer is held back, as a long step of the engine would."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    tab.page.route("**/gradio_api/run/predict*", hold)
    tab.apply(ways=5)
    expect(changes(tab)).to_have_text("Applying: Slots per layer (M) 4 → 5")
    for route in held:
        route.continue_()
    tab.page.unroute("**/gradio_api/run/predict*")
    tab.in_force("12 × 5")
    expect(changes(tab)).to_be_empty()
