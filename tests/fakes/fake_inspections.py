"""Inspections as an engine on a desktop gives them: of a model that fits, and of one that is too large for its RAM."""

from collections.abc import Sequence

from hybrid.fit.inspection import (
    Alternative,
    Bar,
    Inspection,
    KvCache,
    KvLayer,
    ListedModel,
    Part,
    Place,
    SpeedRange,
    StoredFacts,
)
from hybrid.types import Geometry, ModelInfo

GIB = 1 << 30
KNOWN_MODELS = ("demo/downloaded-moe", "large/downloaded-moe")
RAM_FREE = 56 * GIB


def fake_inspection(name: str) -> Inspection:
    """``large...`` is refused."""
    experts, dense = (84 * GIB, 3 * GIB) if name.startswith("large") else (26 * GIB, 2 * GIB)
    facts = _facts(name, experts, dense)
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


def fake_list(used: Sequence[str]) -> tuple[ListedModel, ...]:
    """The demo, those used before, and two that were downloaded, one of them too large."""
    return (
        ListedModel("assets/demo-moe", "demo", _facts("assets/demo-moe", 20 << 20, 4 << 20), loaded=True),
        *(ListedModel(name, "used", problem="There is no index.") for name in used),
        *(_listed(name) for name in KNOWN_MODELS),
        ListedModel("demo/unread-moe", "downloaded"),
    )


def _listed(name: str) -> ListedModel:
    facts = fake_inspection(name).facts
    return ListedModel(name, "downloaded", facts, short=max(0, facts.total_bytes - RAM_FREE))


def _facts(name: str, experts: int, dense: int) -> StoredFacts:
    return StoredFacts(name, "mixtral", 32, 32, 8, 2, ("BF16",), ("BF16",), "", experts, dense)


def _bar(place: Place, total: int, *parts: Part) -> Bar:
    free = total - sum(part.bytes for part in parts)
    return Bar(place, total, (*parts, Part("free", max(0, free))))
