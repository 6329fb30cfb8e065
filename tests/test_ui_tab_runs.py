"""One run per tab, ended by whoever began it."""

from ui.tab_runs import Asked, Runs


def test_ending_an_old_run_leaves_the_new_one() -> None:
    cancelled: list[str] = []
    runs = Runs(cancelled.append)
    first = runs.begin("a")
    assert first
    runs.stop("a")
    second = runs.begin("a")
    assert second
    runs.end("a", first)
    assert runs.is_current("a", second)
    assert cancelled == [first]


def test_a_run_knows_what_its_question_replaced() -> None:
    runs = Runs(lambda _: None)
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
