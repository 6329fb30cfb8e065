"""Plain values that cross module boundaries: frozen, slotted, standard library only.

Knows the words of the project (geometry, slot, hit, fill, ...), not how their values are computed.
Arrays over experts are flat, row-major ``(layers, experts)``: the cell of ``(layer, expert)`` is
``layer * experts + expert``. Arrays over slots are flat over the slot number; layered mapping gives
index ``i``, way ``w`` the slot ``i * ways + w``. Layers count MoE layers only, from 0.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, NamedTuple, TypedDict

# Exported again, so that all shared values can be imported from here.
from hybrid.generation_request import GenerationRequest as GenerationRequest  # noqa: PLC0414
from hybrid.generation_request import SamplingDefaults as SamplingDefaults  # noqa: PLC0414
from hybrid.generation_request import ToolCall as ToolCall  # noqa: PLC0414
from hybrid.generation_request import new_request_id as new_request_id  # noqa: PLC0414
from hybrid.layout import ClampedSwiglu as ClampedSwiglu  # noqa: PLC0414
from hybrid.layout import ExpertLayout as ExpertLayout  # noqa: PLC0414
from hybrid.readings import MemoryUse as MemoryUse  # noqa: PLC0414
from hybrid.readings import PowerReading as PowerReading  # noqa: PLC0414
from hybrid.readings import SensorReading as SensorReading  # noqa: PLC0414
from hybrid.readings import Speed as Speed  # noqa: PLC0414

MappingName = Literal["layered", "pooled"]
PolicyName = Literal["lru", "fifo", "lfu", "lfru"]
AdmissionName = Literal["always", "bounded", "never"]
PlacementName = Literal["cached", "cpu_only", "on_demand", "static_layers", "static_popular"]
DeviceName = Literal["auto", "cuda", "cpu"]
PhaseName = Literal["idle", "prefill", "decode", "loading", "timing", "unloaded", "closed"]
FinishReason = Literal["stop", "length", "cancelled"]

MAPPINGS: tuple[MappingName, ...] = ("layered", "pooled")
ADMISSIONS: tuple[AdmissionName, ...] = ("always", "bounded", "never")
PLACEMENTS: tuple[PlacementName, ...] = ("cached", "cpu_only", "on_demand", "static_layers", "static_popular")


class ExpertKey(NamedTuple):
    """One expert of one MoE layer."""

    layer: int
    expert: int


class SlotState(IntEnum):
    """State of a slot, or of an expert as the cache sees it; an expert without a slot is EMPTY."""

    EMPTY = 0
    LOADING = 1
    READY = 2


class Outcome(IntEnum):
    """Outcome of the lookup of one routed pair of a token and an expert; IN_FLIGHT counts as a miss."""

    HIT = 0
    IN_FLIGHT = 1
    MISS = 2


@dataclass(frozen=True, slots=True)
class Geometry:
    """N indexes x M ways: the shape of the expert cache."""

    indexes: int
    ways: int

    @property
    def slots(self) -> int:
        return self.indexes * self.ways


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything about a running engine that ``reconfigure`` can change, with nothing left open.

    ``placement`` "cached" is the engine's usual way; the others are baselines at equal memory: misses
    fetched and computed on the device ("on_demand"), every expert computed on the CPU, for prompts too
    ("cpu_only"), or a fixed choice of experts in the slots ("static_layers", "static_popular").

    ``split_misses``: while decoding, the device computes a share of every missed expert, reading its
    weights over the link while the CPU works. Only on a GPU, and not with "cpu_only" or "on_demand".
    """

    geometry: Geometry
    mapping: MappingName
    policy: PolicyName
    admission: AdmissionName
    max_queued_copies: int
    cpu_threads: int
    placement: PlacementName = "cached"
    split_misses: bool = True


class SettingsChange(TypedDict, total=False):
    """Changes for ``reconfigure``; a setting that is left out, or ``None``, stays as it is."""

    geometry: Geometry | None
    mapping: MappingName | None
    policy: PolicyName | None
    admission: AdmissionName | None
    max_queued_copies: int | None
    cpu_threads: int | None
    placement: PlacementName | None
    split_misses: bool | None


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Facts about the loaded model. ``total_bytes`` are of the files; the other bytes are of the weights as held."""

    name: str
    family: str
    layers: int  # MoE layers
    experts: int  # per layer
    top_k: int
    expert_bytes: int
    total_bytes: int
    dtype: str
    max_context: int  # tokens
    dense_bytes: int = 0  # of everything but the experts
    sampling: SamplingDefaults = SamplingDefaults()

    @property
    def experts_bytes(self) -> int:
        """Of all experts of all MoE layers."""
        return self.layers * self.experts * self.expert_bytes


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """A device that holds slots: a GPU, or the CPU, whose RAM stands in for one."""

    kind: Literal["cuda", "cpu"]
    name: str
    memory_bytes: int  # in which slots can be placed


@dataclass(frozen=True, slots=True)
class MachineInfo:
    """Where the engine runs. ``emulated``: the slots live in RAM, so its speed says nothing about a GPU's."""

    devices: tuple[DeviceInfo, ...]  # one today
    emulated: bool
    logical_cpus: int
    physical_cores: int  # as many as this process can keep busy
    ram_bytes: int
    page_locked: bool
    notices: tuple[str, ...]  # sentences about anything degraded, e.g. pageable weights
    cpu_quota: float | None = None  # CPUs' worth of time a container allows; physical_cores keeps to it

    @property
    def device(self) -> Literal["cuda", "cpu"]:
        """The kind of the first device."""
        return self.devices[0].kind

    @property
    def device_name(self) -> str:
        """All devices by name."""
        return ", ".join(device.name for device in self.devices)


