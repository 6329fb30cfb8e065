"""Decayed frequencies of experts after each event: ``policies.Frequencies`` in compiled code, to the bit.

They depend on the routing only, never on the cache, so one pass serves every setting.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from hybrid.cache.policies import (
    ADVANTAGE_HALF_LIFE,
    CLEAR_ADVANTAGE,
    FADED_HALF_LIVES,
    LONG_HALF_LIFE,
    RESCALE_ABOVE,
    RESCALE_BY,
    SHORT_HALF_LIFE,
    growth_per_event,
)
from hybrid.jit.compiled import compiled
from hybrid.lab.replays.events import Events


@dataclass(frozen=True, slots=True, eq=False)
class UseFrequencies:
    """The values of ``policies.Frequencies`` along the trace."""

    of_entry: NDArray[np.float64]  # (entries,): the expert's value after the event
    rescaled: NDArray[np.uint8]  # (events,): 1 where all older values must be rescaled first


class _Settings(NamedTuple):
    growths: tuple[float, float]  # of the long memory and of the short one, per event of the group
    prediction_growths: tuple[float, float]  # the same, per event of the layer
    keep: float
    faded: int


def frequencies_of(events: Events, shared: bool) -> UseFrequencies:
    """The values of all entries; each layer is a separate group, or with ``shared`` all layers are one pool."""
    entries, count = len(events.experts), len(events.starts) - 1
    frequencies = UseFrequencies(np.empty(entries, np.float64), np.zeros(count, np.uint8))
    layers = events.layers if shared else 1
    settings = _Settings(
        growths=(growth_per_event(LONG_HALF_LIFE * layers), growth_per_event(SHORT_HALF_LIFE * layers)),
        prediction_growths=(growth_per_event(LONG_HALF_LIFE), growth_per_event(SHORT_HALF_LIFE)),
        keep=1.0 / growth_per_event(ADVANTAGE_HALF_LIFE * layers),
        faded=int(FADED_HALF_LIVES * LONG_HALF_LIFE),
    )
    for first in range(events.layers // layers):
        _count(
            settings,
            np.arange(first, count, 1 if shared else events.layers),
            layers,
            events.num_experts,
            events.starts,
            events.experts,
            events.demand,
            frequencies.of_entry,
            frequencies.rescaled,
        )
    return frequencies


@numba.njit(nogil=True)
def _advance(weight: float, growth: float, span: int, faded: int) -> tuple[float, float]:
    """``DecayedUses._advance``: (the new weight, what a use counts)."""
    after = weight
    for _ in range(min(span, faded)):
        after *= growth
    if span > 1:
        return after, (after - weight) * growth / ((growth - 1.0) * span)
    return after, after


@numba.njit(nogil=True)
def _predict(
    values: NDArray[np.float64],
    state: NDArray[np.float64],
    growth: float,
    experts: NDArray[np.int32],
    demand: NDArray[np.int32],
    span: int,
    faded: int,
) -> float:
    """``Prediction.observe`` or, for a longer span, ``count``; ``state`` is its weight and its squares."""
    weight, squares = state
    scale = (1.0 - 1.0 / growth) / weight
    score_of_squares = scale * squares
    total = 0.0
    for expert in experts:
        total += values[expert]
    score = float(scale * (2.0 * total - score_of_squares))
    weight, use = _advance(weight, growth, span, faded)
    for i in range(len(experts)):
        value, added = values[experts[i]], use * demand[i]
        squares += added * (2.0 * value + added)
        values[experts[i]] = value + added
    if weight > RESCALE_ABOVE:
        weight *= RESCALE_BY
        squares *= RESCALE_BY * RESCALE_BY
        values *= RESCALE_BY
    state[0], state[1] = weight, squares
    return score


@compiled(nogil=True)
def _count(
    settings: _Settings,
    indexes: NDArray[np.int64],
    layers: int,
    num_experts: int,
    starts: NDArray[np.int64],
    experts: NDArray[np.int32],
    demand: NDArray[np.int32],
    of_entry: NDArray[np.float64],
    rescaled: NDArray[np.uint8],
) -> None:
    """``Frequencies.count`` over one group's events, given by their ``indexes``."""
    uses = np.zeros((layers, num_experts))
    weight, advantage = 1.0, 0.0
    values = np.zeros((2, layers, num_experts))
    states = np.zeros((2, layers, 2))
    states[:, :, 0] = 1.0
    for index in indexes:
        layer = index % layers
        entries = slice(starts[index], starts[index + 1])
        routed, tokens = experts[entries], demand[entries]
        span = tokens.max()
        scores = (
            _predict(
                values[0, layer], states[0, layer], settings.prediction_growths[0], routed, tokens, span, settings.faded
            ),
            _predict(
                values[1, layer], states[1, layer], settings.prediction_growths[1], routed, tokens, span, settings.faded
            ),
        )
        if span == 1:
            advantage = advantage * settings.keep + (scores[1] - scores[0]) * (1.0 - settings.keep)
        growth = settings.growths[1] if advantage > CLEAR_ADVANTAGE else settings.growths[0]
        weight, use = _advance(weight, growth, span, settings.faded * layers)
        for i in range(len(routed)):
            uses[layer, routed[i]] += use * tokens[i]
        if weight > RESCALE_ABOVE:
            weight *= RESCALE_BY
            uses *= RESCALE_BY
            rescaled[index] = 1
        for i in range(len(routed)):
            of_entry[starts[index] + i] = uses[layer, routed[i]]
