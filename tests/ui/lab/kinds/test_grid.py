"""The map of every geometry: its figures against the lab's own, its marks, and its words."""

from dataclasses import replace

import numpy as np
import pytest

from hybrid.lab import MACHINES, never_cancelled, no_progress, predict, replay
from hybrid.types import Geometry, MappingName
from tests.fakes.fake_engine import SETTINGS
from tests.fakes.lab_inputs import inputs, result_of, talked
from ui.lab.kinds.grid import GridWork, measured_speed
from ui.lab.kinds.grid_view import GridResult

LONG = "tell me all about foxes and ships and birds and whatever else there is to tell of"


def test_values_are_the_labs_own_predictions() -> None:
    engine = talked(LONG)
    grid: GridResult = result_of(engine, "grid").data
    trace, calibration = inputs(engine).trace(), engine.calibration()
    assert calibration is not None
    assert grid.tokens_per_s is not None
    for geometry in (Geometry(12, 4), Geometry(6, 8), Geometry(0, 0)):
        expected = predict(trace, replace(SETTINGS, geometry=geometry), calibration)
        at = grid.at(geometry)
        assert grid.tokens_per_s[at] == pytest.approx(expected.tokens_per_s)
        assert grid.gpu_bytes[at] == expected.gpu_bytes


@pytest.mark.parametrize("mapping", ["layered", "pooled"])
def test_without_a_calibration_hit_rates_are_replayed(mapping: MappingName) -> None:
    engine = talked(LONG, calibrated=False)
    result = result_of(engine, "grid", settings={"mapping": mapping, "policy": "lru", "admission": "always"})
    grid: GridResult = result.data
    trace = inputs(engine).trace()
    for geometry in (Geometry(12, 4), Geometry(5, 3)):
        expected = replay(trace, geometry, mapping=mapping, policy="lru", admission="always")
        assert grid.hit_rate[grid.at(geometry)] == pytest.approx(expected.hit_rate)
    assert grid.tokens_per_s is None
    assert "grid-speed" not in result.view.figures
    assert "Benchmark this machine" in result.view.sentences["grid-note"]
    assert grid.most_hits == Geometry(12, 8)


def test_the_best_fits_the_memory_and_what_does_not_is_dimmed() -> None:
    engine = talked(LONG)
    model = engine.snapshot().model
    budget = 30 * model.expert_bytes
    result = result_of(engine, "grid", budget_gib=budget / (1 << 30))
    grid: GridResult = result.data
    assert grid.fastest is not None
    assert grid.tokens_per_s is not None
    assert grid.fastest.slots <= 30
    assert grid.tokens_per_s[grid.at(grid.fastest)] == grid.tokens_per_s[grid.fits].max()
    dimmed = np.array(result.view.figures["grid-speed"].data[1]["z"], float)
    assert (np.isnan(dimmed) == grid.fits).all()
    assert (grid.fits == (np.multiply.outer(grid.indexes, grid.ways) <= 30)).all()


def test_marks_stand_where_the_setting_in_force_and_the_best_are() -> None:
    engine = talked(LONG)
    result = result_of(engine, "grid")
    grid: GridResult = result.data
    marks = [trace for trace in result.view.figures["grid-speed"].data if trace.get("mode") == "markers"]
    assert [(mark["y"][0], mark["x"][0]) for mark in marks] == [grid.at(SETTINGS.geometry), grid.at(grid.fastest)]  # type: ignore[arg-type]


def test_memory_lines_are_the_memory_of_the_device() -> None:
    result = result_of(talked(LONG), "grid")
    (lines,) = [trace for trace in result.view.figures["grid-hits"].data if trace["type"] == "contour"]
    assert np.allclose(np.array(lines["z"]) * (1 << 20), result.data.gpu_bytes)
    assert lines["contours"]["end"] / lines["contours"]["size"] < 12


def test_every_cell_says_its_figures_and_a_click_knows_its_settings() -> None:
    result = result_of(talked(LONG), "grid", settings={"policy": "lru"})
    grid: GridResult = result.data
    row, column = grid.at(Geometry(12, 4))
    text = result.view.figures["grid-speed"].data[0]["text"][row][column]
    for part in ("N 12 × M 4", "48 slots, 50 %", "tok/s", "hit rate", "GPU memory", "copied per token"):
        assert part in text
    facts = result.view.facts
    assert facts["indexes"][row] == 12
    assert facts["ways"][column] == 4
    assert facts["settings"]["policy"] == "lru"
    assert set(facts["best"]) >= {"indexes", "ways", "policy", "placement"}


def test_predicted_stands_beside_measured_for_the_setting_in_force() -> None:
    engine = talked(LONG)
    result = result_of(engine, "grid")
    running = result.data.running
    assert running is not None
    assert running.error == pytest.approx(running.predicted_tokens_per_s / running.measured_tokens_per_s - 1)
    assert "predicted" in result.view.sentences["running"]
    assert f"({100 * running.error:+.0f} %)" in result.view.sentences["running"]
    engine.reconfigure(policy="lru")
    assert result_of(engine, "grid").view.sentences["running"] == ""


def test_the_measured_speed_is_that_of_the_last_reply_under_those_settings() -> None:
    engine = talked("first", LONG)
    milliseconds = engine.recorded_replies()[-1].decode_milliseconds()
    expected = 1e3 / milliseconds[len(milliseconds) // 4 :].mean()
    assert measured_speed(engine.recorded_replies(), SETTINGS) == pytest.approx(expected)
    assert measured_speed(engine.recorded_replies(), replace(SETTINGS, policy="fifo")) is None


def test_another_machines_figures_are_marked_as_a_prediction() -> None:
    engine = talked(LONG)
    view = result_of(engine, "grid", machine=MACHINES[-1].name).view
    assert "nothing here was measured" in view.sentences["grid-note"]
    assert view.sentences["running"] == ""


def test_with_no_slots_in_use_the_map_is_of_the_cache() -> None:
    engine = talked(LONG)
    engine.reconfigure(placement="cpu_only")
    result = result_of(engine, "grid")
    grid: GridResult = result.data
    assert grid.settings.placement == "cached"
    assert grid.hit_rate.max() > grid.hit_rate.min()
    assert result.view.sentences["grid-note"].startswith("The current strategy is CPU only")


def test_a_cancelled_grid_has_no_result() -> None:
    engine = talked(LONG)
    assert GridWork(engine)(inputs(engine), no_progress, lambda: True) is None
    assert GridWork(engine)(inputs(engine), no_progress, never_cancelled) is not None
