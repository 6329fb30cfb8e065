"""Layer-by-layer step of one token: the device has nothing more to do until the host has served a layer.

The way for what the device cannot find by itself: hits that run through torch, experts fetched on demand, a link of
plain copies. Knows the order route -> plan -> hits -> the host's part -> next layer.
"""

from collections.abc import Sequence

import torch

from hybrid.cache.expert_cache import Plan
from hybrid.decode.capture import Capture
from hybrid.experts.routing import Routing, group_by_expert
from hybrid.gpu.mailbox import StepMailbox
from hybrid.layer.executor import Executor, LongSteps
from hybrid.types import ExpertKey, ModelInfo


class LayerwiseStep:
    """Serves the layers of a step one after the other on behalf of ``executor``."""

    def __init__(
        self, executor: Executor, pieces: Capture, host: StepMailbox, info: ModelInfo, device: torch.device
    ) -> None:
        self._executor, self._pieces, self._host = executor, pieces, host
        self._layers, self._device = info.layers, device
        # Per layer: when the routing had arrived, and when the device's experts were computed.
        self._arrived = [torch.cuda.Event(enable_timing=True) for _ in range(info.layers)]
        self._computed = [torch.cuda.Event(enable_timing=True) for _ in range(info.layers)]
        self._step = -1  # that these are of

    def begin(self) -> None:
        """The former step has ended: tells how long its experts took."""
        for layer in range(self._layers if self._step >= 0 else 0):
            milliseconds = self._arrived[layer].elapsed_time(self._computed[layer])
            self._executor.telemetry.record_gpu_ms(self._step, layer, milliseconds)
        self._step = -1
        self._executor.settle()

    def queue(self) -> None:
        """Nothing can be queued before the host has served a layer."""

    def close_books(self) -> None:
        """They are kept layer by layer."""

    def run(self) -> None:
        pieces, compute = self._pieces, torch.cuda.current_stream(self._device)
        step = self._executor.telemetry.steps
        for layer in range(self._layers):
            pieces.route[layer].replay()
            self._arrived[layer].record(compute)
            if pieces.hits:
                pieces.hits[layer].replay()
            self._computed[layer].record(compute)
            self._arrived[layer].synchronize()
            self._serve(layer, compute)
        pieces.last.replay()
        self._step = step

    def _serve(self, layer: int, compute: torch.cuda.Stream) -> None:
        host, executor = self._host, self._executor
        routed = host.routed(layer)
        routing = group_by_expert(routed.choices, routed.weights)
        plan = executor.plan(layer, routing.experts, routing.demand)
        if not self._pieces.hits:
            self._pieces.outputs.zero_()
            executor.run_hits(routing, plan, self._pieces.hidden[layer], self._pieces.outputs[:1])
            self._computed[layer].record(compute)
        long_steps = executor.long_steps
        if long_steps is not None and long_steps.fetches_all:
            filled = self._fetch(long_steps, layer, routing, plan)
            streamed = len(plan.misses)
            executor.finish(
                layer, routing, plan, routed, host.open_share(), on_cpu=(), streamed=streamed, filled=filled
            )
        else:
            executor.finish(layer, routing, plan, routed, host.open_share())
        executor.settle()
        host.answer(layer)

    def _fetch(self, long_steps: LongSteps, layer: int, routing: Routing, plan: Plan) -> Sequence[ExpertKey]:
        """Computes the misses on the device, each copied there first; the fills served on the way."""
        pieces = self._pieces
        pieces.fetched.zero_()
        filled = long_steps.stream(
            self._executor, layer, routing, plan, plan.misses, pieces.hidden[layer], pieces.fetched
        )
        return list(filled)
