"""The numba kernels against float64, over shapes, storage types, activations, tokens and thread counts."""

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass
from typing import Any

import numba
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from hybrid.cpu import job, kernels
from hybrid.experts.formats import FORMATS
from hybrid.types import ClampedSwiglu, ExpertLayout
from tests.models.stored_matrices import random_matrix

Floats = NDArray[np.float64]
Gate = Callable[[ExpertLayout, Floats], Floats]
UNCLAMPED = ClampedSwiglu()

pytestmark = pytest.mark.usefixtures("every_job_in_parallel")


def layout_of(
    hidden: int = 24,
    intermediate: int = 40,
    dtype: str = "bfloat16",
    *,
    gated: bool = True,
    biased: bool = False,
    concatenated: bool = True,
    activation: str = "silu",
    swiglu: ClampedSwiglu = UNCLAMPED,
    weight_format: str = "plain",
) -> ExpertLayout:
    kind: Any = dtype
    stored: Any = weight_format
    return ExpertLayout(6, hidden, intermediate, kind, gated, biased, concatenated, activation, swiglu, stored)


def store(values: Floats, dtype: str) -> tuple[NDArray[np.generic], Floats]:
    """``values`` as the kernels read them, and what they are after that rounding."""
    if dtype == "float32":
        kept = values.astype(np.float32)
        return kept, kept.astype(np.float64)
    if dtype == "float16":
        half = values.astype(np.float16)
        return half, half.astype(np.float64)
    bits = (values.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16)
    return bits, (bits.astype(np.uint32) << 16).view(np.float32).astype(np.float64)


def activate(name: str, values: Floats) -> Floats:
    if name == "silu":
        return values / (1 + np.exp(-values))
    if name == "gelu":
        return 0.5 * values * (1 + np.vectorize(math.erf)(values / math.sqrt(2)))
    if name == "gelu_tanh":
        return 0.5 * values * (1 + np.tanh(math.sqrt(2 / math.pi) * (values + 0.044715 * values**3)))
    return np.maximum(values, 0) ** 2


def gated(layout: ExpertLayout, rows: Floats) -> Floats:
    """``rows`` (rows,) of the up projection -> (intermediate,)."""
    if not layout.gated:
        return activate(layout.activation, rows)
    gate, up = np.split(rows, 2) if layout.concatenated else (rows[::2], rows[1::2])
    if layout.activation != "clamped_swiglu":
        return activate(layout.activation, gate) * up
    alpha, limit, offset = astuple(layout.swiglu)
    gate, up = np.minimum(gate, limit), np.clip(up, -limit, limit)
    return gate / (1 + np.exp(-alpha * gate)) * (up + offset)


def gated_bound(layout: ExpertLayout, rows: Floats) -> Floats:
    """What ``gated`` stays below for rows of those magnitudes."""
    if not layout.gated:
        return (rows + 1) ** (2 if layout.activation == "relu2" else 1)
    gate, up = np.split(rows, 2) if layout.concatenated else (rows[::2], rows[1::2])
    return (gate + 1) ** (2 if layout.activation == "relu2" else 1) * (up + layout.swiglu.offset)


