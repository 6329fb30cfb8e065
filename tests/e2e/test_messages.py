"""Messages as they are shown, copied and typed: nothing is lost, whatever they hold."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.pages import ChatPage
from tests.e2e.programs import scripted

Open = Callable[[str], ChatPage]
CODE = "template <typename T>\n    List<String> f();\n\n\nint main() { return a < b; }\n"
REPLY = (
    f"Before <package>\n\n```c++\n{CODE}```\n\n```pip install x``` puts <package> there.\n\nThen List<String> stays\n\n"
    '<form action="http://evil.example"><input id="send" style="position: fixed"></form>\n\nAfter'
)
TYPED = "__init__ a*b*c <b>x</b>\n    indented\n\n\n```cpp\nList<String>\n```"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scripted("--pace", "0.01", "--reply", REPLY, home=tmp_path_factory.mktemp("home")) as address:
        yield address


TABLE = """
| left | middle | right | as it comes |
|:-----|:------:|------:|-------------|
| a    | b      | c     | d           |

[a link](http://127.0.0.1) and `code`

1. one

# A heading

```python
print("one")  # a comment
```
"""
# Of every text below an element: its own contrast against its ground (WCAG 2's), and its size.
CONTRASTS = """root => {
    const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    const luminance = ([r, g, b]) => [r, g, b].reduce(
        (sum, value, at) => sum + [0.2126, 0.7152, 0.0722][at] * light(value / 255), 0);
    const over = (top, share, ground) => top.slice(0, 3).map((value, at) => share * value + (1 - share) * ground[at]);
    const groundOf = (element) => {
        const [r, g, b, alpha = 1] = channels(getComputedStyle(element).backgroundColor);
        return alpha === 1 ? [r, g, b] : over([r, g, b], alpha, groundOf(element.parentElement));
    };
    const opacityOf = (element) =>
        element ? Number(getComputedStyle(element).opacity) * opacityOf(element.parentElement) : 1;
    return [...root.querySelectorAll("*")]
        .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
        .map((one) => {
            const ground = groundOf(one);
            const shown = over(channels(getComputedStyle(one).color), opacityOf(one), ground);
            const [low, high] = [luminance(shown), luminance(ground)].sort((a, b) => a - b);
            return [(high + 0.05) / (low + 0.05), parseFloat(getComputedStyle(one).fontSize)];
        });
}"""


def expect_whole(chat: ChatPage) -> None:
    expect(chat.questions().first).to_have_js_property("textContent", TYPED)
    reply = chat.replies().first
    expect(reply.locator("pre code").first).to_have_js_property("textContent", CODE)
    for words in ("Before <package>", "pip install x puts <package> there.", "Then List<String> stays", "After"):
        expect(reply).to_contain_text(words)
    assert reply.locator("form, input, img, style, [style], [id]").count() == 0


def test_code_and_markup_are_shown_whole_now_and_when_kept(open_page: Open, app: str) -> None:
    chat = open_page(app)
    chat.send(TYPED)
    chat.wait_reply()
    expect_whole(chat)
    chat.page.reload()
    chat.wait_ready()
    expect_whole(chat)
    row = chat.page.locator("#chat .user-row")
    row.hover()
    row.locator("[data-action=edit]").click()
    expect(chat.page.locator("#chat-input textarea")).to_have_value(TYPED)


def test_what_is_copied_is_what_was_written(context: BrowserContext, app: str) -> None:
    chat = ChatPage(context.new_page(), app)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=chat.address)
    chat.send(TYPED)
    chat.wait_reply()
    for row, text in ((".user-row", TYPED), (".bot-row", REPLY)):
        chat.page.locator(f"#chat {row}").first.hover()
        chat.page.locator(f"#chat {row} [data-action=copy]").first.click()
        assert chat.page.evaluate("navigator.clipboard.readText()") == text
    block = chat.replies().first.locator("pre").first
    block.hover()
    block.get_by_role("button", name="Copy code").click()
    assert chat.page.evaluate("navigator.clipboard.readText()") == CODE
    selected = "code => { getSelection().selectAllChildren(code); return getSelection().toString(); }"
    assert block.locator("code").evaluate(selected).rstrip() == CODE.rstrip()


@pytest.fixture(scope="module")
def thinking_app() -> Iterator[str]:
    with scripted("--pace", "0.01", "--reply", TABLE, "--thought", TABLE) as address:
        yield address


def test_formulas_are_typeset_and_what_is_no_tex_stays(context: BrowserContext, tmp_path: Path) -> None:
    with scripted("--pace", "0.01", "--reply", r"See \(x^2\) and \(\nonsense\).", home=tmp_path) as address:
        chat = ChatPage(context.new_page(), address)
        chat.send("maths")
        chat.wait_reply()
        expect(chat.replies().locator("math msup")).to_have_count(1)
        expect(chat.replies()).to_contain_text(r"\(\nonsense\)")


def test_columns_stand_where_the_reply_puts_them(open_page: Open, thinking_app: str) -> None:
    chat = open_page(thinking_app)
    chat.send("go")
    chat.wait_reply(2)  # the thought's line, and the figures
    sides = (
        chat.replies()
        .first.locator("th, td")
        .evaluate_all("cells => cells.map((cell) => getComputedStyle(cell).textAlign)")
    )
    assert sides == ["left", "center", "right", "start"] * 2, "the last one follows its letters"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_thought_is_quieter_than_the_answer(
    open_page: Open, thinking_app: str, scheme: Literal["light", "dark"]
) -> None:
    chat = open_page(thinking_app)
    chat.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    chat.wait_until("dark => document.body.classList.contains('dark') === dark", scheme == "dark")
    chat.send("go")
    chat.wait_reply(2)
    chat.figures().first.click()
    thought = chat.page.locator("#chat .thought-group").first.locator(".written")
    expect(thought).to_be_visible()
    chat.wait_until("document.getAnimations().every((one) => one.playState !== 'running')")  # it fades in
    quiet = thought.evaluate(CONTRASTS)
    strong = chat.replies().first.locator(".written").evaluate(CONTRASTS)
    assert len(quiet) == len(strong)
    for (contrast, size), (answers_contrast, answers_size) in zip(quiet, strong, strict=True):
        assert 4.5 <= contrast <= answers_contrast
        assert size <= answers_size
    assert quiet[0][0] < 0.7 * strong[0][0]


def test_what_is_typed_while_a_reply_is_written_stays(open_page: Open, slow_app: str) -> None:
    chat = open_page(slow_app)
    field = chat.page.locator("#chat-input textarea")
    field.fill("one")
    field.press("Enter")
    chat.wait_writing()
    expect(field).to_have_value("")
    field.fill("the next question")
    field.press("Enter")
    chat.error("Finish or stop")
    expect(field).to_have_value("the next question")
    chat.page.click("#stop")
    chat.wait_reply()
    expect(field).to_have_value("the next question")
    field.press("Enter")
    expect(chat.questions()).to_have_text(["one", "the next question"])
    expect(field).to_have_value("")
    chat.page.click("#stop")


def test_enter_once_more_says_nothing(open_page: Open, slow_app: str) -> None:
    chat = open_page(slow_app)
    field = chat.page.locator("#chat-input textarea")
    field.fill("one")
    field.press("Enter")
    expect(field).to_have_value("")
    for writing in (True, False):
        with chat.page.expect_response(lambda response: "/run/" in response.url) as answer:
            field.press("Enter")
        assert answer.value.ok
        expect(chat.at("stop")).to_be_enabled(enabled=writing)
        expect(chat.at("error")).to_be_empty()
        if writing:
            chat.page.click("#stop")
            chat.wait_reply()
    expect(chat.questions()).to_have_text(["one"])


def test_what_is_typed_before_a_message_is_taken_is_the_next_one(open_page: Open, app: str) -> None:
    chat = open_page(app)
    field = chat.page.locator("#chat-input textarea")
    with chat.page.expect_request(lambda request: "/run/" in request.url or "/queue/" in request.url):
        field.fill("one")
        chat.page.evaluate(
            """() => {
                const field = document.querySelector("#chat-input textarea");
                document.querySelector("#send").click();
                field.value += " and two";
                field.dispatchEvent(new Event("input", { bubbles: true }));
            }"""
        )
    chat.wait_reply()
    expect(chat.questions()).to_have_text(["one"])
    expect(field).to_have_value(" and two")


def test_a_refused_question_comes_back_before_what_was_typed_since(open_page: Open, app: str) -> None:
    chat = open_page(app)
    field = chat.page.locator("#chat-input textarea")
    chat.page.evaluate("hybrid.giveBack(JSON.stringify({ run: 'x', text: 'too long' }))")
    expect(field).to_have_value("too long")
    chat.page.evaluate("hybrid.giveBack(JSON.stringify({ run: 'y', text: 'the first' }))")
    expect(field).to_have_value("the first\ntoo long")


def test_a_megabyte_in_short_lines_is_pasted_and_sent(context: BrowserContext, tmp_path: Path) -> None:
    text = "short line\n" * 95_000 + "the end"
    with scripted("--pace", "0", "--reply", "read", home=tmp_path) as address:
        chat = ChatPage(context.new_page(), address)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        chat.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        chat.page.click("#chat-input textarea")
        chat.page.keyboard.press("Control+v")
        chat.wait_until("length => document.querySelector('#chat-input textarea').value.length === length", len(text))
        chat.page.keyboard.press("Enter")
        expect(chat.questions().first).to_have_js_property("textContent", text)
