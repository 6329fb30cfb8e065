"""Traces: what is refused, and what a file keeps; broken and foreign files say what is wrong."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from hybrid.errors import TraceError
from hybrid.lab import Trace, TraceOrigin, export_csv, load_trace, save_trace
from hybrid.records.trace_file import FORMAT, VERSION
from hybrid.types import Geometry

CHOICES = np.arange(24).reshape(4, 3, 2) % 5


def full_trace() -> Trace:
    return Trace.from_choices(
        CHOICES,
        num_experts=5,
        weights=np.linspace(0, 1, 24).reshape(4, 3, 2),
        prompt=[True, True, False, False],
        steps=[0, 0, 1, 2],
        turns=[0],
        texts=["Hé", "", "llo", "\n"],
        origin=TraceOrigin("some/model", "2026-07-01T12:00:00", Geometry(3, 2)),
    )


def test_defaults() -> None:
    trace = Trace.from_choices(CHOICES, num_experts=5)
    assert (trace.tokens, trace.layers, trace.top_k) == (4, 3, 2)
    assert trace.steps.tolist() == [0, 1, 2, 3]
    assert trace.turns.tolist() == [0]
    assert not trace.prompt.any()
    assert trace.weights is None


def test_a_trace_does_not_change_with_the_array_it_was_made_from() -> None:
    choices = CHOICES.copy()
    trace = Trace.from_choices(choices, num_experts=5)
    choices[:] = 0
    assert np.array_equal(trace.choices, CHOICES)
    assert not trace.choices.flags.writeable


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"choices": CHOICES[0]}, "2 dimensions"),
        ({"choices": CHOICES.astype(float)}, "whole expert numbers"),
        ({"choices": CHOICES[:, :0]}, "at least one layer"),
        ({"num_experts": 4}, "between 0 and 3"),
        ({"choices": CHOICES - 1}, "between 0 and 4"),
        ({"num_experts": 0}, "give 1 to"),
        ({"num_experts": 10**6}, "give 1 to"),
        ({"weights": np.zeros((4, 3))}, "must match"),
        ({"prompt": [True]}, "one value for each of 4 tokens"),
        ({"steps": [0, 2, 1, 3]}, "backwards"),
        ({"turns": [2, 1]}, "rising"),
        ({"turns": [4]}, "rising"),
        ({"texts": ["a"]}, "1 token texts for 4 tokens"),
    ],
)
def test_what_does_not_fit_together_is_refused(change: dict[str, Any], message: str) -> None:
    arguments: dict[str, Any] = {"choices": CHOICES, "num_experts": 5, **change}
    with pytest.raises(TraceError, match=message):
        Trace.from_choices(arguments.pop("choices"), **arguments)


def assert_equal(one: Trace, other: Trace) -> None:
    for name in ("choices", "prompt", "steps", "turns"):
        assert np.array_equal(getattr(one, name), getattr(other, name))
    assert (one.weights is None) == (other.weights is None)
    if one.weights is not None and other.weights is not None:
        assert np.array_equal(one.weights, other.weights)
    assert (one.num_experts, one.texts, one.origin) == (other.num_experts, other.texts, other.origin)


@pytest.mark.parametrize("trace", [full_trace(), Trace.from_choices(CHOICES, num_experts=5)], ids=["full", "bare"])
def test_a_file_keeps_everything(tmp_path: Path, trace: Trace) -> None:
    save_trace(trace, tmp_path / "trace.safetensors")
    assert_equal(load_trace(tmp_path / "trace.safetensors"), trace)


def test_an_empty_trace_can_be_kept(tmp_path: Path) -> None:
    empty = Trace.from_choices(np.zeros((0, 3, 2), int), num_experts=5)
    save_trace(empty, tmp_path / "trace.safetensors")
    assert_equal(load_trace(tmp_path / "trace.safetensors"), empty)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(TraceError, match="no file at"):
        load_trace(tmp_path / "nothing")


@pytest.mark.parametrize("size", [0, 5, 100, 600])
def test_a_file_cut_short(tmp_path: Path, size: int) -> None:
    path = tmp_path / "trace.safetensors"
    save_trace(full_trace(), path)
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(TraceError, match="cut short or something else"):
        load_trace(path)


def test_a_file_that_is_something_else(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("routing, routing, routing")
    with pytest.raises(TraceError, match="no complete safetensors file"):
        load_trace(path)


METADATA = {"format": FORMAT, "version": str(VERSION), "num_experts": "5"}
ARRAYS = {
    "choices": CHOICES.astype(np.int16),
    "prompt": np.zeros(4, np.uint8),
    "steps": np.arange(4, dtype=np.int32),
    "turns": np.zeros(1, np.int32),
}


@pytest.mark.parametrize(
    ("metadata", "arrays", "message"),
    [
        ({"format": "pt"}, {}, "no routing trace"),
        ({"version": "99"}, {}, "version 99"),
        ({"num_experts": "many"}, {}, "no number for 'num_experts'"),
        ({"num_experts": "3"}, {}, "damaged.*between 0 and 2"),
        ({"geometry": "big"}, {}, "'big' as geometry"),
        ({}, {"steps": None}, "lacks steps"),
        ({}, {"steps": np.zeros(9, np.int32)}, "damaged.*'steps'"),
        ({}, {"text_ends": np.array([1, 2, 3, 9])}, "texts do not fit"),
        ({}, {"text_ends": np.array([3, 2, 1, 0]), "text": np.zeros(0, np.uint8)}, "texts do not fit"),
        ({}, {"text_ends": np.zeros((2, 2), np.int64)}, "texts do not fit"),
    ],
)
def test_a_foreign_or_damaged_file_says_what_is_wrong(
    tmp_path: Path, metadata: dict[str, str], arrays: dict[str, Any], message: str
) -> None:
    path = tmp_path / "trace.safetensors"
    stored_arrays = {name: array for name, array in {**ARRAYS, **arrays}.items() if array is not None}
    save_file(stored_arrays, path, {**METADATA, **metadata})
    with pytest.raises(TraceError, match=message):
        load_trace(path)


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    for write in (save_trace, export_csv):
        with pytest.raises(TraceError, match="Choose another place"):
            write(full_trace(), tmp_path / "no" / "such" / "folder")


def test_csv_has_a_row_for_each_token_and_layer(tmp_path: Path) -> None:
    path = tmp_path / "trace.csv"
    export_csv(full_trace(), path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12
    assert rows[4] | {"weight_1": "", "weight_2": ""} == {
        "token": "1",
        "step": "0",
        "prompt": "1",
        "layer": "1",
        "expert_1": str(CHOICES[1, 1, 0]),
        "expert_2": str(CHOICES[1, 1, 1]),
        "weight_1": "",
        "weight_2": "",
    }
    assert float(rows[0]["weight_2"]) == pytest.approx(1 / 23)
