"""The program's start as a person sees it: a page at once, which becomes the real one, or says why not."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from hybrid.machine.user_folders import HOME_VARIABLE
from tests.repository import ROOT

Start = Callable[..., tuple["subprocess.Popen[str]", str]]
SLOW_START_MS = 240_000


# Tests ask for this before a context, so that their pages are closed before the program that serves them is ended:
# on a busy machine a page may still be loading.
@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts ``app.py``; the process, and the address that its first line gives."""
    started: list[subprocess.Popen[str]] = []

    def start(*options: str) -> tuple["subprocess.Popen[str]", str]:
        process = subprocess.Popen(
            [sys.executable, "app.py", "--no-browser", "--port", "0", *options],
            cwd=ROOT,
            env=os.environ | {HOME_VARIABLE: str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        address = re.match(r"Starting\. (http://\S+) shows", process.stdout.readline())
        assert address
        return process, address.group(1)

    yield start
    for process in started:
        process.kill()
        process.communicate(timeout=60)


def test_a_page_is_there_at_once_and_becomes_the_real_one(start: Start, context: BrowserContext) -> None:
    _, address = start()
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#title")).to_have_text("Starting")
    expect(page.locator("#model")).to_have_text("Model: the demo model")
    expect(page.locator("#chat-input textarea")).to_be_visible(timeout=SLOW_START_MS)
    page.fill("#chat-input textarea", "What is 2 + 2?")


def test_cancel_ends_the_program_and_the_page_says_so(start: Start, context: BrowserContext) -> None:
    process, address = start()
    page = context.new_page()
    page.goto(address)
    page.click("#cancel")
    assert process.wait(timeout=60) == 130
    assert process.stdout is not None
    assert process.stdout.read().splitlines()[-1] == "The start was cancelled."
    expect(page.locator("#title")).to_have_text("The program has ended")


def test_a_model_that_cannot_be_loaded_is_told_on_the_page_too(start: Start, context: BrowserContext) -> None:
    process, address = start("--model", "/no/such/folder")
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#title")).to_have_text("The program could not start", timeout=SLOW_START_MS)
    expect(page.locator("#what")).to_contain_text("There is no folder /no/such/folder.")
    assert process.wait(timeout=60) == 2
