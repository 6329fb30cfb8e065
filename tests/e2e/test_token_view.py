"""The token view of a reply: by pointer, by keyboard, with the heatmap, and with whatever a model may write."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.e2e.pages import ChatPage
from tests.e2e.programs import scripted

HOSTILE = "<img src=x onerror=window.hurt=1> <script>window.hurt=2</script> </span><b>bold</b> &amp; the end"
PLAIN = "one two three four five six seven eight nine ten\nand a second line, then the end"


@pytest.fixture(scope="module")
def plain_app() -> Iterator[str]:
    with scripted("--pace", "0", "--reply", PLAIN) as address:
        yield address


@pytest.fixture(scope="module")
def hostile_app() -> Iterator[str]:
    with scripted("--pace", "0", "--reply", HOSTILE) as address:
        yield address


class TokenPage(ChatPage):
    """A page that shows a reply's tokens."""

    def switch(self) -> None:
        row = self.page.locator("#chat .bot-row:not(:has(.thought-group))").last
        row.hover()
        row.locator("[data-action=tokens]").click()

    def tokens(self) -> Locator:
        return self.page.locator(".token-list [role=option]")

    def texts(self) -> list[str]:
        return self.tokens().all_text_contents()

    def detail(self) -> Locator:
        return self.at("token-detail")

    def outlined(self) -> int:
        """Cells that the heatmap has outlined."""
        return int(self.page.locator("#heatmap .plot").get_attribute("data-outlined") or 0)

    def legend(self) -> Locator:
        return self.at("heatmap-legend")


def ask(page: TokenPage, question: str) -> TokenPage:
    page.send(question)
    page.wait_reply()
    page.switch()
    expect(page.tokens().first).to_be_visible()
    return page


@pytest.fixture(scope="module")
def shared(lasting_context: BrowserContext, plain_app: str) -> TokenPage:
    return TokenPage(lasting_context.new_page(), plain_app)


@pytest.fixture
def plain(shared: TokenPage) -> TokenPage:
    shared.begin_anew()
    return ask(shared, "plain please")


def test_a_reply_is_switched_to_its_tokens_and_back(plain: TokenPage) -> None:
    assert "".join(plain.texts()) == PLAIN.replace("\n", "⏎\n").removesuffix(" end")
    expect(plain.replies().last).to_be_hidden()
    plain.switch()
    expect(plain.tokens()).to_have_count(0)
    expect(plain.replies().last).to_contain_text("nine ten")


def test_pointing_at_a_token_shows_its_experts_and_its_time(plain: TokenPage) -> None:
    plain.tokens().nth(2).hover()
    expect(plain.detail()).to_contain_text("three")
    expect(plain.detail()).to_contain_text("ms")
    expect(plain.detail().locator("li")).to_have_count(12)
    expect(plain.detail().locator("li i")).to_have_count(24)
    missed = plain.detail().locator("li :is(.miss, .flight)").count()
    expect(plain.detail()).to_contain_text(f"{24 - missed} of 24 hit, {missed} missed")
    plain.page.mouse.move(0, 0)
    expect(plain.detail()).to_be_hidden()


def test_a_chosen_token_outlines_its_cells_in_the_heatmap(plain: TokenPage) -> None:
    expect(plain.legend()).not_to_contain_text("chosen token")
    plain.tokens().nth(3).click()
    expect(plain.tokens().nth(3)).to_have_attribute("aria-selected", "true")
    expect(plain.legend()).to_contain_text("chosen token")
    assert plain.outlined() == 24
    plain.tokens().nth(3).click()
    expect(plain.legend()).not_to_contain_text("chosen token")
    plain.tokens().nth(5).click()
    plain.switch()
    expect(plain.legend()).not_to_contain_text("chosen token")


