"""One run per tab, ended by whoever began it."""

from tests.fakes.kept_chat import tab
from ui.chat.active_replies import ActiveReplies, Asked


def test_ending_an_old_run_leaves_the_new_one() -> None:
    cancelled: list[str] = []
    runs = ActiveReplies(cancelled.append)
    first = runs.begin("a")
    assert first
    runs.stop("a")
    second = runs.begin("a")
    assert second
    runs.end("a", first)
    assert runs.is_current("a", second)
    assert cancelled == [first]


def test_a_run_knows_what_its_question_replaced() -> None:
    runs = ActiveReplies(lambda _: None)
    asked = Asked([], "hi", "")
    run = runs.begin("a", asked)
    assert run
    assert runs.asked("a", run) is asked
    assert runs.asked("a", "another") is None
    assert runs.asked("b", run) is None
    assert runs.asked("a", "") is None
    assert runs.begin("a") is None
    runs.end("a", run)
    assert runs.asked("a", run) is None


def test_a_stopped_reply_is_in_the_way_until_it_has_shown_its_end() -> None:
    """Else its last update would be shown in the conversation that was opened meanwhile."""
    runs, request = ActiveReplies(lambda run: None), tab("a")
    run = runs.begin("a")
    assert run
    with runs.writing("a", run):
        runs.stop("a")
        assert runs.is_busy(request)
        assert runs.begin("a"), "the next question need not wait"
        runs.stop("a")
        assert runs.is_busy(request)
    assert not runs.is_busy(request)
