"""Replay of a recorded trace: the hits, misses and copies of a cache setting.

``replay`` makes the decisions of ``ExpertCache`` in compiled code; every fill lands before the next event.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hybrid.cache.expert_cache import check_geometry
from hybrid.lab.replays.decisions import ADMISSION_CODES, POLICY_CODES, Routed
from hybrid.lab.replays.events import Events, events_of
from hybrid.lab.replays.frequencies import frequencies_of
from hybrid.lab.replays.simulation import (
    Admission,
    Counts,
    Group,
    simulate,
)
from hybrid.records.trace import Trace
from hybrid.types import AdmissionName, ExpertKey, Geometry, MappingName, PolicyName


@dataclass(frozen=True, slots=True, eq=False)
class ReplayResult:
    """Counts of routed pairs (hits, misses) and of copies, per MoE layer: each array is (layers,)."""

    geometry: Geometry
    mapping: MappingName
    hits_per_layer: NDArray[np.int64]
    misses_per_layer: NDArray[np.int64]
    fills_per_layer: NDArray[np.int64]
    evictions_per_layer: NDArray[np.int64]

    @property
    def hits(self) -> int:
        return int(self.hits_per_layer.sum())

    @property
    def misses(self) -> int:
        return int(self.misses_per_layer.sum())

    @property
    def fills(self) -> int:
        return int(self.fills_per_layer.sum())

    @property
    def evictions(self) -> int:
        return int(self.evictions_per_layer.sum())

    @property
    def hit_rate(self) -> float | None:
        routed = self.hits + self.misses
        return self.hits / routed if routed else None


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """Hits and fills of every event; see ``Events`` for the numbering."""

    entry_hits: NDArray[np.uint8]  # (entries,): 1 where the expert was resident
    event_fills: NDArray[np.int32]  # (events,)


def replay(
    trace: Trace | Events,
    geometry: Geometry,
    *,
    mapping: MappingName = "layered",
    policy: PolicyName = "lru",
    admission: AdmissionName = "always",
    max_queued_copies: int = 2,
    preloaded: Sequence[ExpertKey] = (),
) -> ReplayResult:
    """The hits, misses and copies of one setting.

    ``preloaded`` experts are resident from the start (with admission "never": a static placement).
    Raises ``GeometryError`` as ``ExpertCache`` does.
    """
    return replay_outcomes(
        trace,
        geometry,
        mapping=mapping,
        policy=policy,
        admission=admission,
        max_queued_copies=max_queued_copies,
        preloaded=preloaded,
        noted=False,
    )[0]


def replay_outcomes(
    trace: Trace | Events,
    geometry: Geometry,
    *,
    mapping: MappingName,
    policy: PolicyName,
    admission: AdmissionName,
    max_queued_copies: int = 2,
    preloaded: Sequence[ExpertKey] = (),
    noted: bool = True,
) -> tuple[ReplayResult, Outcomes]:
    """As ``replay``, with the outcomes of every event; without ``noted`` their arrays stay empty."""
    events = events_of(trace) if isinstance(trace, Trace) else trace
    layers, experts = events.layers, events.num_experts
    check_geometry(layers, experts, geometry, mapping)
    hits, fills, evictions = np.zeros((3, layers), np.int64)
    outcomes = Outcomes(
        entry_hits=np.zeros(len(events.experts) if noted else 0, np.uint8),
        event_fills=np.zeros(len(events.starts) - 1 if noted else 0, np.int32),
    )
    uses = frequencies_of(events, shared=mapping == "pooled")
    routed = Routed(events.starts, events.experts, events.demand, uses.of_entry, uses.rescaled)
    counts = Counts(hits, fills, evictions, outcomes.entry_hits, outcomes.event_fills)
    for group in groups_of(events, geometry, mapping):
        simulate(
            POLICY_CODES[policy],
            Admission(ADMISSION_CODES[admission], max_queued_copies),
            group,
            routed,
            _members(preloaded, experts, None if group.shared else group.first_event),
            counts,
        )
    result = ReplayResult(geometry, mapping, hits, events.routed_per_layer - hits, fills, evictions)
    return result, outcomes


def groups_of(events: Events, geometry: Geometry, mapping: MappingName) -> list[Group]:
    """The groups of slots of a setting: one index each, or the whole pool."""
    layers, experts = events.layers, events.num_experts
    if mapping == "pooled":
        return [Group(geometry.slots, 0, 1, layers, experts, shared=True)]
    return [Group(geometry.ways, layer, layers, layers, experts, shared=False) for layer in range(geometry.indexes)]


def _members(keys: Sequence[ExpertKey], experts: int, layer: int | None) -> NDArray[np.int64]:
    """The keys' numbers within their group: the pool, or one layer's."""
    if layer is None:
        return np.array([key.layer * experts + key.expert for key in keys], np.int64)
    return np.array([key.expert for key in keys if key.layer == layer], np.int64)
