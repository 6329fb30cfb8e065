"""The first moment of a page: what is sent before everything has arrived is neither lost nor refused."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.e2e.pages import ChatPage

Open = Callable[[str], ChatPage]
SCRIPTS = "**/page/main.js"
EVENTS = "**/gradio_api/run/predict"
CHAT_CODE = "**/assets/markdown-code-*.js"  # of Gradio's, for nothing else on the page
MESSAGE = "#chat-input textarea"


class Late:
    """Keeps requests for one address waiting until they are let through."""

    def __init__(self, page: Page, address: str) -> None:
        self._waiting: list[Route] | None = []
        page.route(address, self._hold)

    def let_through(self) -> None:
        waiting, self._waiting = self._waiting or [], None
        for route in waiting:
            route.continue_()

    def _hold(self, route: Route) -> None:
        if self._waiting is None:
            route.continue_()
        else:
            self._waiting.append(route)


def send_by_enter(page: Page, text: str) -> None:
    page.fill(MESSAGE, text)
    page.press(MESSAGE, "Enter")


def wait_for_an_event(page: Page) -> None:
    """An event that was begun after all others has been answered."""
    with page.expect_response(EVENTS):
        page.click("#new-conversation")  # needs no script of ours, and changes nothing while none is begun


def test_a_message_sent_before_the_scripts_are_there_is_answered_once(context: BrowserContext, real_app: str) -> None:
    page = context.new_page()
    scripts = Late(page, SCRIPTS)
    chat = ChatPage(page, real_app, early=True)
    send_by_enter(page, "What is 2 + 2?")
    page.press(MESSAGE, "Enter")
    page.click("#send")
    wait_for_an_event(page)
    scripts.let_through()
    chat.wait_reply()
    expect(chat.questions()).to_have_text(["What is 2 + 2?"])
    expect(chat.replies()).to_have_count(1)
    expect(chat.at("chat").locator(".error")).to_have_count(0)
    expect(chat.at("error")).to_be_empty()


def test_a_message_sent_before_the_conversation_is_shown_continues_it(open_page: Open, real_app: str) -> None:
    chat = open_page(real_app)
    chat.send("What is 1 + 1?")
    chat.wait_reply()
    events = Late(chat.page, EVENTS)
    chat.page.reload()
    chat.wait_ready()
    send_by_enter(chat.page, "And 2 + 2?")
    events.let_through()
    chat.wait_reply(2)
    expect(chat.questions()).to_have_text(["What is 1 + 1?", "And 2 + 2?"])


def test_enter_that_is_switched_off_sends_nothing_early_either(context: BrowserContext, real_app: str) -> None:
    page = context.new_page()
    scripts = Late(page, SCRIPTS)
    chat = ChatPage(page, real_app, early=True)
    page.evaluate("localStorage.setItem('hybrid-keys-off', '[\"send\"]')")
    send_by_enter(page, "What is 3 + 3?")
    scripts.let_through()
    chat.wait_ready()
    wait_for_an_event(page)
    expect(chat.questions()).to_have_count(0)
    page.click("#send")
    chat.wait_reply()


def test_a_chat_that_is_drawn_late_gets_its_buttons(context: BrowserContext, real_app: str) -> None:
    page = context.new_page()
    code = Late(page, CHAT_CODE)
    chat = ChatPage(page, real_app)
    expect(chat.at("chat")).to_have_count(0)
    code.let_through()
    chat.send("What is 4 + 4?")
    chat.wait_reply()
    expect(chat.at("chat").locator(".user-row .actions button")).to_have_text(["Edit", "Copy", "Delete"])
