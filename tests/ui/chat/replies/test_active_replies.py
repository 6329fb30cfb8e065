"""One run per tab, ended by whoever began it; tabs that follow a reply, leave it and take it up."""

import threading
from collections.abc import Callable

import pytest

from tests.fakes.kept_chat import tab
from tests.ui.api.conftest import until
from ui.chat.replies.active_replies import ActiveReplies, Asked
from ui.chat.replies.reply import Reply


class Grace:
    """The grace period, which passes when the test says so."""

    def __init__(self) -> None:
        self._waiting: list[Callable[[], None]] = []

    def later(self, action: Callable[[], None]) -> None:
        self._waiting.append(action)

    def passes(self) -> None:
        for action in self._waiting:
            action()
        self._waiting.clear()


@pytest.fixture
def grace() -> Grace:
    return Grace()


@pytest.fixture
def cancelled() -> list[str]:
    return []


@pytest.fixture
def runs(grace: Grace, cancelled: list[str]) -> ActiveReplies:
    return ActiveReplies(cancelled.append, grace.later)


def writing(runs: ActiveReplies, tab_name: str = "a", conversation: str = "c") -> Reply:
    run = runs.begin(tab_name)
    assert run
    reply = Reply([], conversation, run)
    assert runs.writer(tab_name, run, reply) is reply
    return reply


def test_ending_an_old_run_leaves_the_new_one(runs: ActiveReplies, cancelled: list[str]) -> None:
    first = runs.begin("a")
    assert first
    runs.stop("a")
    second = runs.begin("a")
    assert second
    runs.end("a", first)
    assert runs.is_current("a", second)
    assert cancelled == [first]


def test_a_run_knows_what_its_question_replaced(runs: ActiveReplies) -> None:
    asked = Asked([], "hi", "")
    run = runs.begin("a", asked)
    assert run
    assert runs.asked(run) is asked
    assert runs.begin("a") is None
    for other, name in ((run, "b"), ("", "a"), ("another", "a")):
        assert runs.writer(name, other, Reply([], "", other)) is None
    runs.end("a", run)
    assert not runs.is_current("a", run)
    assert runs.asked(run) == Asked()


def test_a_stopped_reply_is_in_the_way_until_it_has_shown_its_end(runs: ActiveReplies) -> None:
    """Else its last update would be shown in the conversation that was opened meanwhile."""
    request, run = tab("a"), writing(runs).run
    with runs.following("a", run):
        runs.stop("a")
        assert runs.is_busy(request)
        assert runs.begin("a"), "the next question need not wait"
        runs.stop("a")
        assert runs.is_busy(request)
    assert not runs.is_busy(request)


def test_a_reply_that_nobody_follows_is_cancelled_after_the_grace_period(
    runs: ActiveReplies, grace: Grace, cancelled: list[str]
) -> None:
    run = writing(runs).run
    with runs.following("a", run):
        grace.passes()
    assert cancelled == []
    grace.passes()
    assert cancelled == [run]


def test_a_reloaded_tab_takes_its_reply_up_and_stops_it(
    runs: ActiveReplies, grace: Grace, cancelled: list[str]
) -> None:
    reply = writing(runs)
    with runs.following("a", reply.run):
        pass
    assert runs.take_up("a again", reply.run, "") == (reply.run, reply)
    with runs.following("a again", reply.run):
        grace.passes()
        assert cancelled == []
        runs.stop("a again")
    assert cancelled == [reply.run]


def test_a_tab_that_takes_a_reply_up_and_never_follows_does_not_hold_it(
    runs: ActiveReplies, grace: Grace, cancelled: list[str]
) -> None:
    reply = writing(runs)
    assert runs.take_up("b", "", "c")
    grace.passes()
    assert cancelled == [reply.run]


def test_what_waits_for_its_turn_is_taken_up_by_its_own_tab_only(runs: ActiveReplies) -> None:
    run = runs.begin("a")
    assert run
    assert runs.take_up("b", "", "c") is None
    assert runs.take_up("a again", run, "c") == (run, None)
    reply = Reply([], "c", run)
    assert runs.writer("a again", run, reply) is reply
    assert runs.writer("a", run, Reply([], "c", run)) is reply, "no reply is written twice"


def test_a_tab_may_leave_a_reply_that_another_one_follows(runs: ActiveReplies, cancelled: list[str]) -> None:
    reply = writing(runs)
    with runs.following("a", reply.run):
        assert not runs.leave("a")
        assert runs.take_up("b", "", "c")
        left, shows_something_else = [], threading.Event()

        def leave() -> None:
            left.append(runs.leave("b"))
            shows_something_else.set()

        with runs.following("b", reply.run):
            leaving = threading.Thread(target=leave)
            leaving.start()
            until(lambda: not runs.follows("b", reply.run))
            assert not shows_something_else.is_set(), "more of the reply may be on its way to the tab"
        assert shows_something_else.wait(30)
        leaving.join(30)
        assert left == [True]
        assert not runs.is_busy(tab("b"))
        assert runs.begin("b")
        assert runs.follows("a", reply.run)
    assert cancelled == []


def test_nothing_is_left_of_a_reply_that_has_ended(runs: ActiveReplies, grace: Grace, cancelled: list[str]) -> None:
    reply = writing(runs)
    with runs.following("a", reply.run):
        reply.close(None)
        runs.over(reply.run)
        assert runs.is_busy(tab("a")), "it has not shown the end yet"
        assert runs.take_up("b", reply.run, "c") is None
    assert not runs.is_busy(tab("a"))
    assert runs.take_up("b", reply.run, "c") is None
    grace.passes()
    assert cancelled == []


def test_a_reply_that_ends_unseen_frees_the_tab_that_wanted_it(runs: ActiveReplies) -> None:
    reply = writing(runs)
    assert runs.take_up("b", "", "c")
    reply.close(None)
    runs.over(reply.run)
    assert not runs.is_busy(tab("b"))
    assert runs.begin("b")
