"""The stream of snapshots: differences add up to the whole, in order, and readers recover from gaps."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hybrid.types import GenerationRequest, Geometry, Snapshot
from tests.fake_engine import FakeEngine
from ui.telemetry_stream import KEPT_DIFFERENCES, Feed, difference, event_text, line_point, whole

Event = tuple[str, dict[str, Any]]


def say(engine: FakeEngine, text: str = "hello there") -> None:
    for _ in engine.generate(GenerationRequest(messages=[{"role": "user", "content": text}])):
        pass


def as_json(parts: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(parts, allow_nan=False))


def apply(state: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    """What assets/page/decode.js does."""
    state = json.loads(json.dumps(state))
    changed = dict(changed)
    flat, current = changed.pop("cells", []), changed.pop("current", None)
    for name, value in changed.items():
        state[name] = {**state[name], **value} if isinstance(value, dict) else value
    cache, cell = state["cache"], 0
    for at in range(0, len(flat), 6):
        gap, slot_state, slot, age, uses, hits = flat[at : at + 6]
        cell += gap
        cache["state"][cell], cache["slot"][cell] = slot_state, slot
        cache["last_used"][cell] = -1 if age < 0 else state["counters"]["steps"] - age
        cache["uses"][cell] += uses
        cache["hits"][cell] += hits
    if current is not None:
        cache["current"] = current
    return state


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(["reply", "geometry", "policy"]), min_size=1, max_size=4))
def test_differences_add_up_to_the_whole(steps: list[str]) -> None:
    engine = FakeEngine()
    shown = as_json(whole(engine.snapshot()))
    for index, step in enumerate(steps):
        before = engine.snapshot()
        if step == "reply":
            say(engine, f"message {index}")
        elif step == "geometry":
            engine.reconfigure(geometry=Geometry(index + 1, 2 + index % 3))
        else:
            engine.reconfigure(policy="lru")
        shown = apply(shown, as_json(difference(before, engine.snapshot())))
        assert shown == as_json(whole(engine.snapshot()))


def test_an_unchanged_engine_has_no_difference() -> None:
    snapshot = FakeEngine().snapshot()
    assert difference(snapshot, replace(snapshot, version=snapshot.version + 1)) == {}


def test_a_token_costs_little_on_the_wire() -> None:
    engine = FakeEngine()
    say(engine)
    tokens = engine.generate(GenerationRequest(messages=[{"role": "user", "content": "again"}]))
    for _ in range(3):
        next(tokens)
    before = engine.snapshot()
    next(tokens)
    assert len(event_text("delta", 1, difference(before, engine.snapshot()))) < 1500


def test_line_points_are_rates_and_gaps() -> None:
    engine = FakeEngine()
    before = engine.snapshot()
    say(engine)
    after = engine.snapshot()
    point = line_point(before, after, seconds=2.0, now=1000.0)
    assert point is not None
    assert point.tokens_per_s == after.counters.generated_tokens / 2
    assert point.hits_per_s * 2 == pytest.approx(after.counters.hits, rel=1e-3)
    assert point.misses_per_s * 2 == pytest.approx(after.counters.misses, rel=1e-3)
    assert point.gpu_watts is None
    assert point.cpu_watts is None


def test_counters_that_start_anew_give_no_point() -> None:
    engine = FakeEngine()
    say(engine)
    before = engine.snapshot()
    engine.load_model("demo-two")
    assert line_point(before, engine.snapshot(), seconds=1.0, now=0.0) is None


async def read(stream: AsyncIterator[str]) -> Event:
    text = await asyncio.wait_for(anext(stream), timeout=10)
    lines = dict(line.split(": ", 1) for line in text.strip().splitlines())
    return lines["event"], json.loads(lines["data"])


def with_feed(check: Callable[[FakeEngine, Feed], Awaitable[None]]) -> None:
    async def run() -> None:
        engine = FakeEngine()
        await check(engine, Feed(engine))

    asyncio.run(run())


def test_a_reader_gets_the_whole_and_then_numbered_differences() -> None:
    async def check(engine: FakeEngine, feed: Feed) -> None:
        stream = feed.stream()
        name, first = await read(stream)
        assert name == "snapshot"
        state = {key: value for key, value in first.items() if key not in {"seq", "points"}}
        for number in range(1, 4):
            say(engine)
            await feed.tick(with_point=True)
            name, delta = await read(stream)
            assert (name, delta.pop("seq")) == ("delta", first["seq"] + number)
            assert len(delta.pop("point")) == 6
            state = apply(state, delta)
        assert state == as_json(whole(engine.snapshot()))
        await stream.aclose()  # type: ignore[attr-defined]
        assert feed.readers == 0

    with_feed(check)


def test_two_readers_see_the_same() -> None:
    async def check(engine: FakeEngine, feed: Feed) -> None:
        streams = [feed.stream(), feed.stream()]
        for stream in streams:
            await read(stream)
        say(engine)
        await feed.tick(with_point=False)
        assert await read(streams[0]) == await read(streams[1])

    with_feed(check)


def test_a_reader_too_slow_for_the_differences_gets_the_whole_again() -> None:
    async def check(engine: FakeEngine, feed: Feed) -> None:
        stream = feed.stream()
        await read(stream)
        for _ in range(KEPT_DIFFERENCES + 1):
            say(engine)
            await feed.tick(with_point=False)
        name, parts = await read(stream)
        assert name == "snapshot"
        assert parts["counters"]["routed"] == engine.snapshot().counters.routed

    with_feed(check)


def test_another_model_is_sent_whole() -> None:
    async def check(engine: FakeEngine, feed: Feed) -> None:
        stream = feed.stream()
        await read(stream)
        engine.load_model("demo-two")
        await feed.tick(with_point=False)
        name, parts = await read(stream)
        assert (name, parts["model"]["name"]) == ("snapshot", "demo-two")

    with_feed(check)


def test_points_are_kept_for_those_who_come_later() -> None:
    async def check(engine: FakeEngine, feed: Feed) -> None:
        for _ in range(3):
            say(engine)
            await feed.tick(with_point=True)
        _, parts = await read(feed.stream())
        assert [len(point) for point in parts["points"]] == [6, 6, 6]

    with_feed(check)


def test_every_snapshot_is_valid_json() -> None:
    snapshot: Snapshot = FakeEngine().snapshot()
    odd = replace(snapshot, speed=replace(snapshot.speed, tokens_per_s=1e12, step_ms=0.0))
    assert (
        json.loads(event_text("snapshot", 0, whole(odd)).split("data: ")[1])["speed"]["tokens_per_s"] == 1e12
    )
