"""Hit curves by cache size: one per policy, and Belady's bound.

Every curve equals ``replay`` at each of its sizes. Each policy is computed by the quickest method that is exact for it;
those without one (bounded admission, FIFO over a pool) are replayed once for each size.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hybrid.jit.compiled import compiled
from hybrid.lab.replays.decisions import ADMISSION_CODES, POLICY_CODES, Routed
from hybrid.lab.replays.events import Events, events_of
from hybrid.lab.replays.frequencies import frequencies_of
from hybrid.lab.replays.simulation import (
    Admission,
    Counts,
    Group,
    members_of,
    simulate,
)
from hybrid.lab.replays.stack_distance import fifo_hits, lru_depths, narrow_hits, priority_depths
from hybrid.records.trace import Trace
from hybrid.types import AdmissionName, Geometry, MappingName, PolicyName

_STACK_POLICIES: tuple[PolicyName, ...] = ("lru", "lfu", "lfru")


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Hits (routed pairs) by size: ways for the layered mapping, slots for the pooled one."""

    mapping: MappingName
    sizes: NDArray[np.int64]  # (sizes,), rising
    hits: NDArray[np.int64]  # layered: (layers, sizes); pooled: (1, sizes)
    routed_per_layer: NDArray[np.int64]  # (layers,)

    def hits_at(self, geometry: Geometry) -> int:
        """Raises ``KeyError`` when the curve has no such size."""
        size = geometry.slots if self.mapping == "pooled" else geometry.ways
        place = int(np.searchsorted(self.sizes, size))
        if place == len(self.sizes) or self.sizes[place] != size:
            raise KeyError(size)
        return int(self.hits[: 1 if self.mapping == "pooled" else geometry.indexes, place].sum())

    def hit_rates(self) -> NDArray[np.float64]:
        """Layered: (layers + 1, sizes), by indexes and ways; pooled: (1, sizes)."""
        routed = max(int(self.routed_per_layer.sum()), 1)
        if self.mapping == "pooled":
            return self.hits / routed
        by_indexes = np.cumsum(np.concatenate((np.zeros_like(self.hits[:1]), self.hits)), axis=0)
        rates: NDArray[np.float64] = by_indexes / routed
        return rates


def every_size(events: Events, mapping: MappingName) -> NDArray[np.int64]:
    """All sizes, from no slot to one for each expert."""
    largest = events.num_experts * (events.layers if mapping == "pooled" else 1)
    return np.arange(largest + 1, dtype=np.int64)


def some_sizes(events: Events, mapping: MappingName, count: int = 17) -> NDArray[np.int64]:
    """At most ``count`` sizes, evenly spread, the first 0 and the last all experts."""
    sizes = every_size(events, mapping)
    places = np.linspace(0, len(sizes) - 1, min(count, len(sizes)))
    return sizes[np.round(places).astype(np.int64)]


def curve(
    trace: Trace | Events,
    mapping: MappingName,
    policy: PolicyName,
    admission: AdmissionName = "always",
    max_queued_copies: int = 2,
    sizes: Sequence[int] | NDArray[np.int64] | None = None,
) -> Curve:
    """The hits of one policy at ``sizes``; by default at every size if that is quick, otherwise at some."""
    events = events_of(trace) if isinstance(trace, Trace) else trace
    if sizes is None:
        quick = admission == "always" and (policy in _STACK_POLICIES or mapping == "layered")
        sizes = every_size(events, mapping) if quick else some_sizes(events, mapping)
    curve_sizes = np.asarray(sizes, np.int64)
    routed = _routed(events, mapping)
    rule = Admission(ADMISSION_CODES[admission], max_queued_copies)
    hits = np.zeros((1 if mapping == "pooled" else events.layers, len(curve_sizes)), np.int64)
    with ThreadPoolExecutor(os.cpu_count()) as threads:  # the kernels release the GIL
        for of_group in threads.map(
            lambda group: _hits_of_group(group, routed, policy, rule, curve_sizes), _groups(events, mapping)
        ):
            hits += of_group
    return Curve(mapping, curve_sizes, hits, events.routed_per_layer)


