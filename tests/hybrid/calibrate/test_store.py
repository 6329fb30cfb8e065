"""Calibrations on disk: back as they were, and none of a file that is anything else."""

import json

import pytest

from hybrid.calibrate import store
from hybrid.calibrate.store import load_calibration, save_calibration
from hybrid.records.calibration import Calibration, calibration_to_dict
from hybrid.types import ModelInfo
from tests.fakes.calibrations import make_calibration

CALIBRATION = make_calibration(ModelInfo("a model", "mixtral", 4, 8, 2, 1_000_000, 40_000_000, "bfloat16", 64))


def kept() -> Calibration | None:
    return load_calibration(CALIBRATION.shape, CALIBRATION.device, CALIBRATION.machine, CALIBRATION.version)


def test_it_comes_back() -> None:
    assert save_calibration(CALIBRATION)
    assert kept() == CALIBRATION


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[" * 100_000,
        b"7",
        b'["format"]',
        json.dumps(calibration_to_dict(CALIBRATION) | {"copy_alone": 10**400}).encode(),
        json.dumps(calibration_to_dict(CALIBRATION)).replace('"call": 0.0', '"call": "x"').encode(),
        json.dumps(calibration_to_dict(CALIBRATION)).replace("[[1, ", "[[1e999, ").encode(),
    ],
)
def test_anything_else_counts_as_none(content: bytes) -> None:
    assert save_calibration(CALIBRATION)
    store._path(CALIBRATION.shape, CALIBRATION.device, CALIBRATION.machine).write_bytes(content)
    assert kept() is None
