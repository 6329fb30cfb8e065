"""Jobs of the lab, in the background: one at a time in each lane, watched and cancelled from the page.

Knows threads, progress and ends of jobs; the work is handed in. Jobs that use the engine share one lane, since the
engine does one thing at a time anyway; replays have another lane, so that they need not wait for it.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from hybrid.errors import HybridError, RequestError
from hybrid.lab import Cancelled, Progress
from hybrid.types import new_request_id
from ui.lab.view import View

logger = logging.getLogger(__name__)

MOST_WAITING = 4  # in a lane, with the running one
MOST_KEPT = 24  # finished ones


@dataclass(frozen=True, slots=True)
class Result:
    """``data`` is the lab's result, for export; ``view`` is its picture for the page."""

    view: View
    data: Any


Work: TypeAlias = Callable[[Mapping[str, Any], Progress, Cancelled], Result | None]
"""From the job's parameters to a result; ``None`` when it was cancelled. Refusals are ``HybridError``."""
About: TypeAlias = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""What a job's result will be about, as plain values, from the job's parameters."""
State = Literal["waiting", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job: its lane, and its work."""

    lane: str
    work: Work


class Job:
    """One job. Its worker writes the values, and any thread reads them; each is replaced as a whole.

    ``about`` is empty until it begins. One that comes ``after`` another does not begin unless that has a result.
    """

    def __init__(self, kind: str, parameters: Mapping[str, Any], after: "Job | None" = None) -> None:
        self.id = new_request_id()
        self.kind, self.parameters, self.after = kind, parameters, after
        self.about: Mapping[str, Any] = {}
        self.state: State = "waiting"
        self.share = 0.0
        self.what = "Waiting for another Lab job"
        self.error, self.field = "", ""
        self.result: Result | None = None
        self.cancelled = threading.Event()

    @property
    def ended(self) -> bool:
        return self.state in ("done", "failed", "cancelled")

    def progress(self, share: float, what: str) -> None:
        self.share, self.what = share, what


class Jobs:
    """All jobs of the program. Thread-safe. ``version`` grows whenever a job is asked for or ends."""

    def __init__(self, kinds: Mapping[str, Kind], about: About = lambda _: {}) -> None:
        self._kinds, self._about = kinds, about
        self.version = 0
        self._lanes = {
            lane: ThreadPoolExecutor(1, f"lab-{lane}") for lane in sorted({kind.lane for kind in kinds.values()})
        }
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, kind: str, parameters: Mapping[str, Any], after: str = "") -> Job:
        """Starts a job, which waits for the one with the id ``after`` of the same lane, if any.

        Raises ``RequestError`` for an unknown kind or ``after``, or if too many jobs wait already."""
        if kind not in self._kinds:
            raise RequestError(f"The lab cannot do {kind!r}: use one of {', '.join(self._kinds)}.")
        lane = self._kinds[kind].lane
        job = Job(kind, parameters, self.find(after) if after else None)
        with self._lock:
            waiting = [j for j in self._jobs.values() if not j.ended and self._kinds[j.kind].lane == lane]
            if len(waiting) >= MOST_WAITING:
                raise RequestError("Too many jobs: wait or cancel one.")
            self._jobs[job.id] = job
            self._forget_old()
            self._lanes[lane].submit(self._run, job)
            self.version += 1
        return job

    def find(self, job_id: str) -> Job:
        """The job with that id. Raises ``RequestError`` if there never was one, or if it is no longer kept."""
        with self._lock:
            job = self._jobs.get(job_id)
        if job is None:
            raise RequestError("This result is no longer available. Run it again.")
        return job

    def under_way(self) -> list[Job]:
        """The jobs that have not ended, in the order in which they were asked for."""
        with self._lock:
            return [job for job in self._jobs.values() if not job.ended]

    def latest(self, model: str) -> list[Job]:
        """The latest job of each kind with a result that is about ``model``."""
        with self._lock:
            found = {job.kind: job for job in self._jobs.values() if job.result and job.about.get("model") == model}
        return list(found.values())

    def cancel(self, job_id: str) -> Job:
        """Asks a job to end, which it does at its next step."""
        job = self.find(job_id)
        job.cancelled.set()
        return job

    def close(self) -> None:
        """Cancels all jobs and waits for them to end."""
        with self._lock:
            for job in self._jobs.values():
                job.cancelled.set()
        for lane in self._lanes.values():
            lane.shutdown(wait=True, cancel_futures=True)

    def _run(self, job: Job) -> None:
        if job.cancelled.is_set() or (job.after and job.after.state != "done"):
            job.state = "cancelled"
        else:
            self._work(job)
        job.after = None  # else each would keep all those before it
        with self._lock:
            self.version += 1

    def _work(self, job: Job) -> None:
        job.what, job.state = "Starting", "running"
        try:
            job.about = self._about(job.parameters)
            job.result = self._kinds[job.kind].work(job.parameters, job.progress, job.cancelled.is_set)
            job.state = "cancelled" if job.result is None else "done"
        except HybridError as refusal:
            job.error, job.field, job.state = str(refusal), refusal.field, "failed"
        except Exception:
            logger.exception("A job of the lab broke off")
            job.error, job.state = "It failed; see the terminal, then start it again.", "failed"

    def _forget_old(self) -> None:
        ended = [job_id for job_id, job in self._jobs.items() if job.ended]
        for job_id in ended[: max(0, len(ended) - MOST_KEPT)]:
            del self._jobs[job_id]