@dataclass(frozen=True, slots=True)
class Counters:
    """Cumulative since the model was loaded; ``hits + misses == routed`` always.

    ``in_flight`` misses are part of ``misses``. Bytes are host-to-device copies of experts.
    """

    routed: int = 0
    hits: int = 0
    misses: int = 0
    in_flight: int = 0
    fills: int = 0
    evictions: int = 0
    bytes_copied: int = 0
    steps: int = 0
    prompt_tokens: int = 0  # prefilled, without reused prefixes
    generated_tokens: int = 0

    @property
    def hit_rate(self) -> float | None:
        return self.hits / self.routed if self.routed else None


@dataclass(frozen=True, slots=True)
class Occupancy:
    """The cache as it stands, one value per expert cell or slot (see the module's first lines)."""

    state: bytes  # SlotState per expert cell
    slot: tuple[int, ...]  # slot of the expert, -1 if none, per expert cell
    last_used: tuple[int, ...]  # step of last use, -1 if never, per expert cell
    uses: tuple[int, ...]  # times routed, per expert cell
    hits: tuple[int, ...]  # lookups that hit, per expert cell
    current: bytes  # 1 where the last step chose the expert, per expert cell
    missed: bytes  # 1 where it was not ready for the last step, per expert cell
    slot_cell: tuple[int, ...]  # expert cell held by the slot, -1 if empty, per slot


@dataclass(frozen=True, slots=True)
class LayerHistory:
    """One MoE layer over the last steps, oldest first, one entry per step.

    ``held`` is what the layer had at the step's end: per way its expert, -1 if empty, or, where all
    layers share the slots, per expert its slot, -1 if none. A layer beyond the last index has no ways.
    """

    layer: int
    rows: Literal["ways", "experts"]
    steps: tuple[int, ...]
    held: tuple[tuple[int, ...], ...]
    loading: tuple[tuple[int, ...], ...]  # the rows whose copy was under way
    choices: tuple[tuple[int, ...], ...]  # experts of the step's last token
    outcomes: tuple[tuple[int, ...], ...]  # of these: 0 hit, 1 missed in flight, 2 missed


@dataclass(frozen=True, slots=True)
class ReplyStats:
    """Figures of one reply; also what the chat shows under it."""

    request_id: str
    settings: Settings
    prompt_tokens: int
    prefilled_tokens: int  # prompt tokens computed, without the reused prefix
    generated_tokens: int
    time_to_first_token_s: float | None
    tokens_per_s: float | None  # decode only; None for fewer than two tokens
    hit_rate: float | None
    fills: int
    bytes_copied: int
    gpu_joules: float | None
    cpu_joules: float | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An immutable picture of the engine; a newer one has a higher ``version``."""

    version: int
    time_s: float  # time.monotonic()
    phase: PhaseName
    model: ModelInfo
    machine: MachineInfo
    settings: Settings
    counters: Counters
    recent_hit_rate: float | None  # last 100 tokens
    occupancy: Occupancy
    speed: Speed
    power: PowerReading
    memory: MemoryUse
    queued_requests: int
    active_request: str  # request id, or empty
    activity: str = ""  # what is going on with another model, in words: its download, its reading


@dataclass(frozen=True, slots=True)
class TokenEvent:
    """One generated token. ``text`` may be empty while a character is incomplete.

    ``thought`` is what the token adds to the model's reasoning, which is no part of the answer.
    ``calls`` are the calls of tools that end with it, where tools were offered.
    The last event of a reply has a ``finish_reason`` and ``stats``; its ``token_id`` is -1 when
    the reply ended without a token of its own (cancelled). The first event of a reply that continues
    another one has no token either: its text and thought are the other one's.
    """

    text: str
    token_id: int
    finish_reason: FinishReason | None = None
    stats: ReplyStats | None = None
    thought: str = ""
    calls: tuple[ToolCall, ...] = ()
