"""Every state of the page worth looking at, each reached from the one before; for pictures, not for tests."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.pages import ChatPage

PROMPTS = ("What is the capital of France?", "What is 23 + 45?", "How do you say red in Spanish?")
STORY = "Tell me a story about a fox."


def empty(chat: ChatPage) -> None:
    chat.wait_ready()


def writing(chat: ChatPage) -> None:
    talk(chat)
    chat.send(STORY)
    chat.wait_writing(characters=80)


def talk(chat: ChatPage) -> None:
    """A few short turns, so that the charts have something to show."""
    for count, prompt in enumerate(PROMPTS, 1):
        chat.send(prompt)
        chat.wait_reply(count)


def figures(chat: ChatPage) -> None:
    chat.wait_reply(len(PROMPTS) + 1)
    chat.figures().last.click()


def menu(chat: ChatPage) -> None:
    chat.page.click("#more")


def editing(chat: ChatPage) -> None:
    chat.page.click("#more")
    row = chat.page.locator("#chat .user-row").last
    row.hover()
    row.locator("[data-action=edit]").click()
    expect(chat.at("editing-note")).to_be_visible()


def removed(chat: ChatPage) -> None:
    chat.page.locator("#editing-note button").click()
    row = chat.page.locator("#chat .user-row").first
    row.hover()
    row.locator("[data-action=drop]").click()
    expect(chat.at("undo")).to_be_visible()


def view(name: str) -> Callable[[ChatPage], None]:
    return lambda chat: chat.page.get_by_role("radio", name=name, exact=True).check()


def layer(chat: ChatPage) -> None:
    view("On GPU")(chat)
    chat.page.locator("#layer-select").select_option("3")
    expect(chat.page.locator("#layer-detail .plot .main-svg").first).to_be_visible()


def table(chat: ChatPage) -> None:
    chat.page.locator("#layer-detail .close").click()
    chat.page.locator("#heatmap-table summary").click()


def paused(chat: ChatPage) -> None:
    chat.page.locator("#heatmap-table summary").click()
    chat.page.click("#pause")


def tokens(chat: ChatPage) -> None:
    chat.page.click("#pause")
    row = chat.page.locator("#chat .bot-row:has(.actions)").last
    row.hover()
    row.locator("[data-action=tokens]").click()


def lab(chat: ChatPage) -> None:
    chat.page.click("#tab-lab")
    chat.page.locator("#lab").get_by_role("button", name="Replay").click()
    expect(chat.page.locator("#lab-results .main-svg").first).to_be_visible()


def runs(chat: ChatPage) -> None:
    chat.page.click("#tab-runs")
    expect(chat.page.locator("#runs tbody tr").nth(1)).to_be_visible()


def compared(chat: ChatPage) -> None:
    for index in (0, 1):
        chat.page.locator("#runs tbody input").nth(index).check()
    expect(chat.page.locator("#runs-compare .hits .main-svg").first).to_be_visible()


def sampling(chat: ChatPage) -> None:
    chat.page.click("#tab-live")
    chat.page.locator("#sampling button.label-wrap").click()


def sharing(chat: ChatPage) -> None:
    chat.page.locator("#sampling button.label-wrap").click()
    chat.page.locator("#sharing button.label-wrap").click()


def refusal(chat: ChatPage) -> None:
    chat.page.locator("#sharing button.label-wrap").click()
    chat.apply(ways=99)
    chat.error("can be at most")


def help_drawer(chat: ChatPage) -> None:
    chat.page.click("#revert")
    chat.page.click("#help-open")


STATES: tuple[tuple[str, Callable[[ChatPage], None]], ...] = (
    ("empty", empty),
    ("writing", writing),
    ("figures", figures),
    ("menu", menu),
    ("editing", editing),
    ("removed", removed),
    ("view-last-used", view("Recency")),
    ("view-hit-rate", view("Hit rate")),
    ("view-uses", view("Use count")),
    ("view-slots", view("Slots")),
    ("layer", layer),
    ("table", table),
    ("paused", paused),
    ("tokens", tokens),
    ("lab", lab),
    ("runs", runs),
    ("compared", compared),
    ("sampling", sampling),
    ("sharing", sharing),
    ("refusal", refusal),
    ("help", help_drawer),
)
