"""Placement of a model in the memory there is: what goes where, which geometries fit, and the one to recommend.

Pure reckoning with plain values: neither loads nor measures. The limits are those that loading itself checks.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hybrid.fit.inspection import Bar, KvCache, Part, Place
from hybrid.machine.limits import GPU_RESERVE, Limits, Memory
from hybrid.types import Geometry, ModelInfo

CUDA_BYTES = 1 << 29  # that a CUDA context, its libraries and their workspaces take of a GPU
# Tokens that room is left for, unless the model takes fewer: captured steps' cache has a power of two, less headroom.
ROOMY_CONTEXT = 16_320
_SHARES = (1.0, 0.75, 0.5, 0.25)  # of the MoE layers, for geometries with more ways in fewer indexes


@dataclass(frozen=True, slots=True)
class Needs:
    """What a model takes beside its slots. ``loading`` is the most that RAM holds while it is loaded."""

    info: ModelInfo
    kv: KvCache
    working: int  # activations and buffers on the device
    loading: int

    @property
    def expert(self) -> int:
        """Bytes of an expert."""
        return self.info.expert_bytes

    @property
    def kv_tokens(self) -> int:
        return min(self.info.max_context, ROOMY_CONTEXT)

    @property
    def kv_bytes(self) -> int:
        return self.kv.bytes(self.kv_tokens)


def beside_kv(limits: Limits, needs: Needs, memory: Memory) -> Limits:
    """``limits`` of loading, lowered where KV cache and activations take more than what loading leaves free."""
    beside = needs.kv_bytes + needs.working
    if memory.gpu_free is not None:
        usable = memory.gpu_free - needs.info.dense_bytes - max(GPU_RESERVE, beside)
    else:
        usable = memory.ram_available - needs.info.dense_bytes - needs.info.experts_bytes - beside
    return replace(limits, slot_bytes=max(0, min(limits.slot_bytes, usable)))


def fitting_geometries(info: ModelInfo, limits: Limits) -> tuple[Geometry, ...]:
    """For all MoE layers and for fewer: as many ways as the memory holds."""
    slots = limits.slot_bytes // info.expert_bytes

    def geometries() -> Iterator[Geometry]:
        for share in _SHARES:
            indexes = max(1, round(info.layers * share))
            ways = min(info.experts, slots // indexes)
            if ways:
                yield Geometry(indexes, ways)

    return tuple(dict.fromkeys(geometries()))


def bars(needs: Needs, geometry: Geometry, memory: Memory) -> tuple[Bar, ...]:
    """What goes where once the model is loaded: the GPU's bar, where there is one, and RAM's."""
    info, slots = needs.info, geometry.slots * needs.info.expert_bytes
    beside = (Part("kv", needs.kv_bytes), Part("slots", slots), Part("working", needs.working))
    if memory.gpu_free is None or memory.gpu_total is None:
        return (_bar("RAM", memory.ram_total, memory.ram_available, (*_weights(info), *beside)),)
    return (
        _bar("GPU", memory.gpu_total, memory.gpu_free, (Part("dense", info.dense_bytes), *beside)),
        _bar("RAM", memory.ram_total, memory.ram_available, (Part("experts", info.experts_bytes),)),
    )


def _weights(info: ModelInfo) -> tuple[Part, Part]:
    return Part("experts", info.experts_bytes), Part("dense", info.dense_bytes)


def _bar(place: Place, total: int, available: int, parts: tuple[Part, ...]) -> Bar:
    taken = Part("taken", max(0, total - available))
    free = available - sum(part.bytes for part in parts)
    return Bar(place, total, (taken, *parts, Part("free", max(0, free))))
