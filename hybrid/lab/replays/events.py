"""Cache events of a trace: one per step and MoE layer.

Knows how routed pairs become events; knows nothing of caches.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hybrid.jit.compiled import compiled
from hybrid.records.trace import Trace


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
    """The events of a trace: those that an engine would have planned in the same steps."""
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


@compiled(nogil=True)
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
