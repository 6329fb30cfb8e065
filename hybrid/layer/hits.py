"""Hits of a layer, computed on the device from its slots; and the way of a layer that leaves all misses to the CPU."""

from collections import deque
from time import perf_counter

import torch
from torch import Tensor

from hybrid.cache.expert_cache import Plan
from hybrid.experts.routing import Routing, group_by_expert
from hybrid.experts.work import ExpertMlp
from hybrid.gpu.activation_staging import RoutedTokens, Staging
from hybrid.layer.layer_event import LayerEvent, LayerInput, Served
from hybrid.layer.slots import Slots
from hybrid.observe.telemetry import Telemetry


class Hits:
    """Queues the hits' products, and reports to the telemetry how long they took once the device has measured it."""

    def __init__(self, slots: Slots, mlp: ExpertMlp, telemetry: Telemetry) -> None:
        self._slots, self._mlp, self._telemetry = slots, mlp, telemetry
        self._timers: deque[tuple[int, int, torch.cuda.Event, torch.cuda.Event]] = deque()

    def add(self, routing: Routing, plan: Plan, hidden: Tensor, out: Tensor) -> None:
        """Adds the hits' share to ``out`` float32 (tokens, hidden), both on the device."""
        if plan.hits:
            places = [routing.experts.index(hit.expert) for hit in plan.hits]
            work = routing.device_work(places, [hit.slot for hit in plan.hits])
            self._mlp.accumulate(self._slots.bank, work, hidden, out)

    def add_timed(self, event: LayerEvent, hidden: Tensor, out: Tensor) -> float:
        """As ``add``; returns the milliseconds it took, or NaN where the device reports them later."""
        if not event.plan.hits:
            return 0.0
        if hidden.device.type != "cuda":
            started = perf_counter()
            self.add(event.routing, event.plan, hidden, out)
            return (perf_counter() - started) * 1e3
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        start.record()
        self.add(event.routing, event.plan, hidden, out)
        end.record()
        self._timers.append((self._telemetry.steps, event.layer, start, end))
        return float("nan")

    def tell_times(self) -> None:
        """Reports to the telemetry the times of all hits that the device has finished; never waits."""
        while self._timers and self._timers[0][3].query():
            step, layer, start, end = self._timers.popleft()
            self._telemetry.record_gpu_ms(step, layer, start.elapsed_time(end))


class MissesToCpu:
    """The way of a layer whose misses are all left to the CPU."""

    def __init__(self, hits: Hits, staging: Staging) -> None:
        self._hits, self._staging = hits, staging

    def fetch(self, layer: int, inputs: LayerInput) -> tuple[RoutedTokens, Routing]:
        routed = self._staging.fetch(inputs.hidden, inputs.choices, inputs.weights)
        return routed, group_by_expert(routed.choices, routed.weights)

    def serve(self, event: LayerEvent, inputs: LayerInput, out: Tensor) -> Served:
        return Served(event.plan.misses, gpu_ms=self._hits.add_timed(event, inputs.hidden, out))