def test_the_keyboard_does_all_of_it(plain: TokenPage) -> None:
    first = plain.tokens().first
    assert plain.tokens().evaluate_all("all => all.filter(one => one.tabIndex === 0).length") == 1
    first.focus()
    keyboard = plain.page.keyboard
    for key, at in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", -1), ("Home", 0)):
        keyboard.press(key)
        expect(plain.tokens().nth(at)).to_be_focused()
    keyboard.press("ArrowDown")
    top = "token => token.getClientRects()[0].top"
    focused = plain.page.locator(".token-list [role=option]:focus")
    assert focused.evaluate(top) > first.evaluate(top)
    expect(plain.detail()).to_be_visible()
    keyboard.press("ArrowUp")
    assert focused.evaluate(top) == first.evaluate(top)
    keyboard.press("Enter")
    expect(plain.legend()).to_contain_text("chosen token")
    keyboard.press("Escape")
    expect(plain.legend()).not_to_contain_text("chosen token")
    expect(plain.detail()).to_be_hidden()


def test_tints_by_misses_time_and_expert_say_it_without_colour_too(plain: TokenPage) -> None:
    def looks() -> list[list[str]]:
        looks: list[list[str]] = plain.tokens().evaluate_all(
            "all => all.map(one => [one.style.backgroundColor, one.style.borderBottomStyle, one.dataset.number ?? ''])"
        )
        return looks

    by_misses = looks()
    assert all(colour for colour, _, _ in by_misses)
    assert len({line for _, line, _ in by_misses}) > 1
    plain.page.get_by_label("Colour by").first.select_option("time")
    assert looks() != by_misses
    plain.page.get_by_label("Colour by").first.select_option("expert")
    plain.page.get_by_label("Layer", exact=True).select_option("5")
    numbers = [int(number) for _, _, number in looks()]
    plain.tokens().nth(4).hover()
    expect(plain.detail().locator("li").nth(5).locator("i").first).to_have_text(str(numbers[4]))


def test_the_prompts_tokens_can_be_shown_too(plain: TokenPage) -> None:
    count = plain.tokens().count()
    plain.page.get_by_label("Include prompt").check()
    expect(plain.tokens().first).to_have_text("plain")
    assert plain.tokens().count() > count


def test_what_a_model_writes_is_only_ever_text(context: BrowserContext, hostile_app: str) -> None:
    page = ask(TokenPage(context.new_page(), hostile_app), "hostile please")
    assert "".join(page.texts()) == HOSTILE.removesuffix(" end")
    for token in page.tokens().all():
        token.hover()
        expect(page.detail()).to_be_visible()
    assert page.page.locator(".tokens :is(img, script, b), #token-detail :is(img, script, b b)").count() == 0
    assert page.page.evaluate("window.hurt") is None


def test_the_view_goes_with_its_reply(plain: TokenPage) -> None:
    row = plain.page.locator("#chat .bot-row:not(:has(.thought-group))").last
    plain.tokens().nth(1).click()
    row.hover()
    row.locator("[data-action=again]").click()
    expect(plain.tokens()).to_have_count(0)
    expect(plain.legend()).not_to_contain_text("chosen token")


def test_a_reply_of_an_earlier_run_says_that_it_is_not_kept(context: BrowserContext, plain_app: str) -> None:
    page = TokenPage(context.new_page(), plain_app)
    page.send("plain please")
    page.wait_reply()
    page.page.route("**/tokens/*", lambda route: route.fulfill(status=400, json={"error": "It is no longer kept."}))
    page.switch()
    expect(page.page.locator(".tokens")).to_have_text("It is no longer kept.")


def test_the_demo_models_tokens_make_up_its_reply(context: BrowserContext, real_app: str) -> None:
    page = TokenPage(context.new_page(), real_app)
    page.send("What is the capital of Spain?")
    page.wait_reply()
    reply = page.replies().last.inner_text().strip()
    page.switch()
    expect(page.tokens().first).to_be_visible()
    shown = "".join(page.texts()).strip()
    assert reply.startswith(shown)
    assert len(shown) > len(reply) / 2
    page.tokens().first.click()
    expect(page.legend()).to_contain_text("chosen token")
    assert page.outlined() == 24
