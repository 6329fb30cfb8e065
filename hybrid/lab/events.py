"""A trace as the cache sees it: one event per step and MoE layer.

Knows how routed pairs become events; knows nothing of caches.
"""

from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from hybrid.lab.trace import Trace
from hybrid.policies import FADED_HALF_LIVES, HALF_LIFE, RESCALE_ABOVE, RESCALE_BY, growth_per_event


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """The distinct experts of every event; event ``step * layers + layer``, in time order.

    Event ``e`` has the entries ``starts[e]`` to ``starts[e + 1]``.
    """

    steps: int
    layers: int
    num_experts: int
    starts: NDArray[np.int64]  # (events + 1,)
    experts: NDArray[np.int32]  # (entries,), router order of first use
    demand: NDArray[np.int32]  # (entries,): routed pairs of the expert in the event
    routed_per_layer: NDArray[np.int64]  # (layers,): routed pairs


def events_of(trace: Trace) -> Events:
    """The events of a trace: what an engine that computed the same steps would have planned."""
    later_steps = np.flatnonzero(np.diff(trace.steps)) + 1
    bounds = np.concatenate(([0], later_steps, [trace.tokens] if trace.tokens else [])).astype(np.int64)
    steps = len(bounds) - 1
    starts = np.zeros(steps * trace.layers + 1, np.int64)
    experts = np.empty(trace.choices.size, np.int32)
    demand = np.empty(trace.choices.size, np.int32)
    entries = _group(trace.choices, bounds, trace.num_experts, starts, experts, demand)
    return Events(
        steps=steps,
        layers=trace.layers,
        num_experts=trace.num_experts,
        starts=starts,
        experts=experts[:entries].copy(),
        demand=demand[:entries].copy(),
        routed_per_layer=np.full(trace.layers, trace.tokens * trace.top_k, np.int64),
    )


@numba.njit(nogil=True)
def _group(
    choices: NDArray[np.int16],
    bounds: NDArray[np.int64],
    num_experts: int,
    starts: NDArray[np.int64],
    experts: NDArray[np.int32],
    demand: NDArray[np.int32],
) -> int:
    """Fills the entries of all events; returns their number."""
    layers, k = choices.shape[1], choices.shape[2]
    entry_of = np.full(num_experts, -1, np.int64)
    entry = 0
    for step in range(len(bounds) - 1):
        for layer in range(layers):
            first = entry
            for token in range(bounds[step], bounds[step + 1]):
                for i in range(k):
                    expert = choices[token, layer, i]
                    if entry_of[expert] < first:
                        entry_of[expert] = entry
                        experts[entry] = expert
                        demand[entry] = 0
                        entry += 1
                    demand[entry_of[expert]] += 1
            starts[step * layers + layer + 1] = entry
            for i in range(first, entry):
                entry_of[experts[i]] = -1
    return entry


@dataclass(frozen=True, slots=True, eq=False)
class UseFrequencies:
    """``policies.Frequencies`` after each event; they depend on the routing only, not on the cache."""

    of_entry: NDArray[np.float64]  # (entries,): the expert's decayed uses, its event included
    rescaled: NDArray[np.uint8]  # (events,): 1 where all older values are to be rescaled first


def frequencies_of(events: Events, shared: bool) -> UseFrequencies:
    """Decayed uses, each layer counted for itself or (``shared``) all in one pool."""
    found = UseFrequencies(np.empty(len(events.experts), np.float64), np.zeros(len(events.starts) - 1, np.uint8))
    half_life = HALF_LIFE * events.layers if shared else HALF_LIFE
    for first in range(1 if shared else events.layers):
        _count_uses(
            first,
            1 if shared else events.layers,
            events.layers,
            events.num_experts,
            events.starts,
            events.experts,
            events.demand,
            growth_per_event(half_life),
            int(FADED_HALF_LIVES * half_life),
            found.of_entry,
            found.rescaled,
        )
    return found


@numba.njit(nogil=True)
def _count_uses(
    first: int,
    stride: int,
    layers: int,
    num_experts: int,
    starts: NDArray[np.int64],
    experts: NDArray[np.int32],
    demand: NDArray[np.int32],
    growth: float,
    faded: int,
    of_entry: NDArray[np.float64],
    rescaled: NDArray[np.uint8],
) -> None:
    """``Frequencies.count`` over the events ``first``, ``first + stride``, ...: the same operations."""
    frequency = np.zeros(layers * num_experts)
    before = 1.0
    for event in range(first, len(starts) - 1, stride):
        begin, end = starts[event], starts[event + 1]
        base = (event % layers) * num_experts
        span = demand[begin:end].max()
        after = before
        for _ in range(min(span, faded)):
            after *= growth
        use = (after - before) * growth / ((growth - 1.0) * span) if span > 1 else after
        for entry in range(begin, end):
            frequency[base + experts[entry]] += use * demand[entry]
        if after > RESCALE_ABOVE:
            after *= RESCALE_BY
            frequency *= RESCALE_BY
            rescaled[event] = 1
        for entry in range(begin, end):
            of_entry[entry] = frequency[base + experts[entry]]
        before = after
