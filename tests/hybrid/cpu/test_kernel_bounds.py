"""The kernels read and write their arrays and nothing beside them: what they are handed ends where memory does."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hybrid.cpu import job, kernels
from hybrid.experts.formats import FORMATS
from tests.fakes.guarded import Guarded
from tests.hybrid.cpu.test_kernels import Case, cases, dtypes_with, layout_of
from tests.repository import ROOT

CHILD = "import tests.hybrid.cpu.test_kernel_bounds as bounds; bounds.{}()"


def run_in_a_process_of_its_own(check: str) -> "subprocess.CompletedProcess[str]":
    """A fault ends the process, and must not end that of the tests."""
    command = [sys.executable, "-X", "faulthandler", "-c", CHILD.format(check)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)


@pytest.mark.parametrize("check", ["whole_jobs", "single_tokens", "warm_ups"])
def test_nothing_beside_the_arrays_is_touched(check: str) -> None:
    found = run_in_a_process_of_its_own(check)
    assert found.returncode == 0, found.stderr[-3000:]


def test_a_read_beside_an_array_is_seen() -> None:
    assert run_in_a_process_of_its_own("one_expert_too_far").returncode != 0


# What follows runs in those processes.


def guard(case: Case, guarded: Guarded, at_start: bool) -> None:
    case.stored = {name: guarded.copy(array, at_start=at_start) for name, array in case.stored.items()}
    case.hidden = guarded.copy(case.hidden, at_start=at_start)
    case.pairs = job.Pairs(*(guarded.copy(array, at_start=at_start) for array in case.pairs))


@contextmanager
def guarded_scratch(guarded: Guarded, at_start: bool) -> Iterator[None]:
    """What the kernels' callers make for them ends where memory does, too. For code that has been compiled."""

    def instead_of(make: Any) -> Any:
        return lambda *asked: guarded.copy(make(*asked), at_start=at_start)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hybrid.cpu.kernels.np.empty", instead_of(np.empty))
        patch.setattr("hybrid.cpu.kernels.np.zeros", instead_of(np.zeros))
        yield


@settings(deadline=None, max_examples=120)
@given(case=cases(), threads=st.integers(1, 3), at_start=st.booleans())
def whole_jobs(case: Case, threads: int, at_start: bool) -> None:
    kernels._SERIAL_BYTES = 0 if threads > 1 else 1 << 19
    plain, guarded = case.result(threads), Guarded()
    guard(case, guarded, at_start)
    out = guarded.copy(case.before, at_start=at_start)
    with guarded_scratch(guarded, at_start):
        kernels.run(case.job(out), threads)
    assert (out == plain).all()


@settings(deadline=None, max_examples=120)
@given(case=cases(), threads=st.integers(1, 2), at_start=st.booleans(), slots=st.lists(st.integers(-1, 0), max_size=9))
def single_tokens(case: Case, threads: int, at_start: bool, slots: list[int]) -> None:
    guarded, layout = Guarded(), case.layout
    guard(case, guarded, at_start)
    random = np.random.default_rng(case.seed)
    kinds = {"float32": np.float32, "float16": np.float16, "bfloat16": np.uint16}
    arrays = [
        np.ones(layout.hidden, kinds[layout.dtype]),
        random.integers(0, layout.experts, len(slots)),
        np.array(slots, np.int64),
        np.ones(len(slots), np.float32),
        np.zeros(layout.hidden, np.float32),
    ]
    hidden, choices, places_, shares, out = (guarded.copy(array, at_start=at_start).ctypes.data for array in arrays)
    weights = case.job(case.before).weights
    places = job.TokenPlaces(hidden, choices, places_, shares, out, len(slots))
    tags, shape = job.tags_of(layout), job.shape_of(layout)
    kernels._SERIAL_BYTES = 0 if threads > 1 else 1 << 19
    kernels.warm_up(layout)
    with guarded_scratch(guarded, at_start):
        call = kernels.TokenCall(tags, shape, weights, places, threads, (case, guarded))
        assert call(case.first) == slots.count(-1)


def warm_ups() -> None:
    """Every layout, as large as those of real models: what stands in for the weights is much smaller."""
    layouts = [
        layout_of(4096, 14336, dtype, gated=gated, concatenated=concatenated, weight_format=weight_format)
        for weight_format in FORMATS
        for dtype in dtypes_with(weight_format)
        for gated in (True, False)
        for concatenated in (True, False)
    ]
    for weight_format in FORMATS:
        for dtype in dtypes_with(weight_format):  # compiles, for which numba makes arrays of its own
            kernels.warm_up(layout_of(1, 1, dtype, weight_format=weight_format))
    with guarded_scratch(Guarded(), at_start=False):
        for layout in layouts:
            kernels.warm_up(layout)


def one_expert_too_far() -> None:
    case, guarded = Case(layout_of(64, 64), 0), Guarded()
    guard(case, guarded, at_start=False)
    case.pairs.entries[:] = case.layout.experts
    case.layout = replace(case.layout, experts=case.layout.experts + 1)
    kernels.run(case.job(case.before), 1)
