"""What a user asks for (``EngineConfig``) and the one place where it is checked (``resolve_settings``).

Knows the limits of model and machine as plain values; does not load, allocate or measure anything.
"""

import math
from dataclasses import dataclass, replace
from typing import Any

from hybrid.errors import ConfigError, GeometryError, MemoryBudgetError, ThreadCountError
from hybrid.policies import POLICIES
from hybrid.types import (
    ADMISSIONS,
    MAPPINGS,
    PLACEMENTS,
    AdmissionName,
    DeviceName,
    Geometry,
    MappingName,
    ModelInfo,
    PlacementName,
    PolicyName,
    Settings,
    SettingsChange,
)

DEFAULT_MODEL = "assets/demo-moe"
GIB = 1 << 30
_CORES_TO_SPARE = 4  # from so many on one can be spared


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """Everything ``Engine.load`` needs. ``None`` leaves a choice to the engine.

    ``vram_gib`` bounds the memory of the slots in GiB; without it they may take what the device has
    free. ``max_context`` in tokens bounds prompt plus reply, within what the model allows.
    Raises ``ConfigError`` for bounds that are none.
    """

    model: str = DEFAULT_MODEL
    geometry: Geometry | None = None
    mapping: MappingName = "layered"
    policy: PolicyName = "lfu"
    admission: AdmissionName = "bounded"
    max_queued_copies: int = 2
    placement: PlacementName = "cached"
    split_misses: bool = True
    cpu_threads: int | None = None
    device: DeviceName = "auto"
    vram_gib: float | None = None
    max_context: int | None = None

    def __post_init__(self) -> None:
        if self.vram_gib is not None and not 0 <= self.vram_gib < math.inf:
            raise ConfigError("The memory budget is a number of GiB from 0 up: change or omit it.", "vram_gib")
        if self.max_context is not None and self.max_context < 1:
            raise ConfigError("The context holds 1 token at least: raise or omit max_context.", "max_context")


@dataclass(frozen=True, slots=True)
class Limits:
    """What the machine allows. ``slot_bytes`` is the memory the slots may take, in bytes."""

    logical_cpus: int
    physical_cores: int
    slot_bytes: int
    emulated: bool


def usual_threads(physical_cores: int, emulated: bool) -> int:
    """One per physical core; beside a GPU one core is left to its driver and to everything else.

    The threads wait for each other: with no core to spare, one that is put aside holds up the others for milliseconds.
    """
    return physical_cores if emulated or physical_cores < _CORES_TO_SPARE else physical_cores - 1


def resolve_settings(config: EngineConfig, model: ModelInfo, limits: Limits) -> Settings:
    """Fills in what ``config`` leaves open and checks the rest.

    Raises ``GeometryError``, ``MemoryBudgetError``, ``ThreadCountError`` or ``ConfigError``.
    """
    geometry = config.geometry
    if geometry is None:
        geometry = default_geometry(model, limits)
    settings = Settings(
        geometry=geometry,
        mapping=config.mapping,
        policy=config.policy,
        admission=config.admission,
        max_queued_copies=config.max_queued_copies,
        cpu_threads=config.cpu_threads
        if config.cpu_threads is not None
        else usual_threads(limits.physical_cores, limits.emulated),
        placement=config.placement,
        split_misses=config.split_misses,
    )
    check_settings(settings, model, limits)
    return settings


def changed_settings(settings: Settings, changes: SettingsChange, model: ModelInfo, limits: Limits) -> Settings:
    """``settings`` with the given fields replaced (``None`` keeps a field), checked."""
    given: dict[str, Any] = {name: value for name, value in changes.items() if value is not None}
    new = replace(settings, **given)
    check_choices(new, model, limits)
    if new.geometry.slots > settings.geometry.slots:  # what is held already fits, however little is free beside it
        check_slot_memory(new.geometry, model, limits)
    return new


def default_geometry(model: ModelInfo, limits: Limits) -> Geometry:
    """Every MoE layer gets the same number of ways, as many as the memory holds.

    Where the slots are emulated in RAM, half of the experts, so that hits and misses both show.
    """
    affordable = limits.slot_bytes // model.expert_bytes
    ways = min(model.experts, affordable // model.layers)
    if limits.emulated:
        ways = min(ways, model.experts // 2)
    if ways > 0:
        return Geometry(model.layers, ways)
    return Geometry(min(model.layers, affordable), 1) if affordable else Geometry(0, 0)


def check_settings(settings: Settings, model: ModelInfo, limits: Limits) -> None:
    """Raises the error whose message says what to change; returns when everything can be applied."""
    check_choices(settings, model, limits)
    check_slot_memory(settings.geometry, model, limits)


def check_choices(settings: Settings, model: ModelInfo, limits: Limits) -> None:
    """All but the memory of the slots."""
    _one_of("mapping", settings.mapping, MAPPINGS)
    _one_of("policy", settings.policy, tuple(POLICIES))
    _one_of("admission", settings.admission, ADMISSIONS)
    _one_of("placement", settings.placement, PLACEMENTS)
    _check_geometry(settings, model)
    _check_threads(settings.cpu_threads, limits)
    if settings.max_queued_copies < 1:
        raise ConfigError("The copy queue needs room for at least 1 copy: raise it.", "max_queued_copies")


def check_slot_memory(geometry: Geometry, model: ModelInfo, limits: Limits) -> None:
    """Raises ``MemoryBudgetError`` when the slots would not fit."""
    needed = geometry.slots * model.expert_bytes
    if needed <= limits.slot_bytes:
        return
    affordable = limits.slot_bytes // model.expert_bytes
    raise MemoryBudgetError(
        f"{geometry.indexes} x {geometry.ways} slots of {model.expert_bytes / 2**20:.1f} MiB need "
        f"{needed / GIB:.2f} GiB, but {limits.slot_bytes / GIB:.2f} GiB can be used: choose at most "
        f"{affordable} slots, or raise the memory budget.",
        "ways",
    )


def _check_geometry(settings: Settings, model: ModelInfo) -> None:
    geometry = settings.geometry
    if geometry.indexes < 0:
        raise GeometryError("The number of indexes cannot be negative: use 0 to cache nothing.", "indexes")
    if geometry.ways < 0:
        raise GeometryError("The number of ways cannot be negative: use 0 to cache nothing.", "ways")
    if geometry.ways > model.experts:
        raise GeometryError(
            f"{geometry.ways} ways are more than the {model.experts} experts of a layer: "
            f"choose at most {model.experts} ways.",
            "ways",
        )
    if geometry.indexes > model.layers:
        raise GeometryError(
            f"{geometry.indexes} indexes are more than the {model.layers} MoE layers of this model: "
            f"choose at most {model.layers} indexes.",
            "indexes",
        )


def _check_threads(threads: int, limits: Limits) -> None:
    if 1 <= threads <= limits.logical_cpus:
        return
    raise ThreadCountError(
        f"{threads} CPU threads cannot be used here: choose 1 to {limits.logical_cpus} "
        f"({limits.physical_cores} physical cores; more rarely helps).",
        "cpu_threads",
    )


def _one_of(field: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ConfigError(f"{field} {value!r} is not known: choose one of {', '.join(allowed)}.", field)
