"""The Runs tab: every reply a row, of every tab and after a restart."""

import csv
import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.pages import ChatPage
from tests.e2e.programs import scripted
from tests.fakes.writers import STATS
from ui.storage.runs import MIGRATIONS, RunsStore, run_of

Open = Callable[[str], ChatPage]
RUN = run_of(STATS, "stop", "demo-moe")
FAKE = ("--pace", "0.01", "--reply", "one two three four five six", "--reply", "seven")


def rows(chat: ChatPage) -> list[str]:
    return chat.page.locator("#runs tbody tr").all_inner_texts()


def column(chat: ChatPage, name: str) -> Locator:
    heads = chat.page.locator("#runs thead th").all_inner_texts()
    at = next(index for index, head in enumerate(heads) if head.startswith(name)) + 1
    return chat.page.locator(f"#runs tbody td:nth-child({at})")


def keep(home: Path, count: int) -> None:
    """Rows of a program that ran before, ``r0`` the latest; a minute apart, and every other one of LRU."""
    (home / "data").mkdir()
    store = RunsStore(lambda: home / "data" / "runs.db")
    with store._database.writing() as connection:
        connection.execute(f"PRAGMA user_version = {MIGRATIONS.checksum}")  # the columns are filled when it is opened
        for number in range(count):
            run = replace(
                RUN, id=f"r{number}", at=1.7e9 - 60 * number, tokens=number, policy=("lfu", "lru")[number % 2]
            )
            connection.execute(
                "INSERT INTO runs (id, at, figures) VALUES (?, ?, ?)", (run.id, run.at, json.dumps(asdict(run)))
            )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.mark.long
def test_rows_are_sorted_filtered_compared_exported_and_kept(open_page: Open, home: Path) -> None:
    with scripted(*FAKE, home=home) as address:
        first, second = open_page(address), open_page(address)
        first.send("go")
        first.wait_reply()
        second.send("go")
        second.wait_reply()
        second.choose("policy", "LRU")
        second.apply(ways=3)
        second.in_force("12 × 3")
        second.send("go")
        second.wait_reply(2)
        second.page.click("#tab-runs")
        expect(second.page.locator("#runs tbody tr")).to_have_count(3)
        expect(column(second, "N × M")).to_have_text(["12 × 3", "12 × 4", "12 × 4"])

        second.at("runs").get_by_role("button", name="Tokens").click()
        expect(column(second, "Tokens")).to_have_text(["6", "6", "1"])
        second.at("runs").get_by_role("button", name="Tokens").click()
        expect(column(second, "Tokens")).to_have_text(["1", "6", "6"])
        expect(second.page.get_by_role("columnheader", name="Tokens")).to_have_attribute("aria-sort", "ascending")

        second.page.fill("#runs-filter", "lru 3")
        expect(second.at("runs-count")).to_have_text("1 of 3 replies")
        with second.page.expect_download() as exported:
            second.page.click("#runs-csv")
        (line,) = csv.DictReader(exported.value.path().read_text(encoding="utf-8").splitlines())
        assert (line["policy"], line["ways"], line["finish"]) == ("lru", "3", "stop")
        second.page.fill("#runs-filter", "")
        expect(second.at("runs-count")).to_have_text("3 of 3 replies")
        with second.page.expect_download() as exported:
            second.page.click("#runs-json")
        assert len(json.loads(exported.value.path().read_text(encoding="utf-8"))) == 3

        boxes = second.page.locator("#runs tbody input")
        for index in (0, 1, 2):
            boxes.nth(index).check()
        expect(second.page.locator("#runs tbody input:checked")).to_have_count(2)
        expect(second.page.locator("#runs-compare .speed .main-svg").first).to_be_visible()
        expect(second.at("runs-compare")).to_contain_text("N × M")

    with scripted(*FAKE, home=home) as address:
        again = open_page(address)
        again.page.click("#tab-runs")
        expect(again.page.locator("#runs tbody tr")).to_have_count(3)


def test_many_rows_come_in_pages_and_are_found_wherever_they_are(open_page: Open, home: Path) -> None:
    keep(home, 430)
    with scripted(*FAKE, home=home) as address:
        chat = open_page(address)
        chat.page.click("#tab-runs")
        shown, more = chat.page.locator("#runs tbody tr"), chat.at("runs-more")
        expect(shown).to_have_count(200)
        expect(chat.at("runs-count")).to_have_text("430 of 430 replies")
        chat.page.locator("#runs tbody input").nth(199).check()

        chat.send("go")
        chat.wait_reply()
        expect(chat.at("runs-count")).to_have_text("431 of 431 replies")
        for count in (400, 431):
            more.focus()
            chat.page.keyboard.press("Enter")
            expect(shown).to_have_count(count)
        assert column(chat, "Tokens").all_inner_texts() == ["6", *map(str, range(430))]
        expect(more).to_be_hidden()
        expect(chat.page.get_by_role("region", name="Runs, one row per reply")).to_be_focused()

        chat.at("runs").get_by_role("button", name="Tokens").click()
        expect(column(chat, "Tokens").first).to_have_text("429")
        expect(shown).to_have_count(200)
        chat.page.fill("#runs-filter", "lfu 2023-11")
        expect(column(chat, "Tokens").first).to_have_text("428")
        with chat.page.expect_download() as exported:
            chat.page.click("#runs-csv")
        lines = list(csv.DictReader(exported.value.path().read_text(encoding="utf-8").splitlines()))
        assert [line["tokens"] for line in lines] == [str(number) for number in range(428, -1, -2)]
        assert lines[0]["prefilled_tokens"] == "9"

        # What was chosen is compared although the filter hides it.
        chat.page.locator("#runs tbody input").first.check()
        expect(chat.at("runs-compare")).to_be_visible()
        expect(chat.at("runs-compare").get_by_role("row", name="Tokens")).to_contain_text("199")


def test_a_row_is_found_by_all_that_its_cells_say(open_page: Open, home: Path) -> None:
    """The server words them for the filter, the page for the table."""
    keep(home, 3)
    with scripted(*FAKE, home=home) as address:
        chat = open_page(address)
        chat.page.click("#tab-runs")
        expect(chat.page.locator("#runs tbody tr")).to_have_count(3)
        cells = chat.page.locator("#runs tbody tr").nth(1).locator("td").all_inner_texts()[1:]
        chat.page.fill("#runs-filter", " ".join(cells))
        expect(chat.at("runs-count")).to_have_text("1 of 3 replies")


def test_a_stopped_reply_is_marked_and_shown_at_once(open_page: Open, slow_app: str) -> None:
    chat = open_page(slow_app)
    chat.page.click("#tab-runs")
    with chat.page.expect_response(lambda answer: "words=stopped" in answer.url):
        chat.page.fill("#runs-filter", "stopped")
    chat.wait_until(
        "() => (Number.parseInt(document.querySelector('#runs-count').textContent) || 0)"
        " === document.querySelectorAll('#runs tbody tr.stopped').length"
    )
    before = len(rows(chat))
    chat.send("go")
    chat.wait_writing()
    chat.page.click("#stop")
    chat.wait_reply()
    expect(chat.page.locator("#runs tbody tr.stopped")).to_have_count(before + 1)
