"""Replay of every geometry at once, and Belady's bound, which no cache can pass."""

from collections.abc import Sequence
from dataclasses import dataclass

from hybrid.cache.expert_cache import check_geometry
from hybrid.cache.policies import POLICIES
from hybrid.lab.replays.curves import Curve, belady_curve, curve
from hybrid.lab.replays.events import Events, events_of
from hybrid.records.trace import Trace
from hybrid.types import AdmissionName, Geometry, MappingName, PolicyName


def random_hit_rate(layers: int, experts: int, geometry: Geometry, mapping: MappingName) -> float:
    """The hit rate of any cache if routing were random: the share of the experts that are in slots."""
    check_geometry(layers, experts, geometry, mapping)
    return geometry.slots / (layers * experts)


def headroom_used(hit_rate: float, random: float, bound: float) -> float | None:
    """Where a hit rate lies between random (0) and Belady's bound (1); ``None`` if the two are equal."""
    return (hit_rate - random) / (bound - random) if bound > random else None


@dataclass(frozen=True, slots=True)
class Bound:
    """Routed pairs that the best possible cache would have hit and missed."""

    hits: int
    misses: int

    @property
    def hit_rate(self) -> float | None:
        routed = self.hits + self.misses
        return self.hits / routed if routed else None


def belady(trace: Trace | Events, geometry: Geometry, *, mapping: MappingName = "layered") -> Bound:
    """Hits and misses of a cache that knows the future; see ``curves.belady_curve``.

    Raises ``GeometryError`` as ``ExpertCache`` does.
    """
    events = events_of(trace) if isinstance(trace, Trace) else trace
    check_geometry(events.layers, events.num_experts, geometry, mapping)
    hits = belady_curve(events, mapping).hits_at(geometry)
    return Bound(hits, int(events.routed_per_layer.sum()) - hits)


def replay_grid(
    trace: Trace | Events,
    *,
    mappings: Sequence[MappingName] = ("layered",),
    policies: Sequence[PolicyName] = tuple(POLICIES),
    admission: AdmissionName = "always",
    max_queued_copies: int = 2,
) -> dict[tuple[MappingName, PolicyName], Curve]:
    """The hits of every geometry, by mapping and policy; each equals that of ``replay``.

    A layered curve holds all N at once: index i has the same hits however many indexes there are.
    """
    events = events_of(trace) if isinstance(trace, Trace) else trace
    return {
        (mapping, policy): curve(events, mapping, policy, admission, max_queued_copies)
        for mapping in mappings
        for policy in policies
    }
