"""The commands that calibrate and that put predictions to the test, on the tiny shape."""

import json
from pathlib import Path

import pytest

from hybrid.bench.predict import contenders_for, verdict
from hybrid.lab import calibration_from_dict
from hybrid.machine.user_folders import HOME_VARIABLE
from hybrid.types import ModelInfo
from tests.fakes.bench_tools import LAYERS, TINY, rows_of
from tests.fakes.calibrations import make_calibration

MODEL = ModelInfo("a model", "mixtral", LAYERS, 8, 2, 1000, 10**6, "bfloat16", 64)


def test_calibrate_prints_a_row_for_each_thread_count_and_keeps_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    rows = rows_of(tmp_path, "calibrate", *TINY)
    assert [(row["threads"], row["misses on"]) for row in rows] == [(1, "CPU")]
    assert all(rows[0][name] > 0 for name in ("layer_hit_ms", "layer_miss_ms", "expert_ms", "copy_ms"))
    said = capsys.readouterr()
    assert "Kept for the app." in said.out
    assert "Measuring all experts in slots" in said.err
    (kept,) = (tmp_path / "home").rglob("*.json")
    assert calibration_from_dict(json.loads(kept.read_text())).shape.layers == LAYERS


def test_predict_compares_at_least_twelve_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = rows_of(tmp_path, "predict", *TINY, "--tokens", "3")
    assert len(rows) >= 12
    assert [row["measured_ms"] for row in rows] == sorted(row["measured_ms"] for row in rows)
    for row in rows:
        assert row["error"] == pytest.approx(row["predicted_ms"] / row["measured_ms"] - 1)
    assert "16 settings: median error" in capsys.readouterr().out
    by_name = {row["setting"]: row for row in rows}
    assert by_name["cpu only"]["predicted_hit_rate"] == 0
    assert by_name["static layers 50%"]["predicted_hit_rate"] == 0.5
    assert by_name["lru always 50%"]["fills_per_token"] > 0


def test_settings_of_a_kind_are_tried_at_every_size() -> None:
    field = contenders_for(MODEL, 2, [0.25, 0.5], make_calibration(MODEL))
    assert len(field) == len({contender.name for contender in field}) == 16
    assert {contender.settings.geometry.slots for contender in field} == {0, LAYERS * 2, LAYERS * 4, LAYERS // 2 * 4}


def test_the_verdict_names_the_pick_and_what_it_loses() -> None:
    rows = [
        {"setting": "a", "measured_ms": 10.0, "predicted_ms": 12.0, "error": 0.2},
        {"setting": "b", "measured_ms": 11.0, "predicted_ms": 11.0, "error": 0.0},
        {"setting": "c", "measured_ms": 20.0, "predicted_ms": 18.0, "error": -0.1},
    ]
    assert verdict(rows) == (
        "3 settings: median error 10.0%, worst 20.0%. Predicted fastest: b, 10.0% slower than the fastest measured, a."
    )
