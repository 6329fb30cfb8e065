"""A headless browser, the real program and the scripted page, each started once for all tests."""

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.e2e.pages import ChatPage
from tests.e2e.profiles import Profile
from tests.e2e.programs import CHROMIUM_ARGUMENTS, running, scripted
from tests.e2e.putting_back import FAILED, programs, put_back

__all__ = ["programs", "put_back"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The real program's come last: by then the unit tests that run beside these have compiled what it needs."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("e2e")
    items.sort(key=lambda item: "real_app" in getattr(item, "fixturenames", ()) or item.path.name == "test_starting.py")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tells the fixtures of a test, at its end, whether it failed."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the real program's connections to other machines would be noted."""
    return tmp_path_factory.mktemp("watch") / "outside.txt"


@pytest.fixture(scope="session")
def real_app(outside: Path) -> Iterator[str]:
    """``python app.py`` on the demo model, watched."""
    with running("-m", "tests.e2e.watched_app", str(outside), "--no-browser", "--port", "0") as address:
        yield address


@pytest.fixture(scope="session")
def slow_app() -> Iterator[str]:
    """The page on the scripted engine; replies last for minutes unless stopped or limited."""
    reply = " ".join(f"word{number}" for number in range(4000))
    with scripted("--pace", "0.05", "--reply", reply) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        # One process for the pages of all programs: see Profile.
        arguments = [*CHROMIUM_ARGUMENTS, "--process-per-site"]
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def profile(browser: Browser) -> Iterator[Profile]:
    with closing(Profile(browser)) as profile:
        yield profile


@pytest.fixture
def context(profile: Profile) -> Iterator[BrowserContext]:
    with profile.lent() as context:
        yield context


@pytest.fixture(scope="session")
def lasting_profile(browser: Browser) -> Iterator[Profile]:
    with closing(Profile(browser)) as profile:
        yield profile


@pytest.fixture(scope="module")
def lasting_context(lasting_profile: Profile) -> Iterator[BrowserContext]:
    """For the pages that the tests of a module share: opening one takes longer than most tests."""
    with lasting_profile.lent() as context:
        yield context


@pytest.fixture
def open_page(context: BrowserContext) -> Callable[[str], ChatPage]:
    """Opens the page in another tab of the same browser."""
    return lambda address: ChatPage(context.new_page(), address)
