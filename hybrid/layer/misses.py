"""Misses of a layer, computed on the CPU from the host's weights."""

from collections.abc import Sequence
from time import perf_counter

from torch import Tensor

from hybrid.experts.host_weights import HostStore, host_bank
from hybrid.experts.routing import Routing
from hybrid.experts.work import ExpertMlp, TokenBuffers, TokenCall


class Misses:
    """``banks`` are the host's experts by layer, ``mlp`` computes them."""

    def __init__(self, store: HostStore, mlp: ExpertMlp) -> None:
        self.store, self.mlp = store, mlp
        self.banks = [host_bank(tensors) for tensors in store.layers]

    def add(self, layer: int, routing: Routing, experts: Sequence[int], hidden: Tensor, share: Tensor) -> float:
        """Adds the ``experts``' part to ``share``, float32 (tokens, hidden) on the host; returns its milliseconds."""
        if not experts:
            return 0.0
        started = perf_counter()
        work = routing.work([routing.experts.index(expert) for expert in experts], experts)
        self.mlp.accumulate(self.banks[layer], work, hidden, share)
        return (perf_counter() - started) * 1e3

    def bind(self, layer: int, buffers: TokenBuffers) -> TokenCall:
        """Prepares the call that computes this layer's misses in steps of one token."""
        return self.mlp.bind(self.banks[layer], buffers)
