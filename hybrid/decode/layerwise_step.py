"""Layer-by-layer step of one token: the device waits at each layer until the host has served it.

For steps in which the device cannot look up experts by itself: hits that run through torch, experts fetched on demand,
a mailbox of plain copies. Knows the order route -> plan -> hits -> the host's part -> next layer.
"""

import torch

from hybrid.decode.capture import Capture
from hybrid.experts.routing import group_by_expert
from hybrid.gpu.mailbox import StepMailbox
from hybrid.layer.layer_event import LayerEvent, Served
from hybrid.layer.parts import LayerParts
from hybrid.types import ModelInfo


class LayerwiseStep:
    """Serves the layers of a step one after the other."""

    def __init__(
        self, parts: LayerParts, pieces: Capture, host: StepMailbox, info: ModelInfo, device: torch.device
    ) -> None:
        self._parts, self._pieces, self._host = parts, pieces, host
        self._layers, self._device = info.layers, device
        # Per layer: when the routing had arrived, and when the device's experts were computed.
        self._arrived = [torch.cuda.Event(enable_timing=True) for _ in range(info.layers)]
        self._computed = [torch.cuda.Event(enable_timing=True) for _ in range(info.layers)]
        self._step = -1  # the step that these events belong to

    def begin(self) -> None:
        """The previous step has ended: reports how long its experts took."""
        for layer in range(self._layers if self._step >= 0 else 0):
            milliseconds = self._arrived[layer].elapsed_time(self._computed[layer])
            self._parts.telemetry.record_gpu_ms(self._step, layer, milliseconds)
        self._step = -1
        self._parts.slots.settle()

    def queue(self) -> None:
        """Nothing can be queued before the host has served a layer."""

    def wind_up(self) -> None:
        """Nothing can be done of a step before its token is known."""

    def close_books(self) -> None:
        """Nothing is left to do: the books are kept layer by layer."""

    def close(self) -> None:
        """There is nothing to end."""

    def run(self) -> None:
        pieces, compute = self._pieces, torch.cuda.current_stream(self._device)
        step = self._parts.telemetry.steps
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
        host, parts, pieces = self._host, self._parts, self._pieces
        routed = host.routed(layer)
        routing = group_by_expert(routed.choices, routed.weights)
        plan = parts.slots.plan(layer, routing.experts, routing.demand)
        if not pieces.hits:
            pieces.outputs.zero_()
            parts.hits.add(routing, plan, pieces.hidden[layer], pieces.outputs[:1])
            self._computed[layer].record(compute)
        served = Served(plan.misses)
        if parts.streaming is not None and parts.fetches_all:
            pieces.fetched.zero_()
            served = parts.streaming.fetch_misses(layer, routing, plan, pieces.hidden[layer], pieces.fetched)
        parts.finish(LayerEvent(layer, routed, routing, plan), served, host.open_share())
        parts.slots.settle()
        host.answer(layer)
