"""The range of speeds: a calibration's cost of a layer, averaged over hit rates."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from hybrid.bench.common.shapes import SHAPES
from hybrid.experts.host_weights import expert_bytes
from hybrid.fit.speed import EAGER_LAYER_S, from_figures, speed_range, zipf_share
from hybrid.lab.predictions.machines import MACHINES, MachineFigures
from hybrid.model.expert_modules import expert_layout
from hybrid.model.skeleton.text_models import build_skeleton
from hybrid.model.weights import dense_bytes
from hybrid.types import Geometry, ModelInfo
from tests.fakes.calibrations import make_calibration
from tests.repository import ROOT

LAYERS, EXPERTS, K = 4, 8, 2
INFO = ModelInfo("a model", "mixtral", LAYERS, EXPERTS, K, 10**8, 10**9, "bfloat16", 64, 10**9)
CALIBRATION = make_calibration(INFO)  # at 2 threads: 1 s a layer, 2 s a miss, 1 s more beside copies
FIGURES = MachineFigures("a desktop", 50.0, 25.0, 500.0, 24.0, 2)


def test_without_slots_every_expert_is_missed() -> None:
    speed = speed_range(CALIBRATION, Geometry(0, 0), 2, "")
    assert speed.low == speed.high == pytest.approx(1 / (LAYERS * (1.0 + K * 2.0)))


def test_with_all_experts_resident_there_is_no_range() -> None:
    speed = speed_range(CALIBRATION, Geometry(LAYERS, EXPERTS), 2, "")
    assert speed.low == speed.high == pytest.approx(1 / (LAYERS * 0.75))


def test_the_ends_are_the_averages_of_drawn_misses() -> None:
    """Of 100 000 layers drawn at both hit rates, for half of the ways in three of four layers."""
    speed = speed_range(CALIBRATION, Geometry(3, 4), 2, "basis")
    rng = np.random.default_rng(0)
    ends = []
    for hit_rate, copying in ((0.5, 1.0), (zipf_share(4, EXPERTS), 0.0)):
        misses = rng.binomial(K, 1 - hit_rate, 100_000)
        ends.append(1 / (3 * float(np.mean(1.0 + misses * (2.0 + copying))) + 5.0))
    assert (speed.low, speed.high) == pytest.approx(ends, rel=0.01)
    assert (speed.measured, speed.basis) == (True, "basis")


def test_popularity_by_zipf() -> None:
    assert zipf_share(0, 8) == 0.0
    assert zipf_share(8, 8) == 1.0
    assert zipf_share(1, 2) == pytest.approx(2 / 3)


def test_more_ways_are_never_slower() -> None:
    speeds = [speed_range(CALIBRATION, Geometry(LAYERS, ways), 2, "") for ways in range(EXPERTS)]
    assert [s.high for s in speeds] == sorted(s.high for s in speeds)
    assert [s.low for s in speeds] == sorted(s.low for s in speeds)


def test_bandwidths_bound_the_speed() -> None:
    """Two missed experts of 0.1 GB take 4 ms in each of four layers, the rest of 1 GB takes 2 ms. Beside copies RAM
    gives 36 GB/s; with those and the link's 25, less than 3.3 ms."""
    calibration = from_figures(FIGURES, INFO, emulated=False)
    speed = speed_range(calibration, Geometry(0, 0), 2, "", split_misses=False)
    assert not speed.measured
    assert 1 / 0.020 < speed.high < 1 / 0.018
    assert 1 / 0.017 < speed_range(calibration, Geometry(0, 0), 2, "").high < 1 / 0.015
    assert speed_range(calibration, Geometry(LAYERS, 4), 2, "").high > speed.high


def test_emulated_slots_gain_nothing() -> None:
    calibration = from_figures(FIGURES, INFO, emulated=True)
    none, half = (speed_range(calibration, Geometry(LAYERS, ways), 2, "") for ways in (0, 4))
    assert none.high == half.high < 1 / (LAYERS * EAGER_LAYER_S)
    assert calibration.emulated
    assert replace(calibration, emulated=False).predicted


def timed_steps() -> Iterator[dict[str, Any]]:
    """This engine's rows of the published benchmarks, all of one kind of machine."""
    for file in sorted((ROOT / "hybrid" / "bench" / "results").glob("decode-*.json")):
        for row in json.loads(file.read_text()):
            if row["contender"] == "this engine":
                yield row


@pytest.mark.parametrize(
    "row", list(timed_steps()), ids=lambda row: f"{row['model']} {row['trace']} {row['residency']}"
)
def test_what_was_timed_lies_in_the_range_reckoned_for_that_machine(row: dict[str, Any]) -> None:
    """Within 30 % of its ends: bandwidths are the kind of machine's, not that machine's on that day."""
    name, _, rest = row["model"].partition(", ")
    layers = int(rest.split()[0])
    config = SHAPES[name](layers)
    config.dtype = torch.bfloat16
    model = build_skeleton(config)
    layout = expert_layout(model)
    size, k = expert_bytes(layout), config.num_experts_per_tok
    info = ModelInfo(name, "", layers, layout.experts, k, size, 0, "bfloat16", 64, dense_bytes(model))
    machine = next(machine for machine in MACHINES if machine.name.startswith("H200"))
    geometry = Geometry(layers, round(layout.experts * row["residency"]))
    speed = speed_range(from_figures(machine, info, emulated=False), geometry, 15, "")
    assert speed.low / 1.3 < row["tokens_per_s"] < speed.high * 1.3
