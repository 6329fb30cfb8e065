"""Engine configuration: what a user asks for; values that no model and no machine can have are refused.

``hybrid.settings`` fills in what is left open, once the model is known.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from hybrid.cache.policies import POLICIES
from hybrid.errors import ConfigError, DeviceError, GeometryError, ThreadCountError
from hybrid.layout import FormatName
from hybrid.types import (
    ADMISSIONS,
    MAPPINGS,
    PLACEMENTS,
    AdmissionName,
    DeviceName,
    Geometry,
    MappingName,
    PlacementName,
    PolicyName,
    Settings,
)

ExpertDtype = Literal["stored", "int8", "int4"]
EXPERT_DTYPES: tuple[ExpertDtype, ...] = get_args(ExpertDtype)
DEFAULT_MODEL = "assets/demo-moe"
MOST_GIB = 1 << 20  # more than any machine has, and few enough to count in bytes
MOST = 1_000_000  # of threads, slots of a layer, copies: more than anything has, and few enough to multiply


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """Everything ``Engine.load`` needs. ``None`` leaves a choice to the engine.

    ``vram_gib`` bounds the memory of the slots in GiB; without it they may take what the device has
    free. ``max_context`` in tokens bounds prompt plus reply, within what the model allows.
    ``expert_dtype``: experts as they are stored, or made int8 or int4 when they are loaded, a half or 28 % of the bytes
    of bfloat16. ``warm_start``: uses of experts are kept in the user's cache folder, and empty slots are filled with
    those that were used most, while nothing else is under way or behind it. ``keep_experts``: experts that are made
    smaller are kept on disk, beside the Hub's cache, and read from there the next time.
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
    expert_dtype: ExpertDtype = "stored"
    warm_start: bool = False
    keep_experts: bool = False

    @property
    def expert_format(self) -> FormatName:
        """The format that experts are made into; plain if they stay as they are stored."""
        return "plain" if self.expert_dtype == "stored" else self.expert_dtype

    def __post_init__(self) -> None:
        if not str(self.model).strip():
            raise ConfigError("Enter a folder or a Hugging Face model ID.", "model")
        check_names(self)
        _one_of("expert_dtype", self.expert_dtype, EXPERT_DTYPES)
        if self.device not in get_args(DeviceName):
            raise DeviceError(f"There is no device {self.device!r}: choose auto, cuda or cpu.", "device")
        if self.geometry is not None:
            _check_count(GeometryError, "Layers with slots (N)", "indexes", self.geometry.indexes, 0)
            _check_count(GeometryError, "Slots per layer (M)", "ways", self.geometry.ways, 0)
        _check_count(ConfigError, "Copies at once", "max_queued_copies", self.max_queued_copies, 1)
        if self.cpu_threads is not None:
            _check_count(ThreadCountError, "CPU threads", "cpu_threads", self.cpu_threads, 1)
        if self.max_context is not None:
            _check_count(ConfigError, "The context", "max_context", self.max_context, 1)
        if self.vram_gib is not None and not _is_memory(self.vram_gib):
            raise ConfigError(
                f"The memory for slots must be between 0 and {MOST_GIB:,} GiB, not {self.vram_gib}.", "vram_gib"
            )


def check_names(choices: EngineConfig | Settings) -> None:
    """Raises ``ConfigError`` for an unknown mapping, policy, admission or placement."""
    _one_of("mapping", choices.mapping, MAPPINGS)
    _one_of("policy", choices.policy, tuple(POLICIES))
    _one_of("admission", choices.admission, ADMISSIONS)
    _one_of("placement", choices.placement, PLACEMENTS)


def _one_of(field: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ConfigError(f"There is no {field} {value!r}: choose one of {', '.join(allowed)}.", field)


def _check_count(kind: type[ConfigError], what: str, field: str, value: object, least: int) -> None:
    if type(value) is not int or not least <= value <= MOST:
        raise kind(f"{what} must be a whole number from {least} to {MOST:,}, not {value}.", field)


def _is_memory(gib: object) -> bool:
    return isinstance(gib, int | float) and not isinstance(gib, bool) and 0 <= gib <= MOST_GIB
