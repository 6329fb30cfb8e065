"""The books: what is counted per step reconciles with what is counted in all, whatever happened."""

import threading
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid.observe.telemetry import HIT, IN_FLIGHT, MISS, LayerRecord, StepWindow, Telemetry
from hybrid.types import Counters, SlotState
from tests.models.talkative import PATIENCE_S

LAYERS, EXPERTS, K, BYTES = 3, 5, 2, 7
Step = list[LayerRecord]


@st.composite
def steps(draw: st.DrawFn) -> Step:
    tokens = draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 1 << 30)))
    return [make_record(tokens, rng) for _ in range(LAYERS)]


def make_record(tokens: int, rng: np.random.Generator) -> LayerRecord:
    choices = np.stack([rng.permutation(EXPERTS)[:K] for _ in range(tokens)]).astype(np.int16)
    of_expert = rng.choice([HIT, IN_FLIGHT, MISS], EXPERTS).astype(np.uint8)
    fills = int(rng.integers(0, K + 1))
    return LayerRecord(
        choices=choices,
        outcomes=of_expert[choices],
        fills=fills,
        evictions=int(rng.integers(0, fills + 1)),
        bytes_copied=fills * BYTES,
        cpu_bytes=2 * fills * BYTES,
        cpu_ms=0.5,
        gpu_ms=np.nan,
    )


def make_telemetry(capacity: int = 4) -> Telemetry:
    return Telemetry(LAYERS, EXPERTS, K, capacity)


def write(telemetry: Telemetry, step: Step) -> None:
    for layer, record in enumerate(step):
        telemetry.record(layer, record)


@given(st.lists(steps(), max_size=10))
def test_counters_reconcile_with_all_that_was_recorded(history: list[Step]) -> None:
    telemetry = make_telemetry()
    for step in history:
        write(telemetry, step)
    counters = telemetry.counters()
    records = [record for step in history for record in step]
    tokens = sum(len(step[0].choices) for step in history)
    assert counters.hits + counters.misses == counters.routed == tokens * LAYERS * K
    assert counters.hits == sum(int((r.outcomes == HIT).sum()) for r in records)
    assert counters.in_flight == sum(int((r.outcomes == IN_FLIGHT).sum()) for r in records) <= counters.misses
    assert counters.fills == sum(r.fills for r in records)
    assert counters.evictions == sum(r.evictions for r in records) <= counters.fills
    assert counters.bytes_copied == counters.fills * BYTES
    assert counters.steps == len(history)


@given(st.lists(steps(), max_size=10), st.integers(0, 12))
def test_the_window_shows_the_last_steps_oldest_first(history: list[Step], asked: int) -> None:
    telemetry = make_telemetry()
    for step in history:
        write(telemetry, step)
    window = telemetry.window(asked)
    shown = history[len(history) - min(asked, 4, len(history)) :]
    assert window.first_step == len(history) - len(shown)
    assert len(window.hits) == len(shown)
    for row, step in enumerate(shown):
        for layer, record in enumerate(step):
            assert window.hits[row, layer] == (record.outcomes == HIT).sum()
            assert window.misses[row, layer] == (record.outcomes != HIT).sum()
            assert window.in_flight[row, layer] == (record.outcomes == IN_FLIGHT).sum()
            assert window.bytes_copied[row, layer] == record.bytes_copied
            assert window.cpu_bytes[row, layer] == record.cpu_bytes
            assert (window.fills[row, layer], window.evictions[row, layer]) == (record.fills, record.evictions)
            assert window.choices[row, layer].tolist() == record.choices[-1].tolist()


@given(st.lists(steps(), max_size=10), st.integers(1, 20))
def test_recent_hit_rate_is_that_of_the_latest_steps(history: list[Step], tokens: int) -> None:
    telemetry = make_telemetry(capacity=100)
    for step in history:
        write(telemetry, step)
    hits = routed = seen = 0
    for step in reversed(history):
        if seen >= tokens:
            break
        seen += len(step[0].choices)
        hits += sum(int((r.outcomes == HIT).sum()) for r in step)
        routed += sum(r.outcomes.size for r in step)
    assert telemetry.recent_hit_rate(tokens) == (hits / routed if routed else None)


