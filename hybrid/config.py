"""What a user asks for (``EngineConfig``) and the one place where it is checked (``resolve_settings``).

Knows the limits of model and machine as plain values; does not load, allocate or measure anything.
"""

from dataclasses import dataclass, replace
from typing import Any, get_args

from hybrid.cache.policies import POLICIES
from hybrid.errors import ConfigError, DeviceError, GeometryError, MemoryBudgetError, ThreadCountError
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
MOST_GIB = 1 << 20  # more than any machine has, and few enough to count in bytes
MOST = 1_000_000  # of threads, slots of a layer, copies: more than anything has, and few enough to multiply
_CORES_TO_SPARE = 4  # from so many on one can be spared


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """Everything ``Engine.load`` needs. ``None`` leaves a choice to the engine.

    ``vram_gib`` bounds the memory of the slots in GiB; without it they may take what the device has
    free. ``max_context`` in tokens bounds prompt plus reply, within what the model allows.
    Raises ``ConfigError`` for values that no model and no machine can have.
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
        if not str(self.model).strip():
            raise ConfigError("Enter a folder or a Hugging Face model ID.", "model")
        _check_names(self)
        if self.device not in get_args(DeviceName):
            raise DeviceError(f"There is no device {self.device!r}: choose auto, cuda or cpu.", "device")
        if self.geometry is not None:
            _check_count(GeometryError, "Layers with slots (N)", "indexes", self.geometry.indexes, 0)
            _check_count(GeometryError, "Slots per layer (M)", "ways", self.geometry.ways, 0)
        _check_count(ConfigError, "Copies in progress", "max_queued_copies", self.max_queued_copies, 1)
        if self.cpu_threads is not None:
            _check_count(ThreadCountError, "CPU threads", "cpu_threads", self.cpu_threads, 1)
        if self.max_context is not None:
            _check_count(ConfigError, "The context", "max_context", self.max_context, 1)
        if self.vram_gib is not None and not _is_memory(self.vram_gib):
            raise ConfigError(
                f"The memory for slots must be between 0 and {MOST_GIB:,} GiB, not {self.vram_gib}.", "vram_gib"
            )


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
    _check_names(settings)
    _check_geometry(settings, model)
    _check_threads(settings.cpu_threads, limits)
    if settings.max_queued_copies < 1:
        raise ConfigError("Copies in progress must be at least 1.", "max_queued_copies")


def check_slot_memory(geometry: Geometry, model: ModelInfo, limits: Limits) -> None:
    """Raises ``MemoryBudgetError`` when the slots would not fit."""
    needed = geometry.slots * model.expert_bytes
    if needed <= limits.slot_bytes:
        return
    affordable = limits.slot_bytes // model.expert_bytes
    raise MemoryBudgetError(
        f"{geometry.indexes} x {geometry.ways} slots of {model.expert_bytes / 2**20:.1f} MiB need "
        f"{needed / GIB:.2f} GiB, but only {limits.slot_bytes / GIB:.2f} GiB can be used. Choose at most "
        f"{affordable} slots, or allow more memory.",
        "ways",
    )


def _check_geometry(settings: Settings, model: ModelInfo) -> None:
    geometry = settings.geometry
    if geometry.indexes < 0:
        raise GeometryError("N can't be negative; use 0 to cache nothing.", "indexes")
    if geometry.ways < 0:
        raise GeometryError("M can't be negative; use 0 to cache nothing.", "ways")
    if geometry.ways > model.experts:
        raise GeometryError(
            f"Each layer has only {model.experts} experts, so M can be at most {model.experts}.",
            "ways",
        )
    if geometry.indexes > model.layers:
        raise GeometryError(
            f"This model has only {model.layers} MoE layers, so N can be at most {model.layers}.",
            "indexes",
        )


def _check_threads(threads: int, limits: Limits) -> None:
    if 1 <= threads <= limits.logical_cpus:
        return
    raise ThreadCountError(
        f"CPU threads must be between 1 and {limits.logical_cpus}, not {threads}; "
        f"more than {limits.physical_cores} rarely help.",
        "cpu_threads",
    )


def _check_names(asked: EngineConfig | Settings) -> None:
    _one_of("mapping", asked.mapping, MAPPINGS)
    _one_of("policy", asked.policy, tuple(POLICIES))
    _one_of("admission", asked.admission, ADMISSIONS)
    _one_of("placement", asked.placement, PLACEMENTS)


def _one_of(field: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ConfigError(f"There is no {field} {value!r}: choose one of {', '.join(allowed)}.", field)


def _check_count(kind: type[ConfigError], what: str, field: str, value: object, least: int) -> None:
    if type(value) is not int or not least <= value <= MOST:
        raise kind(f"{what} must be a whole number from {least} to {MOST:,}, not {value}.", field)


def _is_memory(gib: object) -> bool:
    return isinstance(gib, int | float) and not isinstance(gib, bool) and 0 <= gib <= MOST_GIB
