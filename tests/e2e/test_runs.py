"""The Runs tab: every reply a row, of every tab and after a restart."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import ChatPage
from tests.e2e.programs import scripted

Open = Callable[[str], ChatPage]
FAKE = ("--pace", "0.01", "--reply", "one two three four five six", "--reply", "seven")


def rows(chat: ChatPage) -> list[str]:
    return chat.page.locator("#runs tbody tr").all_inner_texts()


def column(chat: ChatPage, name: str) -> list[str]:
    heads = chat.page.locator("#runs thead th").all_inner_texts()
    at = next(index for index, head in enumerate(heads) if head.startswith(name)) + 1
    return chat.page.locator(f"#runs tbody td:nth-child({at})").all_inner_texts()


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
        assert column(second, "N × M") == ["12 × 3", "12 × 4", "12 × 4"]

        second.at("runs").get_by_role("button", name="Tokens").click()
        assert column(second, "Tokens") == ["6", "6", "1"]
        second.at("runs").get_by_role("button", name="Tokens").click()
        assert column(second, "Tokens") == ["1", "6", "6"]
        expect(second.page.get_by_role("columnheader", name="Tokens")).to_have_attribute("aria-sort", "ascending")

        second.page.fill("#runs-filter", "lru 3")
        expect(second.at("runs-count")).to_have_text("1 of 3 replies")
        with second.page.expect_download() as exported:
            second.page.click("#runs-csv")
        (line,) = csv.DictReader(exported.value.path().read_text(encoding="utf-8").splitlines())
        assert (line["policy"], line["ways"], line["finish"]) == ("lru", "3", "stop")
        second.page.fill("#runs-filter", "")
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


def test_a_stopped_reply_is_marked_and_shown_at_once(open_page: Open, slow_app: str) -> None:
    chat = open_page(slow_app)
    chat.page.click("#tab-runs")
    chat.page.fill("#runs-filter", "stopped")
    before = len(rows(chat))
    chat.send("go")
    chat.wait_writing()
    chat.page.click("#stop")
    chat.wait_reply()
    expect(chat.page.locator("#runs tbody tr.stopped")).to_have_count(before + 1)
