"""The fixtures that stand between tests: a test that fails leaves nothing behind for the next.

The tests that fail are run in a session of their own, on the same fixtures.
"""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

FAILING = """
import pytest
from playwright.sync_api import expect
from tests.e2e.pages import ChatPage
from tests.e2e.programs import scripted

@pytest.fixture(scope="module")
def app():
    with scripted("--pace", "0.05", "--reply", "word " * 4000) as address:
        yield address

@pytest.fixture(scope="module")
def shared(lasting_context, app):
    return ChatPage(lasting_context.new_page(), app)

@pytest.fixture
def chat(shared):
    shared.begin_anew()
    return shared

def test_leaves_everything_behind(chat):
    chat.choose("policy", "LRU")
    chat.apply(ways=3)
    chat.in_force("12 × 3 slots, LRU")
    chat.send("go on for minutes")
    chat.wait_writing()
    chat.page.route("**/gradio_api/**", lambda route: None)
    chat.page.evaluate("localStorage.setItem('left', 'behind')")
    chat.page.set_viewport_size({"width": 390, "height": 300})
    raise AssertionError("on purpose")

def test_finds_what_it_expects(chat):
    chat.in_force("12 × 4 slots, LFU, copies when worth it, 2 threads")
    expect(chat.field("ways")).to_have_value("4")
    expect(chat.questions()).to_have_count(0)
    assert chat.page.evaluate("localStorage.getItem('left')") is None
    assert chat.page.viewport_size == {"width": 1440, "height": 900}
    chat.send("answer at once")
    chat.wait_writing()
    chat.choose("policy", "FIFO")
    chat.apply(ways=5)
    chat.in_force("12 × 5 slots, FIFO")

def test_finds_it_after_one_that_went_well(chat):
    chat.in_force("12 × 4 slots, LFU, copies when worth it, 2 threads")
    expect(chat.questions()).to_have_count(0)
"""


def test_a_failing_test_leaves_nothing_for_the_next(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    pytester.makepyfile(test_planted=FAILING)
    result = pytester.runpytest_subprocess("-p", "tests.e2e.conftest")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*AssertionError: on purpose*"])
