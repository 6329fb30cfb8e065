"""A model of decode time: what hits, misses and copies cost when they run side by side.

Makes the decisions of ``ExpertCache`` against a simulated clock, in compiled code: copies land late, in order, one
after another, and the queue is as full as it would be. Measures nothing; the costs of a layer are ``LayerCosts``.

Prompts pass through the cache but not through the clock: the fills they cause land at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from hybrid.cache import check_geometry
from hybrid.lab.costs import LayerCosts, layer_seconds
from hybrid.lab.events import Events, events_of
from hybrid.lab.frequencies import frequencies_of
from hybrid.lab.simulation import ADMISSION_CODES, BOUNDED, NEVER, POLICY_CODES, repays_, score_of_policy
from hybrid.lab.trace import Trace
from hybrid.policies import RESCALE_BY
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
    """Per step; ``seconds`` is 0 for a step of the prompt."""

    seconds: NDArray[np.float64]
    hits: NDArray[np.int64]  # routed pairs
    routed: NDArray[np.int64]  # routed pairs
    fills: NDArray[np.int64]
    decoded: NDArray[np.bool_]

    def average(self, warm_up: int = 0) -> DecodeEstimate:
        """Over all decoded steps but the first ``warm_up``."""
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
        self._frequencies: dict[bool, _Routed] = {}

    @property
    def decoded_tokens(self) -> int:
        return int(self._decoded.sum())

    def times(self, setting: CacheSetting, costs: LayerCosts) -> DecodeTimes:
        """Raises ``GeometryError`` as ``ExpertCache`` does."""
        events, geometry = self.events, setting.geometry
        check_geometry(events.layers, events.num_experts, geometry, setting.mapping)
        pooled = setting.mapping == "pooled"
        seconds, hits, fills = np.zeros(events.steps), *np.zeros((2, events.steps), np.int64)
        _simulate(
            _Cache(
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
            costs.copy,
            self._decoded,
            seconds,
            hits,
            fills,
        )
        return DecodeTimes(seconds, hits, self._routed, fills, self._decoded)

    def prepare(self, pooled: bool) -> None:
        """Works out what all settings of a mapping share; ``times`` does, too, but not from several threads."""
        self._routed_as(pooled)

    def _routed_as(self, pooled: bool) -> "_Routed":
        if pooled not in self._frequencies:
            uses = frequencies_of(self.events, shared=pooled)
            events = self.events
            self._frequencies[pooled] = _Routed(
                events.starts, events.experts, events.demand, uses.of_entry, uses.rescaled
            )
        return self._frequencies[pooled]


def simulate_decode(trace: Trace, setting: CacheSetting, costs: LayerCosts, warm_up: int = 0) -> DecodeEstimate:
    """Time per token when ``trace`` is decoded; the first ``warm_up`` decoded tokens do not count."""
    return DecodeModel(trace).times(setting, costs).average(warm_up)


class _Cache(NamedTuple):
    layers: int
    experts: int
    pooled: bool
    slots: int  # of a group: the ways of an index, or the pool
    cached_layers: int
    policy: int
    admission: int
    max_queued: int


class _Routed(NamedTuple):
    starts: NDArray[np.int64]
    experts: NDArray[np.int32]
    demand: NDArray[np.int32]
    frequency: NDArray[np.float64]
    rescaled: NDArray[np.uint8]


class _Slots(NamedTuple):
    """Per slot of all groups, and, last, per group."""

    cell: NDArray[np.int64]
    loading: NDArray[np.bool_]
    frequency: NDArray[np.float64]
    last_event: NDArray[np.int64]
    last_use: NDArray[np.int64]
    filled: NDArray[np.int64]
    occupied: NDArray[np.int64]
    clock: NDArray[np.int64]


class _Wanted(NamedTuple):
    """The absent experts of one event: their entries, and the order in which they are filled."""

    order: NDArray[np.int64]
    entry: NDArray[np.int64]


class _Link(NamedTuple):
    """Copies under way, a ring: their slots, when each is done; its first place and length; when all are done."""

    slot: NDArray[np.int64]
    done_at: NDArray[np.float64]
    place: NDArray[np.int64]
    busy_until: NDArray[np.float64]


def _cells(keys: Sequence[ExpertKey], experts: int) -> NDArray[np.int64]:
    return np.array([key.layer * experts + key.expert for key in keys], np.int64)


@numba.njit(nogil=True)
def _group_of(cache: _Cache, index: int) -> tuple[int, int, int]:
    """(group, event of the group, layer) of the event ``index``."""
    step, layer = index // cache.layers, index % cache.layers
    return (0, index, layer) if cache.pooled else (layer, step, layer)


@numba.njit(nogil=True)
def _new_slots(cache: _Cache) -> _Slots:
    groups = 1 if cache.pooled else cache.cached_layers
    count = groups * cache.slots
    return _Slots(
        np.full(count, -1, np.int64),
        np.zeros(count, np.bool_),
        np.zeros(count),
        np.full(count, -1, np.int64),
        np.full(count, -1, np.int64),
        np.full(count, -1, np.int64),
        np.zeros(groups, np.int64),
        np.zeros(groups, np.int64),
    )


@numba.njit(nogil=True)
def _preload(cache: _Cache, preloaded: NDArray[np.int64], slot_of: NDArray[np.int64], slots: _Slots) -> None:
    for cell in preloaded:
        group = 0 if cache.pooled else cell // cache.experts
        if not cache.pooled and group >= cache.cached_layers:
            continue
        if slots.occupied[group] == cache.slots or slot_of[cell] >= 0:
            continue
        slot = group * cache.slots + slots.occupied[group]
        slot_of[cell] = slot
        slots.cell[slot] = cell
        slots.last_use[slot] = slots.filled[slot] = slots.clock[group]
        slots.occupied[group] += 1
        slots.clock[group] += 1


@numba.njit(nogil=True)
def _weakest(cache: _Cache, event: int, group: int, slots: _Slots) -> int:
    """The ready slot last used before ``event`` with the lowest score, equal ones by expert; -1 if none."""
    best, lowest = -1, np.inf
    for slot in range(group * cache.slots, (group + 1) * cache.slots):
        if slots.loading[slot] or slots.last_event[slot] == event:
            continue
        points = score_of_policy(
            cache.policy,
            slots.frequency[slot],
            event - slots.last_event[slot],
            slots.last_use[slot],
            slots.filled[slot],
        )
        if points < lowest or (points == lowest and best >= 0 and slots.cell[slot] < slots.cell[best]):
            best, lowest = slot, points
    return int(best)


@numba.njit(nogil=True)
def _slot_for(cache: _Cache, event: int, group: int, value: float, slots: _Slots, slot_of: NDArray[np.int64]) -> int:
    """A slot for a missed expert of that frequency, taken from whom it held; -1 if there is none to be had."""
    if slots.occupied[group] < cache.slots:
        slots.occupied[group] += 1
        return int(group * cache.slots + slots.occupied[group] - 1)
    slot = _weakest(cache, event, group, slots)
    if slot < 0 or (cache.admission == BOUNDED and not repays_(value, slots.frequency[slot])):
        return -1
    slot_of[slots.cell[slot]] = -1
    return int(slot)


@numba.njit(nogil=True)
def _land(link: _Link, slots: _Slots, now: float) -> None:
    """The copies that have finished by ``now`` are ready."""
    while link.place[1] and link.done_at[link.place[0]] <= now:
        slots.loading[link.slot[link.place[0]]] = False
        link.place[0] = (link.place[0] + 1) % len(link.slot)
        link.place[1] -= 1


@numba.njit(nogil=True)
def _classify(
    cache: _Cache, routed: _Routed, index: int, slots: _Slots, slot_of: NDArray[np.int64], wanted: _Wanted
) -> tuple[int, int, int]:
    """Uses what is resident, notes what is not: (routed pairs hit, experts in flight, experts absent)."""
    group, event, layer = _group_of(cache, index)
    hits = in_flight = absent = 0
    for entry in range(routed.starts[index], routed.starts[index + 1]):
        slot = slot_of[layer * cache.experts + routed.experts[entry]]
        if slot < 0:
            _want(cache, routed, entry, absent, wanted)
            absent += 1
            continue
        slots.frequency[slot] = routed.frequency[entry]
        slots.last_event[slot], slots.last_use[slot] = event, slots.clock[group]
        slots.clock[group] += 1
        if slots.loading[slot]:
            in_flight += 1
        else:
            hits += routed.demand[entry]
    return hits, in_flight, absent


@numba.njit(nogil=True)
def _want(cache: _Cache, routed: _Routed, entry: int, absent: int, wanted: _Wanted) -> None:
    """Bounded admission takes the most valuable first, equals in router order; else the router's order counts."""
    place = absent
    if cache.admission == BOUNDED:
        while place > 0 and routed.frequency[wanted.entry[wanted.order[place - 1]]] < routed.frequency[entry]:
            wanted.order[place] = wanted.order[place - 1]
            place -= 1
    wanted.order[place], wanted.entry[absent] = absent, entry


