"""Executor of one MoE layer of one step: fetch -> plan -> device -> fills -> CPU -> combine.

Knows the order in which cache, transfer and compute are asked; holds no policy and no arithmetic of
its own. The device's part is queued first, the fills second, then the CPU computes the misses while
both run. Whatever is in flight counts as a miss and is computed on the CPU: nothing waits for it.

After *Efficient CPU-GPU Collaborative Inference for MoE-based LLMs on Memory-Limited Systems*
(arXiv 2512.16473), section III, with copies ordered by events in both directions.
"""

import torch
from torch import Tensor

from hybrid.gpu.activation_staging import Staging
from hybrid.layer.hits import MissesToCpu
from hybrid.layer.layer_event import LayerEvent, LayerInput, Way
from hybrid.layer.parts import LayerParts


class Executor:
    """Runs the experts of every MoE layer of one model; one thread at a time."""

    def __init__(self, parts: LayerParts, staging: Staging) -> None:
        self._parts, self._staging = parts, staging
        self._usual: Way = MissesToCpu(parts.hits, staging)

    def run(self, layer: int, hidden: Tensor, top_k_index: Tensor, top_k_weights: Tensor) -> Tensor:
        """The routed experts' weighted sum.

        hidden (tokens, hidden), top_k_index and top_k_weights (tokens, k) -> (tokens, hidden), in
        hidden's dtype; sums are float32.
        """
        parts, inputs = self._parts, LayerInput(hidden, top_k_index, top_k_weights)
        if layer == 0:
            parts.hits.tell_times()
        way = self._way(hidden.shape[0])
        routed, routing = way.fetch(layer, inputs)
        parts.slots.settle()
        plan = parts.slots.plan(layer, routing.experts, routing.demand)
        event = LayerEvent(layer, routed, routing, plan)
        out = torch.zeros(hidden.shape, dtype=torch.float32, device=hidden.device)
        served = way.serve(event, inputs, out)
        share = self._staging.cpu_share(out) if served.on_cpu else out
        parts.finish(event, served, share)
        if served.on_cpu:
            self._staging.merge(out, share)
        return out.to(hidden.dtype)

    def _way(self, tokens: int) -> Way:
        streaming = self._parts.streaming
        return streaming if streaming is not None and (tokens > 1 or streaming.fetches_all) else self._usual
