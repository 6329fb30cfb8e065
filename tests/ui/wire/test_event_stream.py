"""The stream of snapshots: differences add up to the whole, in order, and readers recover from gaps."""

import asyncio
import json
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import fields, replace
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hybrid.types import GenerationRequest, Geometry, ModelInfo, Snapshot
from tests.fakes.fake_engine import MODEL, SETTINGS, FakeEngine
from ui.assets import PAGE_FILES
from ui.wire.event_stream import KEPT_DIFFERENCES, Feed, event_text, gzipped
from ui.wire.line_points import CpuLoad, LinePoint, line_point
from ui.wire.packing import packed, unpacked
from ui.wire.snapshot_delta import difference, whole

Event = tuple[str, dict[str, Any]]
POINT_FIELDS = len(fields(LinePoint))
IDLE = CpuLoad(0.25, 0.5)
LARGE = replace(MODEL, layers=48, experts=128, top_k=8)


def say(engine: FakeEngine, text: str = "hello there") -> None:
    for _ in engine.generate(GenerationRequest(messages=[{"role": "user", "content": text}])):
        pass


def as_json(parts: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(parts, allow_nan=False))


def apply(state: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    """What assets/page/wire/decode.js does."""
    state = json.loads(json.dumps(state))
    changed = dict(changed)
    numbers, current = iter(unpacked(changed.pop("cells", ""))), changed.pop("current", None)
    missed = changed.pop("missed", None)
    steps_before, used_before = state["counters"]["steps"], list(state["cache"]["uses"])
    if changed.get("active_request"):
        state["used_before"] = used_before
    if mark := changed.pop("mark", None):
        state["marks"].append(mark)
    for name, value in changed.items():
        state[name] = {**state[name], **value} if isinstance(value, dict) else value
    steps = state["counters"]["steps"]
    apply_cells(state["cache"], numbers, steps, max(1, steps - steps_before))
    if current is not None:
        state["cache"]["current"] = list(accumulate(unpacked(current)))
    elif steps != steps_before:
        last_used = state["cache"]["last_used"]
        state["cache"]["current"] = [cell for cell, step in enumerate(last_used) if step == steps - 1]
    if missed is not None:
        flags = [number >> place & 1 for number in unpacked(missed) for place in range(5)]
        state["cache"]["missed"] = [cell for cell, flag in zip(state["cache"]["current"], flags, strict=False) if flag]
    return state


def apply_cells(cache: dict[str, Any], numbers: Iterator[int], now: int, steps: int) -> None:
    cell = 0
    for head in numbers:
        cell += head // 2
        if use := next(numbers):
            age, pair = (use - 1) % steps + 1, (use - 1) // steps + 1
            uses = next(count for count in range(1, pair + 1) if (count + 1) * (count + 2) // 2 > pair)
            cache["last_used"][cell] = now - age
            cache["uses"][cell] += uses
            cache["hits"][cell] += pair - uses * (uses + 1) // 2
        if head % 2:
            cache["state"][cell], cache["slot"][cell] = next(numbers), next(numbers) - 1


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


def test_what_the_scripts_are_tested_with_adds_up_too() -> None:
    """assets/page/wire/decode.test.js reads the same file: the two ends cannot drift apart unseen."""
    recorded = json.loads((PAGE_FILES / "testing" / "telemetry.json").read_text(encoding="utf-8"))
    shown = recorded["first"]
    for changed in recorded["deltas"]:
        shown = apply(shown, changed)
    assert shown == recorded["last"]


def test_an_unchanged_engine_has_no_difference() -> None:
    snapshot = FakeEngine().snapshot()
    assert difference(snapshot, replace(snapshot, version=snapshot.version + 1)) == {}


@given(st.lists(st.integers(0, 1 << 40)))
def test_packed_numbers_come_back(numbers: list[int]) -> None:
    text = packed(numbers)
    assert unpacked(text) == numbers
    assert json.dumps(text) == f'"{text}"'


@pytest.mark.parametrize(("model", "limit"), [(MODEL, 1000), (LARGE, 2000)])
def test_a_token_costs_little_on_the_wire(model: ModelInfo, limit: int) -> None:
    engine = FakeEngine(model=model, settings=replace(SETTINGS, geometry=Geometry(model.layers, 4)))
    say(engine)
    tokens = engine.generate(GenerationRequest(messages=[{"role": "user", "content": "again"}]))
    for _ in range(3):
        next(tokens)
    before = engine.snapshot()
    next(tokens)
    assert len(event_text("delta", 1, difference(before, engine.snapshot()))) < limit


def test_line_points_are_rates_and_gaps() -> None:
    engine = FakeEngine()
    before = engine.snapshot()
    say(engine)
    after = engine.snapshot()
    point = line_point(before, after, seconds=2.0, now=1000.0, load=IDLE)
    assert point is not None
    assert point.tokens_per_s == after.counters.generated_tokens / 2
    assert point.hits_per_s * 2 == pytest.approx(after.counters.hits, rel=1e-3)
    assert point.misses_per_s * 2 == pytest.approx(after.counters.misses, rel=1e-3)
    assert point.bytes_per_s * 2 == pytest.approx(after.counters.bytes_copied, rel=1e-3)
    assert point.gpu_watts is None
    assert point.cpu_watts is None
    assert (point.own_load, point.machine_load) == (0.25, 0.5)
    assert point.memory_used == after.memory.host_used


def test_counters_that_start_anew_give_no_point() -> None:
    engine = FakeEngine()
    say(engine)
    before = engine.snapshot()
    engine.load_model("demo-two")
    assert line_point(before, engine.snapshot(), seconds=1.0, now=0.0, load=IDLE) is None


async def read(stream: AsyncIterator[str]) -> Event:
    text = await asyncio.wait_for(anext(stream), timeout=10)
    lines = dict(line.split(": ", 1) for line in text.strip().splitlines())
    return lines["event"], json.loads(lines["data"])


def with_feed(check: Callable[[FakeEngine, Feed], Awaitable[None]]) -> None:
    async def run() -> None:
        engine = FakeEngine()
        await check(engine, Feed(engine, load=lambda: IDLE))

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
            assert len(delta.pop("point")) == POINT_FIELDS
            state = apply(state, delta)
        assert state.pop("marks") == []
        del state["used_before"]
        assert state == as_json(whole(engine.snapshot()))
        await stream.aclose()  # type: ignore[attr-defined]
        assert feed.readers == 0

    with_feed(check)


def test_parts_that_are_not_the_engines_come_whole_and_then_as_they_change() -> None:
    async def check(engine: FakeEngine, _: Feed) -> None:
        parts = {"lab": 3, "other": 1}
        feed = Feed(engine, load=lambda: IDLE, others=lambda: dict(parts))
        stream = feed.stream()
        _, first = await read(stream)
        assert (first["lab"], first["other"]) == (3, 1)
        parts["lab"] = 4
        await feed.tick(with_point=False)
        _, delta = await read(stream)
        assert delta == {"seq": first["seq"] + 1, "lab": 4}
        await feed.tick(with_point=False)  # nothing is new
        _, again = await read(feed.stream())
        assert (again["seq"], again["lab"]) == (delta["seq"], 4)

    with_feed(check)


class Clocks:
    """Two clocks that go on by a tick each time the feed sleeps; ``jump`` moves the computer's, ``stop`` both."""

    def __init__(self) -> None:
        self.steady, self.ahead = 1000.0, 1.7e9

    def feed(self, engine: FakeEngine) -> Feed:
        return Feed(engine, 0.2, lambda: IDLE, clock=lambda: self.steady, wall=lambda: self.steady + self.ahead)

    async def tick(self, engine: FakeEngine, feed: Feed) -> None:
        self.steady += 0.8
        say(engine)
        await feed.tick(with_point=True)


@pytest.mark.parametrize("jump", [-3600.0, -400 * 86_400.0, 30.0, 3600.0, 400 * 86_400.0])
def test_lines_never_run_back_when_the_computers_clock_jumps(jump: float) -> None:
    async def check() -> None:
        engine, clocks = FakeEngine(), Clocks()
        feed = clocks.feed(engine)
        stream = feed.stream()
        await read(stream)
        for _ in range(3):
            await clocks.tick(engine, feed)
            assert (await read(stream))[0] == "delta"
        clocks.ahead += jump
        await clocks.tick(engine, feed)
        name, parts = await read(stream)
        assert name == "snapshot"  # since points that pages have were changed
        times = [point[0] for point in parts["points"]]
        assert times == sorted(times)
        assert times[-1] == pytest.approx(clocks.steady + clocks.ahead, abs=0.01)
        assert len(times) == (1 if jump > 60 else 4)
        if jump < 0:
            assert times[-1] - times[0] == pytest.approx(3 * 0.8, abs=0.02)
            assert parts["marks"] == sorted(parts["marks"])
        rates = [point[1] for point in parts["points"]]
        assert max(rates) == min(rates) > 0
        await clocks.tick(engine, feed)
        assert (await read(stream))[0] == "delta"
        await stream.aclose()  # type: ignore[attr-defined]

    asyncio.run(check())


def test_a_program_that_was_stopped_for_hours_does_not_make_up_for_its_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    engine, clocks, ticks = FakeEngine(), Clocks(), list[tuple[float, bool]]()
    feed, begun = clocks.feed(engine), clocks.steady

    async def sleep(seconds: float) -> None:
        clocks.steady += 5 * 3600.1 if len(ticks) == 8 else seconds
        if len(ticks) == 20:
            raise asyncio.CancelledError

    async def tick(with_point: bool) -> None:
        ticks.append((clocks.steady - begun, with_point))

    monkeypatch.setattr("ui.wire.event_stream.asyncio.sleep", sleep)
    monkeypatch.setattr(feed, "tick", tick)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(feed.run())
    times = [time for time, _ in ticks]
    assert times[:8] == pytest.approx([0.2 * number for number in range(1, 9)])
    assert times[8] == pytest.approx(1.6 + 5 * 3600.1)
    assert 0 < times[9] - times[8] < 0.2
    assert [after - before for before, after in zip(times[9:], times[10:], strict=False)] == pytest.approx([0.2] * 10)
    assert [with_point for _, with_point in ticks[:8]] == [False, False, False, True] * 2
    assert ticks[9][1]
    assert sum(with_point for _, with_point in ticks[8:]) in {3, 4}


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
        assert [len(point) for point in parts["points"]] == [POINT_FIELDS] * 3

    with_feed(check)


def test_every_snapshot_is_valid_json() -> None:
    snapshot: Snapshot = FakeEngine().snapshot()
    odd = replace(snapshot, speed=replace(snapshot.speed, tokens_per_s=1e12, step_ms=0.0))
    assert json.loads(event_text("snapshot", 0, whole(odd)).split("data: ")[1])["speed"]["tokens_per_s"] == 1e12


def test_changed_settings_are_marked_in_words() -> None:
    async def check(engine: FakeEngine, feed: Feed) -> None:
        stream = feed.stream()
        await read(stream)
        engine.reconfigure(policy="lru", geometry=Geometry(12, 2), cpu_threads=1)
        await feed.tick(with_point=False)
        _, delta = await read(stream)
        time_s, words = delta["mark"]
        assert words == "slots 12 × 4 → 12 × 2, policy LFU → LRU, CPU threads 2 → 1"
        _, parts = await read(feed.stream())
        assert parts["marks"] == [[time_s, words]]

    with_feed(check)


def test_a_question_is_marked_where_its_reply_begins() -> None:
    async def check(engine: FakeEngine, feed: Feed) -> None:
        tokens = engine.generate(GenerationRequest(messages=[{"role": "user", "content": "hello"}]))
        next(tokens)
        for _ in range(2):
            await feed.tick(with_point=False)
        _, parts = await read(feed.stream())
        assert [words for _, words in parts["marks"]] == ["question"]
        tokens.close()

    with_feed(check)


def test_a_loaded_model_is_marked() -> None:
    async def check(engine: FakeEngine, feed: Feed) -> None:
        engine.load_model("demo-two")
        await feed.tick(with_point=False)
        _, parts = await read(feed.stream())
        assert [words for _, words in parts["marks"]] == ["model demo-moe → demo-two"]

    with_feed(check)


def test_uses_before_the_reply_are_known_to_those_who_come_in_its_middle() -> None:
    async def check(engine: FakeEngine, feed: Feed) -> None:
        say(engine)
        before = engine.snapshot().occupancy.uses
        stream = feed.stream()
        await feed.tick(with_point=False)
        _, first = await read(stream)
        state = {key: value for key, value in first.items() if key not in {"seq", "points"}}
        tokens = engine.generate(GenerationRequest(messages=[{"role": "user", "content": "again"}]))
        next(tokens)
        await feed.tick(with_point=False)
        _, delta = await read(stream)
        del delta["seq"]
        state = apply(state, delta)
        next(tokens)
        await feed.tick(with_point=False)
        _, late = await read(feed.stream())
        assert tuple(late["used_before"]) == tuple(state["used_before"]) == before
        tokens.close()  # type: ignore[attr-defined]

    with_feed(check)


def test_compressed_events_can_be_read_one_by_one() -> None:
    async def check(engine: FakeEngine, feed: Feed) -> None:
        reader = zlib.decompressobj(wbits=31)
        stream, plain = gzipped(feed.stream()), feed.stream()
        for _ in range(3):
            say(engine)
            await feed.tick(with_point=True)
            assert reader.decompress(await anext(stream)).decode() == await anext(plain)
        await stream.aclose()  # type: ignore[attr-defined]
        assert feed.readers == 1

    with_feed(check)