@numba.njit(nogil=True)
def _fill(
    cache: _Cache,
    routed: _Routed,
    index: int,
    absent: int,
    slots: _Slots,
    slot_of: NDArray[np.int64],
    wanted: _Wanted,
    link: _Link,
    now: float,
    copy: float,
) -> int:
    """Starts the copies of one event; how many."""
    group, event, layer = _group_of(cache, index)
    room = 0 if cache.admission == NEVER or cache.slots == 0 else absent
    if cache.admission == BOUNDED:
        room = min(room, cache.max_queued - link.place[1])
    for fills in range(room):
        place = wanted.order[fills]
        entry = wanted.entry[place]
        slot = _slot_for(cache, event, group, routed.frequency[entry], slots, slot_of)
        if slot < 0:
            return fills
        cell = layer * cache.experts + routed.experts[entry]
        slot_of[cell], slots.cell[slot] = slot, cell
        slots.frequency[slot], slots.last_event[slot] = routed.frequency[entry], event
        slots.last_use[slot] = slots.filled[slot] = slots.clock[group] + place
        slots.loading[slot] = True
        link.busy_until[0] = max(now, link.busy_until[0]) + copy
        tail = (link.place[0] + link.place[1]) % len(link.slot)
        link.slot[tail], link.done_at[tail] = slot, link.busy_until[0]
        link.place[1] += 1
    return max(room, 0)


