"""Prompt streaming on a CUDA device: missed experts pass over the link while the device computes.

Knows how to share a layer's misses between the CPU and the link, so that the slower of the two sides is as fast as
possible. The link stays busy across layers: copies of a layer's missing experts start before its routing is computed.

A fill whose expert was streamed anyway is copied from the ring, device to device.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from torch import Tensor

from hybrid.cache.expert_cache import Plan
from hybrid.experts.routing import Routing, group_by_expert, pairs_by_expert
from hybrid.experts.work import ExpertMlp
from hybrid.gpu.activation_staging import RoutedTokens, Staging
from hybrid.gpu.ring import Ring
from hybrid.layer.expert_costs import ExpertCosts
from hybrid.layer.layer_event import LayerEvent, LayerInput, Served
from hybrid.layer.pair_sums import OneByOne, PairSums
from hybrid.layer.slots import NOT_RESIDENT, Slots
from hybrid.types import ExpertKey

if TYPE_CHECKING:
    from hybrid.gpu.kernels.experts.grouped import GroupedExperts

_SUM_BYTES = 4  # of a number of the CPU's sum


def share_misses(demand: Sequence[int], costs: ExpertCosts, copied: int = 0) -> list[bool]:
    """For each missed expert: whether the CPU computes it; the others are streamed.

    ``demand`` is the routed tokens of each; the first ``copied`` are on their way already. The CPU takes
    those with the fewest tokens, as long as it finishes no later than the link.
    """
    on_cpu = [False] * len(demand)
    waiting = sorted(range(copied, len(demand)), key=lambda i: demand[i])
    cpu_s = 0.0
    for done, index in enumerate(waiting):
        cpu_s += costs.on_cpu(demand[index])
        if cpu_s > costs.copy * (len(waiting) - done - 1 + 0.5):
            break
        on_cpu[index] = True
    return on_cpu


class Streaming:
    """The way of a layer whose misses are streamed; without ``costs``, all of them.

    With ``grouped``, many experts are computed in one launch.
    """

    def __init__(
        self,
        slots: Slots,
        staging: Staging,
        mlp: ExpertMlp,
        ring: Ring,
        costs: ExpertCosts | None,
        grouped: "GroupedExperts | None" = None,
    ) -> None:
        self._slots, self._staging, self._mlp = slots, staging, mlp
        self._ring, self._costs, self._grouped = ring, costs, grouped

    @property
    def fetches_all(self) -> bool:
        """Whether no miss is ever left to the CPU: fetching on demand."""
        return self._costs is None

    def fetch(self, layer: int, inputs: LayerInput) -> tuple[RoutedTokens, Routing]:
        """As ``Way.fetch``; starts copying the first layer's experts before it waits."""
        if layer == 0:
            self._prefetch(layer, inputs.choices.numel())
        # Sorted on the device: even a small copy of pairs sorted here would wait behind the experts on the link.
        on_device = None if self._grouped else pairs_by_expert(inputs.choices, inputs.weights)
        hidden = inputs.hidden if self._cpu_helps(inputs.hidden) else inputs.hidden[:0]
        routed = self._staging.fetch(hidden, inputs.choices, inputs.weights)
        return routed, replace(group_by_expert(routed.choices, routed.weights), on_device=on_device)

    def serve(self, event: LayerEvent, inputs: LayerInput, out: Tensor) -> Served:
        """As ``Way.serve``; has started copying the next layer's experts when it returns."""
        layer, routing, plan = event.layer, event.routing, event.plan
        self._ring.keep_only({ExpertKey(layer, expert) for expert in plan.misses})
        sums: PairSums = OneByOne(self._mlp, routing, inputs.hidden, out)
        if self._grouped is not None:
            sums = self._grouped.of_layer(routing, inputs.hidden, inputs.choices, inputs.weights, out)
        places = {expert: place for place, expert in enumerate(routing.experts)}
        sums.add(self._slots.bank, [places[hit.expert] for hit in plan.hits], [hit.slot for hit in plan.hits])
        on_cpu, streamed = self._share(event, self._cpu_helps(inputs.hidden))
        filled = self._stream(layer, places, plan, streamed, sums)
        sums.close()
        self._prefetch(layer + 1, inputs.choices.numel())
        return Served(on_cpu, len(streamed), filled)

    def fetch_misses(self, layer: int, routing: Routing, plan: Plan, hidden: Tensor, out: Tensor) -> Served:
        """Queues copies and computation of all misses, adding to ``out`` float32 (tokens, hidden)."""
        places = {expert: place for place, expert in enumerate(routing.experts)}
        filled = self._stream(layer, places, plan, plan.misses, OneByOne(self._mlp, routing, hidden, out))
        return Served((), len(plan.misses), filled)

    def _cpu_helps(self, hidden: Tensor) -> bool:
        """Whether the CPU's sum takes less of the link than the expert it saves."""
        return self._costs is not None and hidden.numel() * _SUM_BYTES <= self._ring.expert_bytes

    def _share(self, event: LayerEvent, cpu_helps: bool) -> tuple[list[int], list[int]]:
        """The misses for the CPU and those to stream, the ones already under way first."""
        layer, routing = event.layer, event.routing
        demand = dict(zip(routing.experts, routing.demand, strict=True))
        misses = sorted(event.plan.misses, key=lambda e: (not self._ring.holds(ExpertKey(layer, e)), -demand[e]))
        if self._costs is None or not cpu_helps:
            return [], misses
        copied = sum(self._ring.holds(ExpertKey(layer, e)) for e in misses)
        cpu = share_misses([demand[e] for e in misses], self._costs, copied)
        return (
            [e for e, to_cpu in zip(misses, cpu, strict=True) if to_cpu],
            [e for e, to_cpu in zip(misses, cpu, strict=True) if not to_cpu],
        )

    def _stream(
        self, layer: int, places: Mapping[int, int], plan: Plan, streamed: Sequence[int], sums: PairSums
    ) -> set[ExpertKey]:
        """Passes the experts through the ring, in portions; returns the keys of the fills that this served.

        ``places`` has each expert's place in the routing.
        """
        ring, fills = self._ring, {fill.key: fill for fill in plan.fills}
        filled = set()
        coming = deque(ExpertKey(layer, expert) for expert in streamed)
        waiting = deque(coming)
        while waiting:
            while coming and (ring.holds(coming[0]) or ring.room):
                key = coming.popleft()
                if not ring.holds(key):
                    ring.load(key)
            portion = [waiting.popleft() for _ in range(min(sums.portion, len(waiting) - len(coming)))]
            buffers = [ring.take(key) for key in portion]
            sums.add(ring.bank, [places[key.expert] for key in portion], buffers)
            for key, buffer in zip(portion, buffers, strict=True):
                if key in fills:
                    self._slots.serve_fill(fills[key], ring.weights(buffer))
                    filled.add(key)
                ring.give_back(key)
        return filled

    def _prefetch(self, layer: int, routed: int) -> None:
        """Starts copying a layer's missing experts before its routing is computed.

        Only where ``routed`` pairs are so many that most experts will be chosen.
        """
        layers, experts = self._slots.residency.shape
        if layer >= layers or routed < 2 * experts:
            return
        for expert in range(experts):
            key = ExpertKey(layer, expert)
            if not self._ring.room:
                return
            if int(self._slots.residency[layer, expert]) == NOT_RESIDENT and not self._ring.holds(key):
                self._ring.load(key)
