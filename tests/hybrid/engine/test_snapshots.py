"""When a snapshot is published and what is in it, with a clock we set."""

from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from pathlib import Path

import pytest
import torch

from hybrid.decode.runtime import Runtime
from hybrid.engine import snapshots
from hybrid.engine.snapshots import SnapshotBoard
from hybrid.model.loading import load_model, open_checkpoint
from hybrid.observe.power_monitor import PowerMonitor
from hybrid.observe.power_sources import NullSource
from hybrid.types import Geometry, Settings, SlotState, Snapshot

CPU = torch.device("cpu")


class Clock:
    now = 50.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(snapshots, "monotonic", clock)
    return clock


@pytest.fixture
def runtime(checkpoint: Path) -> Iterator[Runtime]:
    loaded = load_model(open_checkpoint(str(checkpoint)), CPU)
    runtime = Runtime(loaded, Settings(Geometry(2, 2), "layered", "lru", "always", 2, 1), CPU)
    yield runtime
    runtime.close()


@pytest.fixture
def board() -> Iterator[SnapshotBoard]:
    power = PowerMonitor(NullSource("GPU", "there is none"), NullSource("CPU", "not allowed"))
    yield SnapshotBoard(CPU, power)
    power.close()


def test_at_most_ten_a_second(board: SnapshotBoard, runtime: Runtime, clock: Clock) -> None:
    versions = []
    for _ in range(100):
        board.publish("decode", runtime, None, "reply", 0)
        versions.append(board.latest.version)
        clock.now += 0.02
    assert versions == sorted(versions)
    assert len(set(versions)) <= 21
    assert len(set(versions)) >= 15


@pytest.mark.usefixtures("clock")
def test_a_change_of_phase_or_reply_is_published_at_once(board: SnapshotBoard, runtime: Runtime) -> None:
    states = [("idle", ""), ("prefill", "one"), ("decode", "one"), ("decode", "two"), ("idle", "")]
    for version, (phase, active) in enumerate(states, start=1):
        for queued in (3, 4):
            board.publish(phase, runtime, None, active, queued)
            latest = board.latest
            assert (latest.version, latest.phase, latest.active_request) == (version, phase, active)
            assert latest.queued_requests == 3


def test_a_snapshot_is_never_changed(board: SnapshotBoard, runtime: Runtime, clock: Clock) -> None:
    board.publish("idle", runtime, None, "", 0)
    snapshot = board.latest
    copy = replace(snapshot)
    with torch.no_grad():
        runtime._loaded.model(input_ids=torch.tensor([[5, 6, 7]]))
    clock.now += 1.0
    board.publish("idle", runtime, None, "", 0)
    assert board.latest.counters.routed == 3 * 2 * 2
    assert snapshot == copy
    assert snapshot.counters.routed == 0
    with pytest.raises(FrozenInstanceError):
        snapshot.version = 9


PLAIN = (int, float, str, bytes, bool, type(None))


def assert_plain(value: object) -> None:
    if is_dataclass(value):
        assert value.__dataclass_params__.frozen
        for field in fields(value):
            assert_plain(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            assert_plain(part)
    else:
        assert type(value) in PLAIN


@pytest.mark.usefixtures("clock")
def test_a_snapshot_holds_plain_values_and_says_why_a_sensor_is_missing(board: SnapshotBoard, runtime: Runtime) -> None:
    board.publish("idle", runtime, None, "", 0)
    snapshot: Snapshot = board.latest
    assert_plain(snapshot)
    assert (snapshot.power.gpu.watts, snapshot.power.gpu.joules, snapshot.power.gpu.reason) == (
        None,
        None,
        "there is none",
    )
    assert snapshot.power.cpu.reason == "not allowed"
    assert snapshot.memory.slots == 4 * snapshot.model.expert_bytes
    assert snapshot.settings == runtime.settings


def test_occupancy_agrees_with_the_cache(board: SnapshotBoard, runtime: Runtime, clock: Clock) -> None:
    with torch.no_grad():
        for token in range(3, 60):
            runtime._loaded.model(input_ids=torch.tensor([[token]]))
    runtime.parts.slots.drain()
    clock.now += 1.0
    board.publish("idle", runtime, None, "", 0)
    seen, cache = board.latest.occupancy, runtime.parts.slots.cache
    assert seen.slot_cell == cache.cells()
    assert seen.slot == cache.slots()
    for cell, slot in enumerate(seen.slot):
        assert seen.state[cell] == (cache.state_of(slot) if slot >= 0 else SlotState.EMPTY)
    assert seen.state.count(SlotState.READY) == 4
    assert sum(seen.uses) == board.latest.counters.routed


def test_what_goes_on_with_another_model_is_told_in_whatever_phase(
    board: SnapshotBoard, runtime: Runtime, clock: Clock
) -> None:
    board.publish("idle", runtime, None, "", 0)
    board.tell("Downloading a model")
    clock.now += 1
    board.publish("idle", runtime, None, "", 3)
    assert (board.latest.phase, board.latest.activity) == ("idle", "Downloading a model")
    clock.now += 1
    report, before = board.loading("Going back. "), board.latest.version
    for share in (0.1, 0.2, 0.3):  # at once: one snapshot is enough
        report(share, f"Reading: {share}")
    latest = board.latest
    assert (latest.phase, latest.activity, latest.version) == ("loading", "Going back. Reading: 0.1", before + 1)
    assert latest.queued_requests == 3
    clock.now += 1
    report(0.9, "Reading: 0.9")
    assert board.latest.activity == "Going back. Reading: 0.9"
    board.tell("")
    board.publish("idle", runtime, None, "", 0)
    assert board.latest.activity == ""