@given(st.lists(steps(), min_size=1, max_size=6))
def test_tallies_per_expert_follow_the_choices(history: list[Step]) -> None:
    telemetry = make_telemetry()
    for step in history:
        write(telemetry, step)
    uses, hits = np.zeros((LAYERS, EXPERTS), int), np.zeros((LAYERS, EXPERTS), int)
    last_used = np.full((LAYERS, EXPERTS), -1)
    current = np.zeros((LAYERS, EXPERTS), int)
    for number, step in enumerate(history):
        for layer, record in enumerate(step):
            np.add.at(uses[layer], record.choices.ravel(), 1)
            np.add.at(hits[layer], record.choices[record.outcomes == HIT], 1)
            last_used[layer, record.choices.ravel()] = number
    missed = np.zeros((LAYERS, EXPERTS), int)
    for layer, record in enumerate(history[-1]):
        current[layer, record.choices[-1]] = 1
        missed[layer, record.choices[-1][record.outcomes[-1] != HIT]] = 1
    nothing = telemetry.occupancy([-1] * LAYERS * EXPERTS, [], b"")
    assert nothing.uses == tuple(uses.ravel().tolist())
    assert nothing.hits == tuple(hits.ravel().tolist())
    assert nothing.last_used == tuple(last_used.ravel().tolist())
    assert list(nothing.current) == current.ravel().tolist()
    assert list(nothing.missed) == missed.ravel().tolist()
    assert set(nothing.state) == {SlotState.EMPTY}
    assert sum(nothing.uses) == telemetry.counters().routed
    assert sum(nothing.hits) == telemetry.counters().hits


def test_occupancy_shows_each_slots_state_at_its_expert() -> None:
    cells = (3, -1, LAYERS * EXPERTS - 1)
    slot_of = [-1] * LAYERS * EXPERTS
    slot_of[3], slot_of[-1] = 0, 2
    occupancy = make_telemetry().occupancy(slot_of, cells, bytes([SlotState.READY, SlotState.EMPTY, SlotState.LOADING]))
    assert (occupancy.state[3], occupancy.state[-1]) == (SlotState.READY, SlotState.LOADING)
    assert sum(occupancy.state) == SlotState.READY + SlotState.LOADING
    assert (occupancy.slot, occupancy.slot_cell) == (tuple(slot_of), cells)


def test_a_step_that_broke_off_is_not_counted() -> None:
    rng = np.random.default_rng(0)
    telemetry = make_telemetry()
    telemetry.record(0, make_record(1, rng))
    telemetry.record(1, make_record(1, rng))
    assert telemetry.counters() == Counters()
    write(telemetry, [make_record(2, rng) for _ in range(LAYERS)])
    assert telemetry.counters().routed == 2 * LAYERS * K
    assert telemetry.steps == 1


def test_device_times_arrive_later_and_only_in_steps_still_held() -> None:
    rng = np.random.default_rng(0)
    telemetry = make_telemetry(capacity=2)
    for _ in range(3):
        write(telemetry, [make_record(1, rng) for _ in range(LAYERS)])
    assert telemetry.last_step_ms() == (LAYERS * 0.5, None)
    for layer in range(LAYERS):
        telemetry.record_gpu_ms(1, layer, 2.0)
        telemetry.record_gpu_ms(0, layer, 99.0)
        telemetry.record_gpu_ms(3, layer, 99.0)
    assert telemetry.window(2).gpu_ms[0].tolist() == [2.0] * LAYERS
    assert np.isnan(telemetry.window(2).gpu_ms[1]).all()
    assert telemetry.last_step_ms() == (LAYERS * 0.5, LAYERS * 2.0)


def test_nothing_is_known_before_the_first_step() -> None:
    telemetry = make_telemetry()
    assert telemetry.counters().hit_rate is None
    assert telemetry.recent_hit_rate() is None
    assert telemetry.last_step_ms() == (None, None)
    assert len(telemetry.window(5).hits) == 0


def test_what_was_read_does_not_change_afterwards() -> None:
    rng = np.random.default_rng(0)
    telemetry = make_telemetry(capacity=1)
    write(telemetry, [make_record(1, rng) for _ in range(LAYERS)])
    window, counters = telemetry.window(1), telemetry.counters()
    arrays = {f.name: getattr(window, f.name).copy() for f in fields(StepWindow) if f.name != "first_step"}
    routed = counters.routed
    for _ in range(3):
        write(telemetry, [make_record(3, rng) for _ in range(LAYERS)])
    for name, before in arrays.items():
        np.testing.assert_array_equal(getattr(window, name), before)
    assert counters.routed == routed
    assert telemetry.counters().routed > routed


@pytest.mark.parametrize("tokens", [1, 3])
def test_a_reader_on_another_thread_never_sees_half_a_step(tokens: int) -> None:
    rng = np.random.default_rng(0)
    telemetry = make_telemetry()
    step = [make_record(tokens, rng) for _ in range(LAYERS)]
    reading, done = threading.Event(), threading.Event()
    wrong: list[Counters] = []

    def read() -> None:
        while not done.is_set():
            seen = telemetry.counters()
            if seen.hits + seen.misses != seen.routed or seen.routed != seen.steps * tokens * LAYERS * K:
                wrong.append(seen)
            reading.set()

    reader = threading.Thread(target=read)
    reader.start()
    assert reading.wait(PATIENCE_S)
    for _ in range(500):
        write(telemetry, step)
    done.set()
    reader.join(PATIENCE_S)
    assert wrong == []
    assert telemetry.counters().steps == 500
