"""Event stream of the engine's snapshots: one full snapshot, then numbered differences.

One ``Feed`` reads the engine and encodes once for all tabs. Knows readers, pace and server-sent events; nothing of
routes, of the parts of a snapshot, or of how the page draws.

A *snapshot* message has every part of a snapshot, the recent line points, the marks on their axis, and how often each
expert had been used before the reply under way. A *delta* message has only what changed.
"""

import asyncio
import json
import logging
import zlib
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import astuple, replace
from time import monotonic, time

from hybrid.observe.failure_log import FailureLog
from hybrid.types import Snapshot
from ui.engine_protocol import EngineProtocol
from ui.wire.line_points import LinePoint, LoadMeter, PsutilLoad, change_in_words, line_point
from ui.wire.snapshot_delta import Parts, difference, whole

logger = logging.getLogger(__name__)

TICK_S = 0.2
TICKS_PER_POINT = 4
KEPT_POINTS = 165  # a little more than the page shows
KEPT_MARKS = 50
JUMP_S, SLEEP_S = 2.0, 60.0  # of the clock; less than a jump is a clock being adjusted
QUESTION = "question"  # a mark of its own shape: assets/page/live/line_graph.js
KEPT_DIFFERENCES = 16
# A comment now and then lets the server notice that a silent reader has gone.
HEARTBEAT_S = 15.0
GZIP_WINDOW = 31  # zlib's name for the largest window in a gzip wrapper


def event_text(name: str, sequence: int, parts: Parts) -> str:
    """One server-sent event."""
    data = json.dumps({"seq": sequence} | parts, separators=(",", ":"), allow_nan=False, ensure_ascii=False)
    return f"event: {name}\nid: {sequence}\ndata: {data}\n\n"


async def gzipped(events: AsyncIterator[str]) -> AsyncIterator[bytes]:
    """The same events compressed as one stream; each can be read as soon as it has been sent."""
    compressor = zlib.compressobj(wbits=GZIP_WINDOW)
    async with aclosing(events):  # type: ignore[type-var]
        async for event in events:
            yield compressor.compress(event.encode()) + compressor.flush(zlib.Z_SYNC_FLUSH)


