"""Leaves programs and pages that tests share as the next test expects them, however the last one ended."""

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
from playwright.sync_api import Error

from tests.e2e.pages import PATIENCE_MS, ChatPage
from tests.e2e.programs import release_addresses

PATIENCE_S = PATIENCE_MS / 1e3
LOOK_S = 0.05
FAILED: pytest.StashKey[bool] = pytest.StashKey()
PROGRAMS = ("app", "gpu_app", "plain_app", "quick_app", "real_app", "slow_app", "talking_app")
PAGES = ("shared", "untouched")
"""Fixtures, by name, that give a program's address, or a page that the tests of a module share."""


def settings_of(address: str) -> dict[str, Any]:
    """Those in force in the program, by their flat names."""
    with httpx.stream("GET", f"{address}/telemetry", timeout=PATIENCE_S) as answer:
        data = next(line for line in answer.iter_lines() if line.startswith("data:"))
    settings: dict[str, Any] = json.loads(data.removeprefix("data:"))["settings"]
    return settings.pop("geometry") | settings


def apply(address: str, settings: dict[str, Any]) -> None:
    """Asks for settings as the page does when they are pasted into it, with no page to be opened."""
    page = httpx.get(f"{address}/config", timeout=PATIENCE_S).json()
    (button,) = (part["id"] for part in page["components"] if part["props"].get("elem_id") == "settings-use")
    (event,) = (event["id"] for event in page["dependencies"] if [button, "click"] in event["targets"])
    call = {"fn_index": event, "data": [json.dumps(settings)], "session_hash": "tests"}
    httpx.post(f"{address}/gradio_api/run/predict", json=call, timeout=PATIENCE_S).raise_for_status()


class Programs:
    """The programs of this run, with the settings each had when a test first used it."""

    def __init__(self) -> None:
        self._first: dict[str, dict[str, Any]] = {}

    def note(self, address: str) -> None:
        if address not in self._first:
            self._first[address] = settings_of(address)

    def forget(self, addresses: Iterable[str]) -> None:
        """Other programs may come to be at these addresses."""
        for address in addresses:
            self._first.pop(address, None)

    def put_back(self, address: str) -> None:
        first = self._first[address]
        with suppress(httpx.TransportError):  # a program of that test alone has ended by now
            if settings_of(address) == first:
                return
            apply(address, first)
            until = time.monotonic() + PATIENCE_S
            while settings_of(address) != first:  # the stream tells them a moment later
                assert time.monotonic() < until, f"The settings of {address} could not be put back."
                time.sleep(LOOK_S)


@pytest.fixture(scope="session")
def programs() -> Programs:
    return Programs()


@pytest.fixture(autouse=True)
def put_back(request: pytest.FixtureRequest, programs: Programs) -> Iterator[None]:
    """Set up first, so that it comes last: the settings of programs, and the pages that a failed test has used."""
    programs.forget(release_addresses())
    used = [name for name in PROGRAMS if name in request.fixturenames]
    if not used:
        yield
        return
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
