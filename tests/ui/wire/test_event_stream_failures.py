"""The stream goes on whatever fails at one of its ticks, and its readers miss nothing."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest

from hybrid.types import Snapshot
from tests.fakes.fake_engine import FakeEngine
from tests.ui.wire.test_event_stream import IDLE, read, say
from ui.wire.event_stream import Feed

Ask = Callable[[], Any]


class FailingAt:
    """Does as ``inner``, but for its ``call``th use."""

    def __init__(self, inner: Ask, call: int) -> None:
        self._inner, self._call = inner, call
        self.calls = 0

    def __call__(self) -> Any:
        self.calls += 1
        if self.calls == self._call:
            raise ZeroDivisionError
        return self._inner()


@pytest.mark.parametrize("call", [1, 7])
@pytest.mark.parametrize("part", ["snapshot", "load"])
def test_a_tick_that_fails_costs_nobody_anything(
    part: str, call: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    engine = FakeEngine()

    async def check() -> Snapshot:
        failing = FailingAt(engine.snapshot if part == "snapshot" else lambda: IDLE, call)
        feed = Feed(engine, tick_s=0.001, load=failing if part == "load" else lambda: IDLE)
        if part == "snapshot":
            monkeypatch.setattr(engine, "snapshot", failing)
        stream = feed.stream()
        await read(stream)
        running = asyncio.create_task(feed.run())
        while failing.calls < call + 3:
            say(engine, "hello")
            await asyncio.sleep(0)
        running.cancel()
        await feed.tick(with_point=False)
        _, parts = await read(feed.stream())
        assert parts["counters"]["hits"] == engine.snapshot().counters.hits
        await stream.aclose()  # type: ignore[attr-defined]
        return feed._shown

    with caplog.at_level(logging.WARNING):
        assert asyncio.run(check()).counters == engine.snapshot().counters
    (record,) = caplog.records
    assert record.name == "ui.wire.event_stream"


def test_what_a_failed_tick_would_have_told_is_told_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """A difference to what nobody was told would leave every page wrong for good."""
    engine = FakeEngine()

    async def check() -> None:
        feed = Feed(engine, tick_s=0.001, load=lambda: IDLE)
        stream = feed.stream()
        await read(stream)
        say(engine)
        with monkeypatch.context() as patch:
            patch.setattr("ui.wire.event_stream.difference", lambda *_: 1 // 0)
            running = asyncio.create_task(feed.run())
            while feed._sequence == 0:
                await asyncio.sleep(0.001)
            running.cancel()
        say(engine)
        await feed.tick(with_point=False)
        name, parts = await read(stream)
        assert name == "snapshot"
        assert parts["counters"]["hits"] == engine.snapshot().counters.hits
        await stream.aclose()  # type: ignore[attr-defined]

    asyncio.run(check())