class Feed:
    """Reads the engine at a steady pace and serves any number of readers.

    ``run`` is the only writer. A reader that is too slow for the differences kept gets a full snapshot again. Without
    readers, only the line points are updated. ``others`` gives parts that are not the engine's, as plain values.
    """

    def __init__(
        self,
        engine: EngineProtocol,
        tick_s: float = TICK_S,
        load: LoadMeter | None = None,
        others: Callable[[], Parts] = dict,
        clock: Callable[[], float] = monotonic,
        wall: Callable[[], float] = time,
    ) -> None:
        self._clock, self._wall = clock, wall
        self._wall_offset = wall() - clock()
        self._engine, self._others = engine, others
        self._shown_others = others()
        self._tick_s = tick_s
        self._load = load or PsutilLoad()
        self._shown = engine.snapshot()
        self._used_before = self._shown.occupancy.uses
        self._sequence = 0
        self._differences: deque[tuple[int, str]] = deque(maxlen=KEPT_DIFFERENCES)
        self._points: deque[LinePoint] = deque(maxlen=KEPT_POINTS)
        self._marks: deque[tuple[float, str]] = deque(maxlen=KEPT_MARKS)
        self._point_base = (self._shown, clock())
        self._news = asyncio.Condition()
        self._failures = FailureLog(logger)
        self.readers = 0

    async def run(self) -> None:
        """Ticks until cancelled, on a clock that does not drift; ticks that were due while the program was stopped, or
        the machine asleep, are left out."""
        started, count, points = self._clock(), 0, 0
        while True:
            count = max(count, int((self._clock() - started) / self._tick_s)) + 1
            await asyncio.sleep(max(0.0, started + count * self._tick_s - self._clock()))
            with_point, points = count // TICKS_PER_POINT > points, count // TICKS_PER_POINT
            try:
                await self.tick(with_point)
            except Exception as error:
                self._failures.tell("taking the engine's latest snapshot", error)
                self._begin_anew()  # no difference has the changes that this tick should have sent
                await self._wake_readers()

    async def tick(self, with_point: bool) -> None:
        """Takes the engine's latest snapshot, and wakes the readers if something is new."""
        snapshot = self._engine.snapshot()
        before, self._shown = self._shown, snapshot
        news: Parts = {}
        jumped = self._follow_wall()
        if with_point and (point := self._next_point(snapshot)):
            news["point"] = astuple(point)
        if words := change_in_words(before, snapshot) or (QUESTION if _begins_a_reply(before, snapshot) else ""):
            self._marks.append((round(self._now(), 2), words))
            news["mark"] = self._marks[-1]
        others, others_before = self._others(), self._shown_others
        news |= {name: value for name, value in others.items() if value != others_before.get(name)}
        self._shown_others = others
        comparable = _comparable(before, snapshot)
        if not comparable or _begins_a_reply(before, snapshot):
            self._used_before = (before if comparable else snapshot).occupancy.uses
        if jumped or not (comparable and self.readers):
            self._begin_anew()
        elif not self._add_difference(before, snapshot, news):
            return
        await self._wake_readers()

    async def _wake_readers(self) -> None:
        if self.readers:
            async with self._news:
                self._news.notify_all()

    def _begin_anew(self) -> None:
        """Leaves a gap in the numbers without a difference, so that all readers get a full snapshot."""
        self._differences.clear()
        self._sequence += 1

    def _add_difference(self, before: Snapshot, after: Snapshot, news: Parts) -> bool:
        parts = news | (difference(before, after) if after.version != before.version else {})
        if parts:
            self._sequence += 1
            self._differences.append((self._sequence, event_text("delta", self._sequence, parts)))
        return bool(parts)

    def _next_point(self, snapshot: Snapshot) -> LinePoint | None:
        base, base_time = self._point_base
        now = self._clock()
        point = line_point(base, snapshot, now - base_time, self._now(), self._load())
        self._point_base = (snapshot, now)
        if point is not None:
            self._points.append(point)
        return point

    def _now(self) -> float:
        """Seconds since 1970 that never go back, so that lines do not run back over themselves."""
        return self._wall_offset + self._clock()

    def _follow_wall(self) -> bool:
        """Takes over a jump of the computer's clock; True if what is kept has been changed for it.

        What was kept stays as many seconds ago as it was when the clock is put back. Put far forward, or after a sleep,
        it is so long ago that the page no longer shows it, and a line from there would cross the page.
        """
        jump = self._wall() - self._now()
        if abs(jump) < JUMP_S:
            return False
        self._wall_offset += jump
        if jump > SLEEP_S:
            self._points.clear()
            self._marks.clear()
        if jump > 0:
            return True
        for points_at, point in enumerate(self._points):
            self._points[points_at] = replace(point, time_s=round(point.time_s + jump, 2))
        for mark_at, (at, words) in enumerate(self._marks):
            self._marks[mark_at] = (round(at + jump, 2), words)
        return True

    async def stream(self) -> AsyncIterator[str]:
        """Yields a full snapshot, then differences in order; after a gap, a full snapshot again."""
        self.readers += 1
        try:
            sequence, text = self._full_snapshot()
            yield text
            while True:
                if not await self._newer_than(sequence):
                    yield ": still here\n\n"
                    continue
                for number, message in self._since(sequence):
                    sequence = number
                    yield message
        finally:
            self.readers -= 1

    async def _newer_than(self, sequence: int) -> bool:
        try:
            async with asyncio.timeout(HEARTBEAT_S), self._news:
                await self._news.wait_for(lambda: self._sequence > sequence)
        except TimeoutError:
            return False
        return True

    def _full_snapshot(self) -> tuple[int, str]:
        parts = whole(self._shown) | {
            "points": [astuple(point) for point in self._points],
            "marks": list(self._marks),
            "used_before": self._used_before,
        }
        parts |= self._shown_others
        return self._sequence, event_text("snapshot", self._sequence, parts)

    def _since(self, sequence: int) -> list[tuple[int, str]]:
        missed = [(number, text) for number, text in self._differences if number > sequence]
        if missed and missed[0][0] == sequence + 1:
            return missed
        return [self._full_snapshot()]


def _comparable(before: Snapshot, after: Snapshot) -> bool:
    """Whether a difference can lead from one to the other: same model and machine, and no counter has started again."""
    return (
        before.model == after.model
        and before.machine == after.machine
        and before.counters.routed <= after.counters.routed
    )


def _begins_a_reply(before: Snapshot, after: Snapshot) -> bool:
    return after.active_request not in {"", before.active_request}
