"""Advice where a machine is too small for a model: the nearest settings or files that can work, as sentences."""

from collections.abc import Callable

from hybrid.config import EXPERT_DTYPES, EngineConfig, ExpertDtype
from hybrid.errors import HybridError, MemoryBudgetError
from hybrid.fit.inspection import StoredFacts
from hybrid.fit.placement import Needs
from hybrid.machine.limits import GIB, Memory
from hybrid.types import Geometry

_BITS = {"F32": 32, "F16": 16, "BF16": 16}
_FEWEST_BITS = 2.0  # per weight; below that nobody publishes files

SlotsOf = Callable[[ExpertDtype], int]
"""How many slots fit with an ``--expert-dtype``."""


def check_beside_slots(needs: Needs, memory: Memory) -> None:
    """Raises ``MemoryBudgetError`` if the GPU is too small even without a slot."""
    if memory.gpu_free is None:
        return
    needed = needs.info.dense_bytes + needs.working
    if needed > memory.gpu_free:
        raise MemoryBudgetError(
            f"All but the experts, with buffers, needs {needed / GIB:.1f} GiB of GPU memory, but only "
            f"{memory.gpu_free / GIB:.1f} GiB are free.",
            "device",
        )


def what_could_work(
    config: EngineConfig, needs: Needs, memory: Memory, facts: StoredFacts, refusal: HybridError, slots: SlotsOf
) -> str:
    """Sentences for a refusal by ``limits_with``, ``check_beside_slots`` or the settings' checks; may be empty."""
    match refusal.field:
        case "model":
            return _smaller_files(config, needs, memory, facts)
        case "device":
            return "Close what else uses the GPU, or run it with --device cpu, where all of it lies in RAM."
        case "ways" | "indexes" if config.geometry is not None:
            return _other_geometry(config, config.geometry, needs, slots)
    return ""


def _smaller_files(config: EngineConfig, needs: Needs, memory: Memory, facts: StoredFacts) -> str:
    short = needs.loading - memory.ram_available
    sentences = []
    if needs.loading <= memory.ram_total:
        sentences.append(f"Closing programs that hold {short / GIB:.1f} GiB would be enough.")
    bits = _BITS.get(facts.expert_types[0]) if facts.expert_types else None
    fits = bits * memory.ram_available / needs.loading if bits else 0.0
    if fits >= _FEWEST_BITS:
        sentences.append(
            f"A version of it whose files have at most {memory.ram_available / GIB:.1f} GiB fits, which is "
            f"{fits:.1f} bits a weight where these have {bits}."
        )
    if config.expert_dtype == "stored":
        sentences.append("--expert-dtype doesn't help here: experts are made smaller only after the files are read.")
    return " ".join(sentences)


def _other_geometry(config: EngineConfig, asked: Geometry, needs: Needs, slots: SlotsOf) -> str:
    info, sentences = needs.info, []
    indexes = min(asked.indexes, info.layers)
    ways = min(info.experts, slots(config.expert_dtype) // max(indexes, 1))
    if indexes and ways:
        sentences.append(f"{indexes} x {ways} fits.")
    sentences.extend(
        f"With --expert-dtype {dtype} {asked.indexes} x {asked.ways} fits."
        for dtype in EXPERT_DTYPES
        if dtype != config.expert_dtype and slots(dtype) >= asked.slots and asked.ways <= info.experts
    )
    return " ".join(sentences)