@dataclass
class Case:
    """Random weights, states and routing for one layout; owns every array whose address a job holds."""

    layout: ExpertLayout
    seed: int
    counts: tuple[int, ...] = (1,)  # pairs of each entry
    tokens: int = 1
    first: int = 0  # intermediate row

    def __post_init__(self) -> None:
        layout, random = self.layout, np.random.default_rng(self.seed)
        shapes = {
            "up": (layout.experts, layout.rows, layout.hidden),
            "down": (layout.experts, layout.hidden, layout.intermediate),
            "up_bias": (layout.experts, layout.rows),
            "down_bias": (layout.experts, layout.hidden),
        }
        values = {name: random.normal(size=shape) for name, shape in shapes.items()}
        made = {name: store(array, layout.dtype) for name, array in values.items()}
        self.stored = {name: pair[0] for name, pair in made.items()}
        self.exact = {name: pair[1] * (layout.biased or "bias" not in name) for name, pair in made.items()}
        for name, form in zip(("up", "down"), layout.formats, strict=True) if layout.format != "plain" else ():
            matrix = random_matrix(form, torch.from_numpy(values[name]), self.seed)
            parts = dict(zip(("", "_groups", "_scales"), matrix, strict=True))
            for suffix, part in parts.items():
                if part is not None:
                    self.stored[f"{name}{suffix}"] = part.view(torch.uint8).numpy()
            self.exact[name] = FORMATS[form].decode(matrix).double().numpy()
        self.hidden = random.normal(size=(self.tokens, layout.hidden)).astype(np.float32)
        self.before = random.normal(size=(self.tokens, layout.hidden)).astype(np.float32)
        pairs = sum(self.counts)
        self.pairs = job.Pairs(
            random.integers(0, layout.experts, len(self.counts)),
            np.concatenate(([0], np.cumsum(self.counts))).astype(np.int64),
            random.integers(0, self.tokens, pairs),
            random.random(pairs, np.float32),
        )

    def job(self, out: NDArray[np.float32]) -> job.Job:
        at = {name: array.ctypes.data for name, array in self.stored.items()}
        addresses = [at.get(name, 0) for name in job.Weights._fields[:-1]]
        weights = job.Weights._make([*addresses, self.layout.experts])
        states = job.States(self.hidden.ctypes.data, out.ctypes.data, self.tokens)
        return job.Job(job.tags_of(self.layout), job.shape_of(self.layout), weights, self.pairs, states, self.first)

    def result(self, threads: int) -> NDArray[np.float32]:
        out = self.before.copy()
        kernels.run(self.job(out), threads)
        return out

    def reference(self) -> tuple[Floats, Floats]:
        """The sum in float64, and a bound on its terms' magnitude, to which rounding is proportional."""
        total, bound = self.before.astype(np.float64), np.abs(self.before).astype(np.float64)
        magnitudes = {name: np.abs(array) for name, array in self.exact.items()}
        for number, entry in enumerate(self.pairs.entries):
            for pair in range(self.pairs.offsets[number], self.pairs.offsets[number + 1]):
                token, weight = self.pairs.tokens[pair], float(self.pairs.weights[pair])
                hidden = self.hidden[token].astype(np.float64)
                total[token] += weight * self._mlp(self.exact, entry, hidden, gated)
                bound[token] += weight * self._mlp(magnitudes, entry, np.abs(hidden), gated_bound)
        return total, bound

    def _mlp(self, weights: dict[str, Floats], entry: int, hidden: Floats, gate: Gate) -> Floats:
        inner = gate(self.layout, weights["up"][entry] @ hidden + weights["up_bias"][entry])
        return weights["down"][entry][:, self.first :] @ inner[self.first :] + weights["down_bias"][entry]


def dtypes_with(weight_format: str) -> tuple[str, ...]:
    """Types of activations to try with a format: all where weights are stored in them, else one, for each is compiled
    anew and has nothing to do with packed weights."""
    dtypes = ("float32", "bfloat16", "float16")
    first = sorted(FORMATS).index(weight_format) % len(dtypes)
    return dtypes if weight_format == "plain" else dtypes[first : first + 1]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    activation = draw(st.sampled_from(sorted(job.ACTIVATIONS)))
    name = draw(st.sampled_from(sorted(FORMATS)))
    block, step = FORMATS[name].block, FORMATS[name].step
    columns = st.integers(1, 150 if block == 1 else 8).map(block.__mul__)
    layout = layout_of(
        draw(columns),
        draw(columns),
        draw(st.sampled_from(dtypes_with(name))),
        gated=activation == "clamped_swiglu" or draw(st.booleans()),
        biased=draw(st.booleans()),
        concatenated=draw(st.booleans()),
        activation=activation,
        swiglu=draw(st.builds(ClampedSwiglu, *map(st.sampled_from, ((1.0, 1.702), (0.5, 7.0, math.inf), (0.0, 1.0))))),
        weight_format=name,
    )
    counts = draw(st.lists(st.integers(0, 11), max_size=5))
    first = draw(st.sampled_from([0, draw(st.integers(0, layout.intermediate - 1))])) // step * step
    return Case(layout, draw(st.integers(0, 2**32)), tuple(counts), draw(st.integers(1, 7)), first)


@settings(deadline=None, max_examples=100)
@given(case=cases(), threads=st.integers(1, 3))
def test_equals_float64_within_float32_rounding(case: Case, threads: int) -> None:
    expected, bound = case.reference()
    assert (np.abs(case.result(threads) - expected) <= 2e-6 * bound).all()


@settings(deadline=None, max_examples=30)
@given(case=cases())
def test_the_thread_count_changes_no_bit(case: Case) -> None:
    serial = case.result(1)
    assert all((case.result(threads) == serial).all() for threads in (2, 3, 5))


@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float16"])
def test_accumulates_in_float32(dtype: str) -> None:
    case = Case(layout_of(1500, 700, dtype), 0, (1, 1, 3), 3)
    expected, _ = case.reference()
    error = np.linalg.norm(case.result(2) - expected) / np.linalg.norm(expected - case.before)
    assert error < 1e-6


