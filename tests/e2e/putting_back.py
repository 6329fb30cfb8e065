"""Leaves programs and pages that tests share as the next test expects them, however the last one ended."""

import json
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from playwright.sync_api import Browser, Error

from tests.e2e.pages import PATIENCE_MS, ChatPage
from tests.e2e.profiles import Profile

LOOK_MS = 100
FAILED: pytest.StashKey[bool] = pytest.StashKey()
PROGRAMS = ("app", "gpu_app", "plain_app", "quick_app", "real_app", "slow_app", "talking_app")
PAGES = ("shared", "untouched")
"""Fixtures, by name, that give a program's address, or a page that the tests of a module share."""


def settings_of(address: str) -> dict[str, Any]:
    """Those in force in the program, by their flat names."""
    with httpx.stream("GET", f"{address}/telemetry", timeout=PATIENCE_MS / 1e3) as answer:
        data = next(line for line in answer.iter_lines() if line.startswith("data:"))
    settings: dict[str, Any] = json.loads(data.removeprefix("data:"))["settings"]
    return settings.pop("geometry") | settings


class Programs:
    """The programs of this run, with the settings each had when a test first used it."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._first: dict[str, dict[str, Any]] = {}

    def note(self, address: str) -> None:
        if address not in self._first:
            self._first[address] = settings_of(address)

    def put_back(self, address: str) -> None:
        """By a link that carries the settings, as a user would."""
        first = self._first[address]
        try:
            if settings_of(address) == first:
                return
        except httpx.TransportError:  # a program of that test alone has ended by now
            return
        with self._profile.lent() as context:
            page = context.new_page()
            page.goto(f"{address}/?{urlencode(first)}")
            for _ in range(PATIENCE_MS // LOOK_MS):
                if settings_of(address) == first:
                    return
                if page.locator("#link-apply").is_visible():  # while a reply is being written, links ask
                    page.click("#link-apply")
                page.wait_for_timeout(LOOK_MS)
        raise AssertionError(f"The settings of {address} could not be put back.")


@pytest.fixture(scope="session")
def programs(browser: Browser) -> Iterator[Programs]:
    with closing(Profile(browser)) as profile:
        yield Programs(profile)


@pytest.fixture(autouse=True)
def put_back(request: pytest.FixtureRequest) -> Iterator[None]:
    """Set up first, so that it comes last: the settings of programs, and the pages that a failed test has used."""
    used = [name for name in PROGRAMS if name in request.fixturenames]
    if not used:
        yield
        return
    programs: Programs = request.getfixturevalue("programs")
    addresses = [str(request.getfixturevalue(name)) for name in used]
    for address in addresses:
        programs.note(address)
    yield
    if request.node.stash.get(FAILED, False):
        for name in PAGES:
            with suppress(Error):  # what is wrong with the page itself, its tests will tell
                if isinstance(page := request.node.funcargs.get(name), ChatPage):
                    page.renew()
    for address in addresses:
        programs.put_back(address)