@numba.njit(nogil=True)
def _simulate(
    cache: _Cache,
    routed: _Routed,
    preloaded: NDArray[np.int64],
    by_misses: NDArray[np.float64],
    per_miss_while_copying: float,
    copy: float,
    decoded: NDArray[np.bool_],
    seconds: NDArray[np.float64],
    hits: NDArray[np.int64],
    fills: NDArray[np.int64],
) -> None:
    """Writes the time, the hits and the fills of each step."""
    slots, slot_of = _new_slots(cache), np.full(cache.layers * cache.experts, -1, np.int64)
    _preload(cache, preloaded, slot_of, slots)
    wanted = _Wanted(np.empty(cache.experts, np.int64), np.empty(cache.experts, np.int64))
    room = len(slots.cell) + 1
    link = _Link(np.empty(room, np.int64), np.empty(room), np.zeros(2, np.int64), np.zeros(1))
    now = 0.0
    for index in range(len(routed.starts) - 1):
        step, layer = index // cache.layers, index % cache.layers
        _land(link, slots, now if decoded[step] else np.inf)
        missed = routed.starts[index + 1] - routed.starts[index]
        if layer < cache.cached_layers:
            group, _, _ = _group_of(cache, index)
            if routed.rescaled[index]:
                slots.frequency[group * cache.slots : (group + 1) * cache.slots] *= RESCALE_BY
            hit, in_flight, absent = _classify(cache, routed, index, slots, slot_of, wanted)
            taken = copy if decoded[step] else 0.0
            fills[step] += _fill(cache, routed, index, absent, slots, slot_of, wanted, link, now, taken)
            slots.clock[group] += absent
            hits[step] += hit
            missed = in_flight + absent
        if decoded[step]:
            copying_for = link.busy_until[0] - now
            seconds[step] += layer_seconds(by_misses, per_miss_while_copying, missed, copying_for)
            now += layer_seconds(by_misses, per_miss_while_copying, missed, copying_for)
