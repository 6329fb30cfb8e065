"""Keys that work anywhere, and the help drawer that lists them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.pages import ChatPage

Open = Callable[[str], ChatPage]


@pytest.fixture(scope="module")
def shared(lasting_context: BrowserContext, slow_app: str) -> ChatPage:
    return ChatPage(lasting_context.new_page(), slow_app)


@pytest.fixture
def chat(shared: ChatPage) -> ChatPage:
    shared.begin_anew()
    return shared


def type_in(chat: ChatPage, text: str) -> None:
    chat.page.locator("#chat-input textarea").press_sequentially(text)


def test_enter_sends_shift_enter_does_not_and_escape_stops(chat: ChatPage) -> None:
    type_in(chat, "one")
    chat.page.keyboard.press("Shift+Enter")
    type_in(chat, "two")
    expect(chat.page.locator("#chat-input textarea")).to_have_value("one\ntwo")
    chat.page.keyboard.press("Enter")
    chat.wait_writing()
    chat.page.keyboard.press("Escape")
    chat.wait_reply()
    expect(chat.replies()).to_have_count(1)


def test_the_drawer_is_a_dialog_that_gives_the_focus_back(chat: ChatPage) -> None:
    chat.page.locator("#chat-input textarea").focus()
    chat.page.keyboard.press("Control+/")
    drawer = chat.page.get_by_role("dialog", name="Help")
    expect(drawer).to_be_visible()
    for words in ("Enter", "Esc", "Ctrl + /", "Space", "slot", "in flight", "residency"):
        expect(drawer).to_contain_text(words)
    assert chat.page.evaluate("document.querySelector('#help').contains(document.activeElement)")
    chat.page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    assert chat.page.evaluate("document.activeElement.closest('#chat-input') !== null")
    chat.page.click("#help-open")
    expect(drawer).to_be_visible()
    chat.page.keyboard.press("Control+/")
    expect(drawer).to_be_hidden()


def test_escape_in_the_drawer_leaves_the_reply_alone(chat: ChatPage) -> None:
    chat.send("go")
    chat.wait_writing()
    chat.page.click("#help-open")
    chat.page.keyboard.press("Escape")
    expect(chat.at("help")).to_be_hidden()
    expect(chat.at("stop")).to_be_enabled()
    chat.page.keyboard.press("Escape")
    chat.wait_reply()


def test_space_pauses_the_charts_but_not_from_a_field_or_a_button(chat: ChatPage) -> None:
    pressed = expect(chat.at("pause"))
    type_in(chat, " a b ")
    pressed.to_have_attribute("aria-pressed", "false")
    chat.page.evaluate("document.activeElement.blur()")
    chat.page.keyboard.press("Space")
    pressed.to_have_attribute("aria-pressed", "true")
    chat.page.keyboard.press("Space")
    pressed.to_have_attribute("aria-pressed", "false")
    chat.page.locator("#theme").focus()
    chat.page.keyboard.press("Space")
    pressed.to_have_attribute("aria-pressed", "false")


def test_keys_are_switched_off_for_good(open_page: Open, slow_app: str) -> None:
    chat = open_page(slow_app)
    chat.page.click("#help-open")
    for name in ("Enter", "Space"):
        chat.page.get_by_role("dialog").get_by_role("checkbox", name=name).first.uncheck()
    chat.page.reload()
    chat.wait_ready()
    type_in(chat, "one")
    chat.page.keyboard.press("Enter")
    type_in(chat, "two")
    expect(chat.page.locator("#chat-input textarea")).to_have_value("one\ntwo")
    chat.page.evaluate("document.activeElement.blur()")
    chat.page.keyboard.press("Space")
    expect(chat.at("pause")).to_have_attribute("aria-pressed", "false")
    chat.page.click("#help-open")
    expect(chat.page.get_by_role("dialog").get_by_role("checkbox", name="Esc")).to_be_checked()
    expect(chat.page.get_by_role("dialog").get_by_role("checkbox", name="Enter")).not_to_be_checked()
