"""The generated traces have the statistics they are named for."""

import numpy as np
import pytest
from numpy.typing import NDArray

from hybrid.bench.common.traces import KINDS, TOPIC_TOKENS, TraceName, generate
from hybrid.lab import Trace, replay
from hybrid.types import Geometry

TOKENS, LAYERS = 600, 8


def chosen(trace: Trace) -> NDArray[np.bool_]:
    """(tokens, layers, experts): whether the token chose the expert."""
    found = np.zeros((trace.tokens, trace.layers, trace.num_experts), bool)
    np.put_along_axis(found, trace.choices.astype(int), True, axis=2)
    return found


def reuse(trace: Trace, within: int) -> float:
    """Share of the choices that one of the ``within`` tokens before made as well."""
    found = chosen(trace)
    before = np.zeros_like(found[within:])
    for distance in range(1, within + 1):
        before |= found[within - distance : len(found) - distance]
    return float((found[within:] & before).sum() / found[within:].sum())


def shares(trace: Trace) -> NDArray[np.float64]:
    """(layers, experts): shares of the choices, largest first."""
    uses = np.sort(chosen(trace).sum(axis=0), axis=1)[:, ::-1]
    found: NDArray[np.float64] = uses / uses.sum(axis=1, keepdims=True)
    return found


def top_half(trace: Trace) -> float:
    return float(shares(trace)[:, : trace.num_experts // 2].sum(axis=1).mean())


@pytest.mark.parametrize(
    ("name", "expected"), [("uniform", 0.49), ("skewed", 0.57), ("mixtral", 0.37), ("qwen3", 0.45)]
)
@pytest.mark.parametrize("text", [0, 1])
def test_next_token_reuse(name: TraceName, expected: float, text: int) -> None:
    assert reuse(generate(name, TOKENS, LAYERS, text=text), within=1) == pytest.approx(expected, abs=0.02)


def test_uniform_has_no_favourites() -> None:
    assert top_half(generate("uniform", TOKENS, LAYERS)) < 0.56


def test_mixtral_has_the_favourites_of_the_real_one_and_others_in_another_text() -> None:
    one, other = generate("mixtral", TOKENS, LAYERS), generate("mixtral", TOKENS, LAYERS, text=1)
    assert top_half(one) == pytest.approx(0.65, abs=0.03)
    assert reuse(one, within=4) == pytest.approx(0.72, abs=0.02)
    assert abs(agreement(one, other)) < 0.4


def test_skewed_has_the_same_favourites_in_every_text() -> None:
    assert agreement(generate("skewed", TOKENS, LAYERS), generate("skewed", TOKENS, LAYERS, text=1)) > 0.97


def test_topics_change_the_favourites() -> None:
    trace = generate("topics", 2 * TOPIC_TOKENS, LAYERS)
    first, second = (
        Trace.from_choices(trace.choices[part], num_experts=trace.num_experts)
        for part in (slice(0, TOPIC_TOKENS), slice(TOPIC_TOKENS, None))
    )
    assert top_half(first) > 0.75
    assert abs(agreement(first, second)) < 0.5


def test_qwen3_repeats_within_eight_tokens_and_suits_lru() -> None:
    trace = generate("qwen3", TOKENS, LAYERS)
    assert reuse(trace, within=8) == pytest.approx(0.80, abs=0.02)
    found = replay(trace, Geometry(LAYERS, 51))
    assert found.hit_rate == pytest.approx(0.9, abs=0.03)


def agreement(one: Trace, other: Trace) -> float:
    """Correlation of the two traces' uses of each expert."""
    uses = [chosen(trace).sum(axis=0).ravel() for trace in (one, other)]
    return float(np.corrcoef(*uses)[0, 1])


@pytest.mark.parametrize("name", list(KINDS))
def test_the_same_arguments_give_the_same_trace(name: TraceName) -> None:
    one, same, other = (generate(name, 20, 2, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one.choices, same.choices)
    assert not np.array_equal(one.choices, other.choices)
    assert (np.diff(np.sort(one.choices, axis=2), axis=2) > 0).all(), "a token's experts are distinct"