def belady_curve(trace: Trace | Events, mapping: MappingName) -> Curve:
    """The hits of a cache that knows the future, at every size.

    After each event it keeps, of the experts it held and those routed, the ones with the nearest next use (L. A.
    Belady, IBM Systems Journal, 1966), so not every miss enters. With one token to a step, no cache has more hits. In
    steps of several tokens an expert's hit counts once for each of its tokens, which this order ignores.
    """
    events = events_of(trace) if isinstance(trace, Trace) else trace
    sizes = every_size(events, mapping)
    depths = np.zeros((1 if mapping == "pooled" else events.layers, len(sizes) + 1), np.int64)
    nearness, never_rescaled = np.empty(len(events.experts)), np.zeros(len(events.starts) - 1, np.uint8)
    routed = Routed(events.starts, events.experts, events.demand, nearness, never_rescaled)
    for group in _groups(events, mapping):
        _nearness(group, events.starts, events.experts, nearness)
        priority_depths(POLICY_CODES["lfu"], group, routed, True, depths)
    return Curve(mapping, sizes, np.cumsum(depths[:, : len(sizes)], axis=1), events.routed_per_layer)


def _hits_of_group(
    group: Group, routed: Routed, policy: PolicyName, admission: Admission, sizes: NDArray[np.int64]
) -> NDArray[np.int64]:
    """(rows, sizes): the hits of one group; rows of other groups are 0."""
    hits = np.zeros((1 if group.shared else group.layers, len(sizes)), np.int64)
    event_sizes = np.diff(routed.starts)[group.first_event :: group.stride]
    smallest, largest = (int(event_sizes.min()), int(event_sizes.max())) if len(event_sizes) else (0, 0)
    in_one_pass = admission.code == ADMISSION_CODES["always"] and policy in _STACK_POLICIES
    if in_one_pass and (sizes >= largest).any():
        depths = np.zeros((len(hits), members_of(group) + 2), np.int64)
        if policy == "lru":
            lru_depths(group, routed, largest, depths)
        else:
            priority_depths(POLICY_CODES[policy], group, routed, False, depths)
        hits[:] = np.cumsum(depths, axis=1)[:, sizes]
    for place, size in enumerate(sizes):
        if in_one_pass and size >= largest:
            continue
        hits[:, place] = 0
        sized = group._replace(slots=int(size))
        if admission.code == ADMISSION_CODES["always"] and size <= smallest:
            narrow_hits(sized, routed, hits[:, place])
        elif admission.code == ADMISSION_CODES["always"] and policy == "fifo":
            fifo_hits(sized, routed, hits[:, place])
        else:
            hits[:, place] = _simulated(sized, routed, policy, admission, len(hits))
    return hits


def _simulated(group: Group, routed: Routed, policy: PolicyName, admission: Admission, rows: int) -> NDArray[np.int64]:
    """(rows,): the hits of one group by full simulation."""
    hits, fills, evictions = np.zeros((3, group.layers), np.int64)
    counts = Counts(hits, fills, evictions, np.empty(0, np.uint8), np.empty(0, np.int32))
    simulate(POLICY_CODES[policy], admission, group, routed, np.empty(0, np.int64), counts)
    summed: NDArray[np.int64] = hits.reshape(rows, -1).sum(axis=1)
    return summed


def _groups(events: Events, mapping: MappingName) -> list[Group]:
    """The groups of all layers; sizes are set later."""
    layers, experts = events.layers, events.num_experts
    if mapping == "pooled":
        return [Group(0, 0, 1, layers, experts, shared=True)]
    return [Group(0, layer, layers, layers, experts, shared=False) for layer in range(layers)]


def _routed(events: Events, mapping: MappingName) -> Routed:
    uses = frequencies_of(events, shared=mapping == "pooled")
    return Routed(events.starts, events.experts, events.demand, uses.of_entry, uses.rescaled)


@compiled(nogil=True)
def _nearness(
    group: Group, starts: NDArray[np.int64], experts: NDArray[np.int32], nearness: NDArray[np.float64]
) -> None:
    """Writes for each entry how near its expert's next use is: minus the event of that use, minus infinity for none."""
    next_use = np.full(members_of(group), np.inf)
    events = (len(starts) - 1 - group.first_event + group.stride - 1) // group.stride
    for event in range(events - 1, -1, -1):
        index = group.first_event + event * group.stride
        base = (index % group.layers) * group.num_experts if group.shared else 0
        for entry in range(starts[index], starts[index + 1]):
            nearness[entry] = -next_use[base + experts[entry]]
            next_use[base + experts[entry]] = event
