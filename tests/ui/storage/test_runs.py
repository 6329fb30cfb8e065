"""Replies as rows: complete, short, and there after a restart."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid.lab import RecordedReply
from hybrid.types import DeviceInfo, ReplyStats
from tests.fakes.fake_engine import MACHINE, MODEL, SETTINGS
from tests.fakes.fake_recordings import fake_recording
from ui.storage.runs import CURVE_POINTS, Circumstances, Curve, Run, RunsStore, curve_of, run_of

STATS = ReplyStats(
    request_id="r1", settings=SETTINGS, prompt_tokens=12, prefilled_tokens=9, generated_tokens=40,
    time_to_first_token_s=0.25, tokens_per_s=21.5, hit_rate=0.75, fills=12, bytes_copied=1 << 30,
    gpu_joules=80.0, cpu_joules=None,
)  # fmt: skip
CURVE = Curve(1, (20.0, 21.0), (0.5, 1.0))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "runs.db"


def recording(milliseconds: list[float]) -> RecordedReply:
    made = fake_recording("r1", ["a"], ["b"] * len(milliseconds), MODEL, SETTINGS)
    times = np.array([np.nan, *milliseconds], np.float32)
    return replace(made, milliseconds=times)


def test_a_row_says_everything_that_was_in_force() -> None:
    run = run_of(STATS, "cancelled", "demo-moe")
    assert (run.indexes, run.ways, run.mapping, run.policy) == (12, 4, "layered", "lfu")
    assert (run.admission, run.max_queued_copies, run.cpu_threads, run.placement) == ("bounded", 2, 2, "cached")
    assert (run.tokens, run.finish, run.gpu_joules, run.cpu_joules) == (40, "cancelled", 80.0, None)


def test_a_row_says_where_it_was_measured() -> None:
    run = run_of(STATS, "stop", "demo-moe", Circumstances.of(MODEL, MACHINE, "abc1234"))
    assert (run.format, run.machine) == ("bfloat16", "simulated GPU, 2 cores, 16 GiB RAM")
    assert (run.emulated, run.commit) == (True, "abc1234")
    card = DeviceInfo("cuda", "RTX 4090", 24 << 30)
    on_gpu = Circumstances.of(MODEL, replace(MACHINE, devices=(card,), emulated=False), "")
    assert (on_gpu.machine, on_gpu.emulated) == ("RTX 4090, 24 GiB, 2 cores, 16 GiB RAM", False)
    assert run_of(STATS, "stop", "m").commit == ""


def test_rows_and_curves_are_there_after_a_restart(path: Path) -> None:
    run = run_of(STATS, "stop", "demo-moe")
    RunsStore(lambda: path).add(run, CURVE)
    again = RunsStore(lambda: path)
    assert [Run(**row) for row in again.rows()] == [run]
    assert again.curve("r1") == {"tokens": 1, "tokens_per_s": [20.0, 21.0], "hit_rate": [0.5, 1.0]}
    assert again.curve("another") is None


def test_the_latest_row_comes_first_and_the_oldest_go(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.storage.runs.MOST_RUNS", 3)
    store = RunsStore(lambda: path)
    for number in range(5):
        store.add(replace(run_of(STATS, "stop", "m"), id=str(number), at=float(number)), None)
    assert [row["id"] for row in store.rows()] == ["4", "3", "2"]
    assert store.curve("4") is None


@pytest.mark.parametrize("jump", [-3600.0, -400 * 86_400.0, 400 * 86_400.0])
def test_a_clock_that_jumps_costs_no_new_row(path: Path, monkeypatch: pytest.MonkeyPatch, jump: float) -> None:
    monkeypatch.setattr("ui.storage.runs.MOST_RUNS", 3)
    now, store = 1.7e9, RunsStore(lambda: path)
    monkeypatch.setattr("ui.storage.runs.time", lambda: now)
    for number in range(3):
        store.add(replace(run_of(STATS, "stop", "m"), id=f"before {number}"), None)
    now += jump
    for number in range(2):
        store.add(replace(run_of(STATS, "stop", "m"), id=f"after {number}"), None)
    assert {row["id"] for row in store.rows()} == {"before 2", "after 0", "after 1"}


def test_a_damaged_file_is_put_aside_and_said_so(path: Path) -> None:
    path.write_bytes(b"no database, " * 1000)
    store = RunsStore(lambda: path)
    assert store.rows() == ()
    assert "damaged" in store.problem
    store.add(run_of(STATS, "stop", "m"), CURVE)
    assert len(store.rows()) == 1


@given(st.lists(st.floats(0.5, 500.0, width=32), min_size=1, max_size=400))
def test_a_curve_is_short_and_keeps_the_mean(milliseconds: list[float]) -> None:
    curve = curve_of(recording(milliseconds))
    assert curve is not None
    assert len(curve.tokens_per_s) == len(curve.hit_rate) == -(-len(milliseconds) // curve.tokens)
    assert len(curve.tokens_per_s) <= CURVE_POINTS
    assert all(0 <= share <= 1 for share in curve.hit_rate)
    first = milliseconds[: curve.tokens]
    assert curve.tokens_per_s[0] == pytest.approx(1000 * len(first) / sum(first), abs=0.01)


def test_a_reply_without_a_token_has_no_curve() -> None:
    assert curve_of(recording([])) is None
