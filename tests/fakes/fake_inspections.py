"""Inspections as an engine on a desktop gives them: of a model that fits, and of one that is too large for its RAM."""

from hybrid.fit.inspection import Alternative, Bar, Inspection, KvCache, KvLayer, Part, Place, SpeedRange, StoredFacts
from hybrid.types import Geometry, ModelInfo

GIB = 1 << 30
KNOWN_MODELS = ("demo/downloaded-moe", "large/downloaded-moe")


def fake_inspection(name: str) -> Inspection:
    """``large...`` is refused."""
    experts, dense = (84 * GIB, 3 * GIB) if name.startswith("large") else (26 * GIB, 2 * GIB)
    facts = StoredFacts(name, "mixtral", 32, 32, 8, 2, ("BF16",), ("BF16",), "", experts, dense)
    info = ModelInfo(name, "mixtral", 32, 8, 2, experts // 256, experts + dense, "bfloat16", 32768, dense)
    geometry = Geometry(32, 5 if experts < 60 * GIB else 1)
    beside = (Part("kv", 2 * GIB), Part("slots", geometry.slots * info.expert_bytes), Part("working", GIB))
    refused = experts > 60 * GIB
    return Inspection(
        facts,
        refusal="The model needs 87.0 GiB of RAM, but only 56.0 GiB are free." if refused else "",
        advice="A version of it whose files have at most 56.0 GiB fits." if refused else "",
        info=info,
        kv=KvCache((KvLayer(4096),) * 32),
        kv_tokens=16384,
        loading_bytes=info.total_bytes,
        bars=(
            _bar("GPU", 24 * GIB, Part("taken", GIB), Part("dense", dense), *beside),
            _bar("RAM", 64 * GIB, Part("taken", 8 * GIB), Part("experts", experts)),
        ),
        geometry=geometry,
        most_slots=160,
        fitting=(geometry, Geometry(24, 6), Geometry(16, 8)),
        speed=None if refused else SpeedRange(7.4, 12.6, False, "RAM 60 GB/s, link 25 GB/s, GPU 900 GB/s"),
        alternatives=(Alternative("int8", experts // 2, Geometry(32, 8)),),
    )


def _bar(place: Place, total: int, *parts: Part) -> Bar:
    free = total - sum(part.bytes for part in parts)
    return Bar(place, total, (*parts, Part("free", max(0, free))))
