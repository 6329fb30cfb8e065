"""Limits of a machine as plain values: its cores, and the memory that slots may take."""

from dataclasses import dataclass

GIB = 1 << 30
# Left free on the GPU for activations, the KV cache, the ring that prompts are streamed through, and CUDA itself.
GPU_RESERVE = 3 * GIB
_CORES_TO_SPARE = 4  # with so many cores or more, one can be left free


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes that this process may use. Without a GPU its two are ``None``, and the slots lie in RAM."""

    ram_total: int
    ram_available: int
    gpu_total: int | None = None
    gpu_free: int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What the machine allows. ``slot_bytes`` is the memory the slots may take, in bytes."""

    logical_cpus: int
    physical_cores: int
    slot_bytes: int
    emulated: bool


def usual_threads(physical_cores: int, emulated: bool) -> int:
    """One per physical core; beside a GPU one core is left to its driver and to everything else.

    The threads wait for each other: without a free core, a thread that loses its core to another program holds up the
    others for milliseconds.
    """
    return physical_cores if emulated or physical_cores < _CORES_TO_SPARE else physical_cores - 1
