"""The lab's jobs: lanes, progress, ends, refusals, what is kept."""

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from hybrid.errors import ConfigError, RequestError
from hybrid.lab import Cancelled, Progress
from ui.lab.jobs import MOST_KEPT, MOST_WAITING, Job, Jobs, Kind, Result
from ui.lab.view import View

PATIENCE_S = 30.0
Work = Callable[[Mapping[str, Any], Progress, Cancelled], Result | None]


class Held:
    """Work that waits to be let go, or cancelled."""

    def __init__(self) -> None:
        self.begun, self.may_end = threading.Event(), threading.Event()

    def __call__(self, asked: Mapping[str, Any], progress: Progress, cancelled: Cancelled) -> Result | None:
        progress(0.5, "half way")
        self.begun.set()
        while not self.may_end.wait(0.001):
            if cancelled():
                return None
        return quick(asked, progress, cancelled)


def quick(asked: Mapping[str, Any], progress: Progress, cancelled: Cancelled) -> Result:
    return Result(View("quick"), dict(asked))


def refusing(asked: Mapping[str, Any], progress: Progress, cancelled: Cancelled) -> Result:
    raise ConfigError("Choose another setting.")


def breaking(asked: Mapping[str, Any], progress: Progress, cancelled: Cancelled) -> Result:
    raise ZeroDivisionError("a bug")


@pytest.fixture
def held() -> Held:
    return Held()


@pytest.fixture
def jobs(held: Held) -> Iterator[Jobs]:
    works: dict[str, tuple[str, Work]] = {
        "held": ("engine", held), "quick": ("replay", quick), "after": ("engine", quick),
        "refusing": ("replay", refusing), "breaking": ("replay", breaking),
    }  # fmt: skip
    jobs = Jobs({name: Kind(lane, work) for name, (lane, work) in works.items()})
    yield jobs
    jobs.close()


def ended(jobs: Jobs, job: Job) -> Job:
    """Its lane does one thing after the other: when a later job has ended, so has this one."""
    done = threading.Event()
    for lane in jobs._lanes.values():
        lane.submit(done.set).result(PATIENCE_S)
    assert job.ended
    return job


def test_a_job_ends_with_its_result(jobs: Jobs) -> None:
    job = ended(jobs, jobs.start("quick", {"kind": "quick", "n": 3}))
    assert job.state == "done"
    assert job.result is not None
    assert job.result.data == {"kind": "quick", "n": 3}
    assert jobs.find(job.id) is job


def test_progress_is_seen_while_it_runs_and_another_lane_is_free(jobs: Jobs, held: Held) -> None:
    job = jobs.start("held", {})
    assert held.begun.wait(PATIENCE_S)
    assert (job.state, job.share, job.what) == ("running", 0.5, "half way")
    other = jobs.start("quick", {})
    jobs._lanes["replay"].submit(bool).result(PATIENCE_S)
    assert other.state == "done"
    held.may_end.set()
    assert ended(jobs, job).state == "done"


def test_a_running_job_is_cancelled_and_the_next_one_runs(jobs: Jobs, held: Held) -> None:
    running, waiting, dropped = jobs.start("held", {}), jobs.start("after", {}), jobs.start("after", {})
    assert held.begun.wait(PATIENCE_S)
    assert waiting.state == "waiting"
    jobs.cancel(dropped.id)
    jobs.cancel(running.id)
    assert ended(jobs, waiting).state == "done"
    assert running.state == dropped.state == "cancelled"


def test_a_refusal_is_said_and_a_bug_is_not_shown(jobs: Jobs, caplog: pytest.LogCaptureFixture) -> None:
    refused, broken = jobs.start("refusing", {}), jobs.start("breaking", {})
    ended(jobs, broken)
    assert (refused.state, refused.error) == ("failed", "Choose another setting.")
    assert broken.state == "failed"
    assert "a bug" not in broken.error
    assert "a bug" in caplog.text


def test_only_so_many_wait(jobs: Jobs) -> None:
    for _ in range(MOST_WAITING):
        jobs.start("held", {})
    with pytest.raises(RequestError, match="cancel one"):
        jobs.start("held", {})
    jobs.start("quick", {})


def test_unknown_kinds_and_jobs_are_refused(jobs: Jobs) -> None:
    with pytest.raises(RequestError, match="quick"):
        jobs.start("dance", {})
    with pytest.raises(RequestError, match="Run it again"):
        jobs.find("nobody")


def test_the_oldest_results_are_forgotten(jobs: Jobs) -> None:
    first = ended(jobs, jobs.start("quick", {}))
    for _ in range(MOST_KEPT + 1):
        ended(jobs, jobs.start("quick", {}))
    with pytest.raises(RequestError):
        jobs.find(first.id)


def test_closing_cancels_what_runs(jobs: Jobs, held: Held) -> None:
    job = jobs.start("held", {})
    assert held.begun.wait(PATIENCE_S)
    jobs.close()
    assert job.state == "cancelled"


def test_a_job_after_another_begins_only_if_that_has_a_result(jobs: Jobs) -> None:
    first = jobs.start("quick", {})
    second = jobs.start("refusing", {}, after=first.id)
    third = jobs.start("quick", {}, after=second.id)
    ended(jobs, third)
    assert [job.state for job in (first, second, third)] == ["done", "failed", "cancelled"]
    with pytest.raises(RequestError, match="Run it again"):
        jobs.start("quick", {}, after="nobody")


def test_jobs_under_way_and_the_latest_results_about_a_model_are_listed(jobs: Jobs, held: Held) -> None:
    jobs._about = lambda parameters: {"model": parameters["model"]}
    first, second = (ended(jobs, jobs.start("quick", {"model": model})) for model in ("demo", "other"))
    latest = ended(jobs, jobs.start("quick", {"model": "demo"}))
    ended(jobs, jobs.start("refusing", {"model": "demo"}))
    running, waiting = (jobs.start(kind, {"model": "demo"}) for kind in ("held", "after"))
    assert jobs.under_way() == [running, waiting]
    assert jobs.latest("demo") == [latest]
    assert jobs.latest("other") == [second]
    held.may_end.set()
    ended(jobs, waiting)
    assert jobs.under_way() == []
    assert jobs.latest("demo") == [latest, running, waiting]
    assert first.id != latest.id


def test_the_version_grows_as_jobs_begin_and_end(jobs: Jobs, held: Held) -> None:
    job = jobs.start("held", {})
    assert held.begun.wait(PATIENCE_S)
    assert jobs.version == 1
    held.may_end.set()
    ended(jobs, job)
    assert jobs.version == 2
