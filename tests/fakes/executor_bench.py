"""A layer's worth of executor on made-up weights, with copies that land when a test says so."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from hybrid.cache.expert_cache import ExpertCache
from hybrid.experts.host_weights import ExpertTensors, HostStore
from hybrid.experts.torch_mlp import torch_mlp
from hybrid.experts.work import ExpertBank, ExpertMlp, ExpertWork, TokenBuffers, TokenCall
from hybrid.gpu.activation_staging import DirectStaging
from hybrid.gpu.transfer import allocate_pool
from hybrid.layer.executor import Executor
from hybrid.layer.hits import Hits
from hybrid.layer.misses import Misses
from hybrid.layer.parts import LayerParts
from hybrid.layer.slots import Slots
from hybrid.observe.telemetry import Telemetry
from hybrid.types import ExpertKey, ExpertLayout, Geometry

LAYERS, EXPERTS, K, HIDDEN, INNER = 2, 5, 2, 6, 4
LAYOUT = ExpertLayout(EXPERTS, HIDDEN, INNER, "float32", True, False, True, "silu")
CPU = torch.device("cpu")


def silu_gate(inner: Tensor) -> Tensor:
    gate, up = inner.chunk(2, dim=-1)
    return functional.silu(gate) * up


def make_store() -> HostStore:
    generator = torch.Generator().manual_seed(0)

    def weights(*shape: int) -> Tensor:
        return torch.randn(shape, generator=generator)

    return HostStore(
        [
            ExpertTensors(weights(EXPERTS, 2 * INNER, HIDDEN), weights(EXPERTS, HIDDEN, INNER), None, None)
            for _ in range(LAYERS)
        ]
    )


STORE = make_store()


class HandDriven:
    """A transfer whose copies land when they are told to; until then the slot holds garbage."""

    def __init__(self, geometry: Geometry) -> None:
        self.pool = allocate_pool(geometry, STORE.expert(ExpertKey(0, 0)), CPU)
        self.under_way: list[tuple[int, tuple[Tensor, ...]]] = []
        self._landed: list[int] = []
        self.broken = False

    def fill(self, slot: int, source: tuple[Tensor, ...], *, unused: bool = False) -> None:
        if self.broken:
            raise RuntimeError("no copy can be queued")
        for part in self.pool:
            part[slot].fill_(torch.nan)
        self.under_way.append((slot, source))

    def land(self, count: int) -> None:
        for slot, source in self.under_way[:count]:
            for part, tensor in zip(self.pool, source, strict=True):
                part[slot].copy_(tensor)
            self._landed.append(slot)
        del self.under_way[:count]

    def landed(self) -> list[int]:
        slots, self._landed = self._landed, []
        return slots

    def drain(self) -> list[int]:
        self.land(len(self.under_way))
        return self.landed()

    def close(self) -> None:
        self.pool = ()


class Watched:
    """An expert MLP that notes which entries of which bank it ran."""

    def __init__(self) -> None:
        self._mlp = torch_mlp(silu_gate)
        self.calls: list[tuple[ExpertBank, list[int]]] = []
        self.broken = False

    def accumulate(self, bank: ExpertBank, work: ExpertWork, hidden: Tensor, out: Tensor) -> None:
        if self.broken:
            raise RuntimeError("out of memory")
        self.calls.append((bank, work.entries.tolist()))
        self._mlp.accumulate(bank, work, hidden, out)

    def bind(self, bank: ExpertBank, buffers: TokenBuffers) -> TokenCall:
        return self._mlp.bind(bank, buffers)


@dataclass
class Bench:
    transfer: HandDriven
    cache: ExpertCache
    telemetry: Telemetry
    cpu: Watched
    device: Watched
    parts: LayerParts
    executor: Executor


def make_bench(
    geometry: Geometry,
    mapping: str = "layered",
    policy: str = "lru",
    admission: str = "always",
    mlp: ExpertMlp | None = None,
) -> Bench:
    """``mlp`` computes misses, by default a ``Watched`` one."""
    transfer = HandDriven(geometry)
    cache = ExpertCache(
        layers=LAYERS, experts=EXPERTS, geometry=geometry, mapping=mapping, policy=policy, admission=admission
    )
    telemetry, cpu, device = Telemetry(LAYERS, EXPERTS, K), Watched(), Watched()
    staging = DirectStaging()
    slots = Slots(LAYOUT, STORE, cache, transfer, staging.table(LAYERS, EXPERTS))
    parts = LayerParts(slots, Hits(slots, device, telemetry), Misses(STORE, mlp or cpu), telemetry)
    return Bench(transfer, cache, telemetry, cpu, device, parts, Executor(parts, staging))


def routing_of(rng: np.random.Generator, tokens: int) -> tuple[Tensor, Tensor, Tensor]:
    index = np.stack([rng.permutation(EXPERTS)[:K] for _ in range(tokens)])
    hidden = torch.from_numpy(rng.standard_normal((tokens, HIDDEN), np.float32))
    return hidden, torch.from_numpy(index), torch.from_numpy(rng.random((tokens, K), np.float32))


def expected(layer: int, hidden: Tensor, index: Tensor, weights: Tensor) -> Tensor:
    out = torch.zeros_like(hidden)
    for token, k in np.ndindex(*index.shape):
        up, down = STORE.expert(ExpertKey(layer, int(index[token, k])))
        out[token] += weights[token, k] * (silu_gate(hidden[token] @ up.T) @ down.T)
    return out