def test_experts_of_one_token_add_up_the_same_every_time() -> None:
    case = Case(layout_of(300, 200), 1, (1,) * 8, 1)
    first = case.result(3)
    assert all((case.result(3) == first).all() for _ in range(20))


def test_calls_from_several_threads_do_not_disturb_each_other() -> None:
    all_cases = [Case(layout_of(200, 100), seed, (2, 1), 2) for seed in range(24)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda case: case.result(2), all_cases))
    assert all((out == case.result(1)).all() for out, case in zip(together, all_cases, strict=True))


def test_more_threads_than_numba_has_are_no_error() -> None:
    case = Case(layout_of(), 2)
    assert (case.result(numba.config.NUMBA_NUM_THREADS + 3) == case.result(1)).all()
    assert numba.get_num_threads() == numba.config.NUMBA_NUM_THREADS


def test_results_between_the_phases_outlive_the_first() -> None:
    """Large enough that the system takes freed memory back at once."""
    case = Case(layout_of(16, 20_000), 5, (7, 1), 2)
    expected, bound = case.reference()
    assert all((np.abs(case.result(threads) - expected) <= 2e-6 * bound).all() for threads in (1, 2))


def test_nothing_to_do_leaves_the_output_alone() -> None:
    case = Case(layout_of(), 3, (), 2)
    assert (case.result(2) == case.before).all()


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("entries", [6]),
        ("entries", [-1]),
        ("tokens", [2]),
        ("tokens", [-1]),
        ("offsets", [0, 2]),
        ("weights", []),
    ],
)
def test_what_lies_out_of_bounds_is_refused_before_computing(field: str, values: list[int], threads: int) -> None:
    case = Case(layout_of(), 4, (1,), 2)
    case.pairs = case.pairs._replace(**{field: np.array(values, getattr(case.pairs, field).dtype)})
    out = case.before.copy()
    with pytest.raises(IndexError):
        kernels.run(case.job(out), threads)
    assert (out == case.before).all()


@pytest.mark.parametrize("name", job.Pairs._fields)
@pytest.mark.parametrize("change", [lambda a: a.astype(np.int32), lambda a: np.repeat(a, 2)[::2]])
def test_pairs_of_another_kind_are_refused_and_not_misread(
    name: str, change: Callable[[NDArray[np.generic]], NDArray[np.generic]]
) -> None:
    case = Case(layout_of(), 4, (1, 2), 2)
    case.pairs = case.pairs._replace(**{name: change(getattr(case.pairs, name))})
    out = case.before.copy()
    with pytest.raises(TypeError, match="contiguous arrays of int64"):
        kernels.run(case.job(out), 1)
    assert (out == case.before).all()


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("first", [-1, 40])
def test_rows_outside_the_expert_are_refused(first: int, threads: int) -> None:
    case = Case(layout_of(intermediate=40), 4, (1,), 2, first)
    with pytest.raises(IndexError):
        kernels.run(case.job(case.before.copy()), threads)


def test_covers_every_activation_that_is_known() -> None:
    for activation in job.ACTIVATIONS:
        assert job.covers(layout_of(activation=activation))
        assert job.covers(layout_of(activation=activation, concatenated=False))
    assert not job.covers(layout_of(activation="custom"))


def test_compiled_code_is_called_with_numbers_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """numba looks up the type of a tuple or an array anew at every call, between two layers out of cold caches."""
    given: list[tuple[Any, ...]] = []
    for name in ("_lay_out", "_serial", "_parallel"):
        inner = getattr(kernels, name)

        def note(*arguments: Any, inner: Callable[..., Any] = inner) -> Any:
            given.append(arguments)
            return inner(*arguments)

        monkeypatch.setattr(kernels, name, note)
    kernels.warm_up(layout_of())
    assert given
    assert all(isinstance(value, (int, np.generic)) for arguments in given for value in arguments)


def test_what_is_not_a_number_is_not_clamped_away() -> None:
    case = Case(layout_of(activation="clamped_swiglu", swiglu=ClampedSwiglu(1.702, 7.0, 1.0)), 0)
    case.hidden[:] = np.nan
    assert np.isnan(case.result(1)).all()


def test_without_the_instruction_float16_is_left_to_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hybrid.cpu.job.platform.machine", lambda: "x86_64")
    monkeypatch.setattr(numba.config, "CPU_FEATURES", "+sse,+sse2")
    assert not job.covers(layout_of(dtype="float16"))
    assert job.covers(layout_of(dtype="bfloat16"))
