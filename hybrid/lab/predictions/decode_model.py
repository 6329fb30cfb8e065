"""Decode model: the time of a token, when hits, misses and copies run side by side.

Makes the decisions of ``ExpertCache`` against a simulated clock, in compiled code: copies take time, land one after
another, and fill the queue. Measures nothing; the costs of a layer are ``LayerCosts``.

Prompts pass through the cache but not through the clock: the fills they cause land at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hybrid.cache.expert_cache import check_geometry
from hybrid.lab.predictions.decode_simulation import SimulatedCache, simulate_steps
from hybrid.lab.replays.decisions import ADMISSION_CODES, POLICY_CODES, Routed
from hybrid.lab.replays.events import Events, events_of
from hybrid.lab.replays.frequencies import frequencies_of
from hybrid.records.costs import LayerCosts
from hybrid.records.trace import Trace
from hybrid.types import AdmissionName, ExpertKey, Geometry, MappingName, PolicyName


@dataclass(frozen=True, slots=True)
class CacheSetting:
    """A cache as ``ExpertCache`` takes it; ``preloaded`` experts are resident from the start."""

    geometry: Geometry
    mapping: MappingName = "layered"
    policy: PolicyName = "lru"
    admission: AdmissionName = "always"
    max_queued_copies: int = 2
    preloaded: tuple[ExpertKey, ...] = ()


@dataclass(frozen=True, slots=True)
class DecodeEstimate:
    """Averages over the decoded tokens after the warm-up."""

    seconds_per_token: float
    hit_rate: float
    fills_per_token: float


@dataclass(frozen=True, slots=True, eq=False)
class DecodeTimes:
    """Times and counts per step; ``seconds`` is 0 for a step of the prompt."""

    seconds: NDArray[np.float64]
    hits: NDArray[np.int64]  # routed pairs
    routed: NDArray[np.int64]  # routed pairs
    fills: NDArray[np.int64]
    decoded: NDArray[np.bool_]

    def average(self, warm_up: int = 0) -> DecodeEstimate:
        """Averages over all decoded steps except the first ``warm_up``."""
        steps = np.flatnonzero(self.decoded)[warm_up:]
        count, routed = max(len(steps), 1), max(int(self.routed[steps].sum()), 1)
        return DecodeEstimate(
            seconds_per_token=float(self.seconds[steps].sum()) / count,
            hit_rate=int(self.hits[steps].sum()) / routed,
            fills_per_token=int(self.fills[steps].sum()) / count,
        )


class DecodeModel:
    """One trace, prepared to be timed under many settings."""

    def __init__(self, trace: Trace) -> None:
        self.events: Events = events_of(trace)
        first = np.flatnonzero(np.diff(trace.steps, prepend=-1))
        self._decoded = ~trace.prompt[first]
        per_layer = np.bincount(np.repeat(np.arange(len(first)), np.diff(first, append=trace.tokens)))
        self._routed = per_layer[: len(first)] * trace.layers * trace.top_k
        self._frequencies: dict[bool, Routed] = {}

    @property
    def decoded_tokens(self) -> int:
        return int(self._decoded.sum())

    def times(self, setting: CacheSetting, costs: LayerCosts) -> DecodeTimes:
        """Times of the trace under a setting. Raises ``GeometryError`` as ``ExpertCache`` does."""
        events, geometry = self.events, setting.geometry
        check_geometry(events.layers, events.num_experts, geometry, setting.mapping)
        pooled = setting.mapping == "pooled"
        seconds, hits, fills = np.zeros(events.steps), *np.zeros((2, events.steps), np.int64)
        simulate_steps(
            SimulatedCache(
                events.layers,
                events.num_experts,
                pooled,
                geometry.slots if pooled else geometry.ways,
                events.layers if pooled else geometry.indexes,
                POLICY_CODES[setting.policy],
                ADMISSION_CODES[setting.admission],
                setting.max_queued_copies,
            ),
            self._routed_as(pooled),
            _cells(setting.preloaded, events.num_experts),
            np.array(costs.by_misses),
            costs.per_miss_while_copying,
            (costs.copy_alone, costs.copy),
            self._decoded,
            seconds,
            hits,
            fills,
        )
        return DecodeTimes(seconds, hits, self._routed, fills, self._decoded)

    def prepare(self, pooled: bool) -> None:
        """Computes what all settings of a mapping share; call it before calling ``times`` from several threads."""
        self._routed_as(pooled)

    def _routed_as(self, pooled: bool) -> Routed:
        if pooled not in self._frequencies:
            uses = frequencies_of(self.events, shared=pooled)
            events = self.events
            self._frequencies[pooled] = Routed(
                events.starts, events.experts, events.demand, uses.of_entry, uses.rescaled
            )
        return self._frequencies[pooled]


def simulate_decode(trace: Trace, setting: CacheSetting, costs: LayerCosts, warm_up: int = 0) -> DecodeEstimate:
    """Time per token when ``trace`` is decoded; the first ``warm_up`` decoded tokens do not count."""
    return DecodeModel(trace).times(setting, costs).average(warm_up)


def _cells(keys: Sequence[ExpertKey], experts: int) -> NDArray[np.int64]:
    return np.array([key.layer * experts + key.expert for key in keys], np.int64)
