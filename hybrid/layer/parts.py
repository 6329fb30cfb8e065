"""Parts that serve the layers of a model on one device, whichever way a step goes.

Every way ends alike, which is written here once: start the fills, compute the CPU's misses while copies run, record.
"""

from dataclasses import dataclass

import numpy as np
from torch import Tensor

from hybrid.layer.hits import Hits
from hybrid.layer.layer_event import LayerEvent, Served
from hybrid.layer.misses import Misses
from hybrid.layer.prompt_streaming import Streaming
from hybrid.layer.slots import Slots
from hybrid.observe.telemetry import HIT, IN_FLIGHT, MISS, LayerRecord, Telemetry


@dataclass(frozen=True, slots=True)
class LayerParts:
    """``streaming``, where missed experts can be streamed to the device."""

    slots: Slots
    hits: Hits
    misses: Misses
    telemetry: Telemetry
    streaming: Streaming | None = None

    @property
    def fetches_all(self) -> bool:
        """Whether no miss may be left to the CPU: experts are fetched on demand."""
        return self.streaming is not None and self.streaming.fetches_all

    def finish(self, event: LayerEvent, served: Served, share: Tensor) -> None:
        """Starts the fills, adds the CPU's part to ``share``, float32 (tokens, hidden) on the host, and records."""
        size = self.misses.store.expert_bytes
        copied = self.slots.start_fills(event.plan, served.filled) + served.streamed * size
        cpu_ms = self.misses.add(event.layer, event.routing, served.on_cpu, event.routed.hidden, share)
        self.telemetry.record(event.layer, self._record(event, served, copied, len(served.on_cpu) * size, cpu_ms))

    def _record(self, event: LayerEvent, served: Served, copied: int, cpu_bytes: int, cpu_ms: float) -> LayerRecord:
        plan, routed = event.plan, event.routed
        outcome = np.full(self.misses.store.experts, HIT, np.uint8)
        outcome[list(plan.misses)] = MISS
        outcome[list(plan.in_flight)] = IN_FLIGHT
        return LayerRecord(
            choices=routed.choices.astype(np.int16),
            outcomes=outcome[routed.choices],
            fills=len(plan.fills),
            evictions=sum(fill.evicted is not None for fill in plan.fills),
            bytes_copied=copied,
            cpu_bytes=cpu_bytes,
            cpu_ms=cpu_ms,
            gpu_ms=served.gpu_ms,
            weights=np.array(routed.weights, np.float32),
        )
