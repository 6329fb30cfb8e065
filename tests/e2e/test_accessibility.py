"""What axe-core finds on every state of the page, light and dark: nothing serious, nothing critical."""

from collections.abc import Iterator
from contextlib import closing
from typing import Literal, TypeAlias

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.e2e.pages import ChatPage
from tests.e2e.profiles import Profile
from tests.e2e.programs import scripted

REPLAY_MS = 120_000  # compiled the first time
GRAVE = ("serious", "critical")
Scheme: TypeAlias = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("dark", "light")
REPLY = "A list:\n\n- one\n- two\n\n```python\nprint(1)\n```\n\n[a link](https://example.org) and **bold** text"


@pytest.fixture(scope="module")
def talking_app() -> Iterator[str]:
    with scripted("--pace", "0.01", "--reply", REPLY) as address:
        yield address


@pytest.fixture(scope="module")
def still(browser: Browser) -> Iterator[Profile]:
    """The profile of a user who wants no motion."""
    with closing(Profile(browser, color_scheme="dark", reduced_motion="reduce")) as profile:
        yield profile


@pytest.fixture
def chat(still: Profile, talking_app: str) -> Iterator[ChatPage]:
    with still.lent() as context:
        yield ChatPage(context.new_page(), talking_app)


def findings(chat: ChatPage, within: str | None = None) -> list[str]:
    """One line per grave finding on the page, or in a part of it, with the first places where it was found."""
    return [f"{scheme}: {finding}" for scheme in SCHEMES for finding in findings_in(chat, scheme, within)]


def findings_in(chat: ChatPage, scheme: Scheme, within: str | None) -> list[str]:
    chat.page.emulate_media(color_scheme=scheme)
    chat.wait_until(
        "dark => document.body.classList.contains('dark') === dark"
        " && document.getAnimations().every((one) => one.playState !== 'running')",
        scheme == "dark",
    )
    violations = Axe().run(chat.page, within).response["violations"]
    return [
        f"{violation['id']}: " + "; ".join(node["html"][:160] for node in violation["nodes"][:4])
        for violation in violations
        if violation["impact"] in GRAVE
    ]


def test_the_empty_page(chat: ChatPage) -> None:
    assert findings(chat) == []


def test_a_conversation_and_its_menu(chat: ChatPage) -> None:
    chat.send("Tell me <b>something</b>.")
    chat.wait_reply()
    chat.figures().first.click()
    chat.page.click("#more")
    chat.page.click("#examples-toggle")
    chat.page.locator("#chat .bot-row").first.hover()
    assert findings(chat) == []
    chat.page.locator("#chat .bot-row .actions [data-action=drop]").first.click()
    expect(chat.at("undo")).to_be_visible()
    assert findings(chat) == []


def test_every_view_of_the_heatmap_and_one_layer(chat: ChatPage) -> None:
    chat.send("go")
    chat.wait_reply()
    chat.page.locator("#layer-select").select_option("3")
    chat.page.locator("#heatmap-table summary").click()
    assert findings(chat) == []
    for view in ("Recency", "Hit rate", "Use count", "Topics", "Slots"):
        chat.page.get_by_role("radio", name=view, exact=True).check()
        assert findings(chat, "#heatmap-panel") == []


def test_the_other_tabs(chat: ChatPage) -> None:
    for replies in (1, 2):
        chat.send("go")
        chat.wait_reply(replies)
    chat.page.click("#tab-lab")
    chat.page.click("#lab-foreign summary")
    assert findings(chat) == []
    chat.page.click("#tab-runs")
    boxes = chat.page.locator("#runs tbody input")
    boxes.nth(0).check()
    expect(chat.page.locator("#runs-card canvas")).to_be_visible()
    assert findings(chat) == []
    boxes.nth(1).check()
    expect(chat.page.locator("#runs-compare .hits .main-svg").first).to_be_visible()
    assert findings(chat) == []


def test_the_lab_with_its_results(chat: ChatPage) -> None:
    chat.send("go")
    chat.wait_reply()
    chat.page.click("#tab-lab")
    for job in ("replay", "calibrate"):
        control = chat.page.locator(f"#lab-job-{job}")
        control.locator(".go").click()
        expect(control.locator(".go")).to_be_visible(timeout=REPLAY_MS)
        expect(control.locator(".error")).to_be_empty()
    expect(chat.page.locator("#lab-results .main-svg").first).to_be_visible()
    for table in chat.page.locator("#lab-results summary").all():
        table.click()
    assert findings(chat) == []


def test_the_control_panel_unfolded_with_a_refusal(chat: ChatPage) -> None:
    for name in ("sampling", "sharing"):
        chat.page.locator(f"#{name} button.label-wrap").click()
    chat.apply(ways=99)
    chat.error("can be at most")
    assert findings(chat) == []


@pytest.mark.parametrize("name", ["demo/other", "large/other"])
def test_a_model_looked_at(name: str, chat: ChatPage) -> None:
    chat.page.locator("#model :is(input, textarea)").fill(name)
    chat.page.click("#look")
    expect(chat.at("fit")).to_contain_text(f"{name}: mixtral")
    assert findings(chat) == []


def test_the_help_drawer(chat: ChatPage) -> None:
    drawer = chat.page.get_by_role("dialog", name="Help")
    chat.page.click("#help-open")
    expect(drawer).to_be_visible()
    assert findings(chat) == []
    chat.page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()


def test_a_narrow_page(chat: ChatPage) -> None:
    chat.page.set_viewport_size({"width": 390, "height": 844})
    assert findings(chat) == []


def test_nothing_moves_by_itself_when_the_user_wants_no_motion(chat: ChatPage) -> None:
    moving = chat.page.evaluate("document.getAnimations().filter((one) => one.playState === 'running').length")
    assert moving == 0
