"""What all tests share: a home of their own, and examples that may take their time. Imports no torch."""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from hybrid.machine.user_folders import HOME_VARIABLE
from tests.leftovers import Held
from tests.repository import ROOT
from tests.unchanged import unchanged

# How long an example takes says more about the machine than about the code. The same commit draws the same examples,
# so that a red run is about what was changed; --hypothesis-profile=explore looks for new
# ones, EXAMPLES of them where a test has no number of its own.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=int(os.environ.get("EXAMPLES", "100")))
settings.load_profile("repeatable")


_CHANGED = "--changed"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(_CHANGED, action="store_true", help="leave out slow tests of what is as it was when they passed")


def pytest_report_header(config: pytest.Config) -> list[str]:
    return [f"left out, unchanged since they passed: {', '.join(sorted(unchanged()))}"] * config.getoption(_CHANGED)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption(_CHANGED):
        return
    left_out = [ROOT / tests for tests in unchanged()]
    runs = [not any(item.path.is_relative_to(path) for path in left_out) for item in items]
    config.hook.pytest_deselected(items=[item for item, chosen in zip(items, runs, strict=True) if not chosen])
    items[:] = [item for item, chosen in zip(items, runs, strict=True) if chosen]


def pytest_collection_finish() -> None:
    """What has been imported stays: an engine that closes collects garbage, and need not look through all of it."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def leaves_nothing() -> Iterator[None]:
    """For tests of faults, by ``usefixtures``: it is set up first, and looks last, when engines have been closed."""
    before = Held.now()
    yield
    assert before.more_now() == []


@pytest.fixture(scope="session", autouse=True)
def home_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing is read from or written to the user's own folders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(tmp_path_factory.mktemp("home")))
        yield
