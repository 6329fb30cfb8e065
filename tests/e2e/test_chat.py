"""The conversation: written anew, removed, brought back, kept, shared; examples and the topic demo."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import ChatPage
from tests.e2e.programs import scripted

Open = Callable[[str], ChatPage]
REPLIES = ("--reply", "first <b>answer</b>", "--reply", "second answer", "--reply", "third answer")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[str]:
    with scripted("--pace", "0.01", *REPLIES, home=tmp_path) as address:
        yield address


def act(chat: ChatPage, kind: str, index: int, action: str) -> None:
    rows = chat.page.locator(f"#chat .{kind}-row:has(.actions)")
    rows.nth(index).hover()
    rows.nth(index).locator(f"[data-action={action}]").click()


def version(chat: ChatPage, kind: str, which: str) -> None:
    chat.page.locator(f"#chat .{kind}-row").get_by_role("button", name=f"{which} version").click()


def expect_conversations(chat: ChatPage, *names: str) -> None:
    field = chat.field("conversations")
    field.click()
    expect(chat.page.get_by_test_id("dropdown-option")).to_contain_text(list(names))
    field.press("Escape")
    field.blur()


def test_a_message_is_edited_a_reply_written_anew_and_every_version_stays(open_page: Open, app: str) -> None:
    chat = open_page(app)
    chat.send("one < two")
    chat.wait_reply()
    act(chat, "user", 0, "edit")
    expect(chat.page.locator("#chat-input textarea")).to_have_value("one < two")
    expect(chat.at("editing-note")).to_contain_text("another version")
    chat.page.keyboard.press("Escape")
    expect(chat.at("editing-note")).to_be_hidden()
    act(chat, "user", 0, "edit")
    chat.send("something else")
    expect(chat.replies()).to_have_text(["second answer"])
    chat.wait_reply()
    expect(chat.questions()).to_have_text(["something else"])
    act(chat, "bot", 0, "again")
    expect(chat.replies()).to_have_text(["third answer"])
    chat.wait_reply()
    version(chat, "bot", "Previous")
    expect(chat.replies()).to_have_text(["second answer"])
    version(chat, "user", "Previous")
    expect(chat.questions()).to_have_text(["one < two"])
    expect(chat.replies()).to_have_text(["first <b>answer</b>"])
    version(chat, "user", "Next")
    expect(chat.replies()).to_have_text(["second answer"])


def test_a_turn_is_removed_and_brought_back(open_page: Open, app: str) -> None:
    chat = open_page(app)
    for count, text in enumerate(("one", "two"), 1):
        chat.send(text)
        chat.wait_reply(count)
    act(chat, "user", 0, "drop")
    expect(chat.questions()).to_have_text(["two"])
    expect(chat.at("notice")).to_contain_text("removed")
    chat.page.click("#undo")
    expect(chat.questions()).to_have_text(["one", "two"])
    expect(chat.figures()).to_have_count(2)


@pytest.mark.long
def test_conversations_are_kept_switched_renamed_and_deleted(open_page: Open, tmp_path: Path) -> None:
    fake = ("--pace", "0.01", *REPLIES)
    with scripted(*fake, home=tmp_path) as address:
        chat = open_page(address)
        chat.send("about sums")
        chat.wait_reply()
        chat.page.click("#new-conversation")
        expect(chat.questions()).to_have_count(0)
        chat.send("about colours")
        chat.wait_reply()
        chat.page.click("#more")
        chat.page.fill("#conversation-name input, #conversation-name textarea", "Colours")
        chat.page.click("#rename")
        expect(chat.field("conversations")).to_have_value("Colours")
        chat.page.reload()
        chat.wait_ready()
        expect(chat.questions()).to_have_text(["about colours"])
    with scripted(*fake, home=tmp_path) as address:
        again = open_page(address)
        expect(again.questions()).to_have_count(0)
        expect_conversations(again, "New conversation", "Colours", "about sums")
        again.choose("conversations", "about sums")
        expect(again.questions()).to_have_text(["about sums"])
        expect(again.replies()).to_have_text(["first <b>answer</b>"])
        again.page.click("#more")
        again.page.click("#delete-conversation")
        expect(again.questions()).to_have_count(0)
        expect_conversations(again, "New conversation", "Colours")
        again.page.click("#undo")
        expect(again.questions()).to_have_text(["about sums"])


def test_a_conversation_goes_out_as_a_file_and_comes_in_again(open_page: Open, app: str) -> None:
    chat = open_page(app)
    chat.send("one")
    chat.wait_reply()
    chat.page.click("#more")
    with chat.page.expect_download() as exported:
        chat.page.click("#export-json")
    path = exported.value.path()
    assert exported.value.suggested_filename == "one.json"
    messages = json.loads(path.read_text(encoding="utf-8"))["messages"]
    assert [message["text"] for message in messages] == ["one", "first <b>answer</b>"]
    with chat.page.expect_download() as exported:
        chat.page.click("#export-markdown")
    assert "## Model\n\nfirst <b>answer</b>" in exported.value.path().read_text(encoding="utf-8")

    other = open_page(app)
    other.page.click("#more")
    with other.page.expect_file_chooser() as chooser:
        other.page.click("#import")
    chooser.value.set_files(path)
    expect(other.questions()).to_have_text(["one"])
    other.send("two")
    other.wait_reply(2)


@pytest.mark.long
def test_two_tabs_on_one_conversation_lose_nothing(open_page: Open, app: str) -> None:
    first, second = open_page(app), open_page(app)
    first.send("one")
    first.wait_reply()
    second.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    second.choose("conversations", "one")
    expect(second.questions()).to_have_text(["one"])
    for tab, text in ((first, "from the first"), (second, "from the second")):
        tab.send(text)
        tab.wait_reply(2)
    third = open_page(app)
    expect_conversations(third, "New conversation", "one", "one")


def test_a_reply_goes_on_while_its_tab_reloads(open_page: Open, slow_app: str) -> None:
    chat = open_page(slow_app)
    chat.send("hello")
    chat.wait_writing()
    expect(chat.page).to_have_title("Writing… - Hybrid MoE")
    before = len(chat.replies().inner_text())
    chat.page.reload()
    chat.wait_writing(before + 20)
    expect(chat.at("stop")).to_be_enabled()
    chat.page.click("#stop")
    chat.wait_reply()
    expect(chat.page).to_have_title("Hybrid MoE")
    chat.page.reload()
    chat.wait_reply()


def test_a_chip_is_asked_with_one_click(open_page: Open, app: str) -> None:
    chat = open_page(app)
    chat.page.get_by_role("button", name="Capitals").click()
    chat.wait_reply()
    expect(chat.questions()).to_have_text(["What is the capital of France?"])
    expect(chat.at("examples")).to_be_hidden()
    chat.page.click("#examples-toggle")
    chat.page.get_by_role("button", name="Sums").click()
    chat.wait_reply(2)
    expect(chat.at("examples")).to_be_hidden()


@pytest.mark.long
def test_the_demo_asks_about_one_topic_after_another(open_page: Open, app: str) -> None:
    chat = open_page(app)
    chat.send("mine")
    chat.wait_reply()
    chat.page.click("#demo")
    expect(chat.at("demo-note")).to_have_text("Demo finished.")
    topics = chat.questions().all_inner_texts()
    assert len(topics) == len(set(topics)) >= 6
    assert "mine" not in topics
    expect(chat.at("demo")).to_have_attribute("aria-pressed", "false")


def test_the_demo_ends_when_its_reply_is_stopped(open_page: Open, slow_app: str) -> None:
    chat = open_page(slow_app)
    chat.page.click("#demo")
    chat.wait_writing()
    chat.page.keyboard.press("Escape")
    chat.wait_reply()
    expect(chat.at("demo-note")).to_have_text("Demo stopped.")
    expect(chat.questions()).to_have_count(1)
