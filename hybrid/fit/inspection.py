"""Inspection of a model before it is loaded, as plain values: what it is, what goes where, how fast it may be.

Standard library only, so that the page and the terminal can show it. Bytes everywhere.
"""

from dataclasses import dataclass
from typing import Literal

from hybrid.types import Geometry, ModelInfo

Place = Literal["GPU", "RAM"]
Origin = Literal["demo", "used", "downloaded"]
PartName = Literal["taken", "dense", "kv", "working", "experts", "slots", "free"]

PART_NAMES: dict[PartName, str] = {
    "taken": "other programs",
    "dense": "rest of the model",
    "kv": "KV cache",
    "working": "activations and buffers",
    "experts": "experts",
    "slots": "slots",
    "free": "free",
}


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """What config.json and the headers of the weights say. ``None``: they do not say it.

    Types are the file format's words, such as ``("BF16",)``, the one with the most bytes first.
    """

    name: str
    family: str
    layers: int | None
    moe_layers: int
    experts: int | None  # of each MoE layer
    top_k: int | None
    expert_types: tuple[str, ...]
    dense_types: tuple[str, ...]
    quantisation: str  # the method that config.json names; empty without one
    experts_bytes: int
    dense_bytes: int

    @property
    def total_bytes(self) -> int:
        return self.experts_bytes + self.dense_bytes


@dataclass(frozen=True, slots=True)
class KvLayer:
    """What one layer of the KV cache keeps: ``token_bytes`` for each token, of the last ``window`` tokens if it has a
    window; and ``fixed_bytes`` however long the conversation."""

    token_bytes: int
    window: int | None = None
    fixed_bytes: int = 0


@dataclass(frozen=True, slots=True)
class KvCache:
    """The KV cache that a conversation with the model grows."""

    layers: tuple[KvLayer, ...]

    def bytes(self, tokens: int) -> int:
        """Of a conversation of so many tokens."""
        return sum(
            layer.fixed_bytes + layer.token_bytes * min(tokens, tokens if layer.window is None else layer.window)
            for layer in self.layers
        )


@dataclass(frozen=True, slots=True)
class Part:
    name: PartName
    bytes: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One memory and what goes into it, in order. ``short`` bytes do not fit; then nothing is free."""

    place: Place
    total: int
    parts: tuple[Part, ...]

    def of(self, name: PartName) -> int:
        """Bytes of a part; 0 for one that the bar does not have."""
        return sum(part.bytes for part in self.parts if part.name == name)

    @property
    def used(self) -> int:
        return sum(part.bytes for part in self.parts if part.name != "free")

    @property
    def short(self) -> int:
        return max(0, self.used - self.total)


@dataclass(frozen=True, slots=True)
class SpeedRange:
    """Tokens a second while decoding: without favourites among the experts, and with lasting ones."""

    low: float
    high: float
    measured: bool  # by a calibration of this model's shape on this machine; else reckoned from bandwidths
    basis: str  # what it was reckoned from, for people


@dataclass(frozen=True, slots=True)
class Alternative:
    """The same model with another ``--expert-dtype``, which takes fewer bytes and can be loaded."""

    expert_dtype: str
    experts_bytes: int
    geometry: Geometry


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model on this machine. ``name``: as it is loaded. ``facts``: ``None`` where its headers have not been read, or,
    with a ``problem``, cannot be. ``short``: bytes of RAM that its weights lack."""

    name: str
    origin: Origin
    facts: StoredFacts | None = None
    short: int = 0
    problem: str = ""
    loaded: bool = False


@dataclass(frozen=True, slots=True)
class Inspection:
    """``info`` and what follows it are missing where the checkpoint cannot be run at all, for the ``refusal``'s reason.

    A ``refusal`` beside all other values: the machine is too small for it. ``geometry`` is the one asked for, or else
    the recommended one; ``fitting`` are others, each with as many ways as its indexes leave room for.
    """

    facts: StoredFacts
    refusal: str = ""
    advice: str = ""
    info: ModelInfo | None = None
    kv: KvCache | None = None
    kv_tokens: int = 0  # that the bars have room for
    loading_bytes: int = 0  # of RAM, at most, while the model is loaded
    bars: tuple[Bar, ...] = ()
    geometry: Geometry = Geometry(0, 0)
    most_slots: int = 0
    fitting: tuple[Geometry, ...] = ()
    speed: SpeedRange | None = None
    alternatives: tuple[Alternative, ...] = ()
    emulated: bool = False

    @property
    def runs(self) -> bool:
        return not self.refusal
