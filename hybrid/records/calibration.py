"""Calibration of a machine: seconds of a model's layer at each number of misses and CPU threads, as plain values.

Knows their form as JSON and how to interpolate between two thread counts; measures nothing.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from hybrid.records.costs import LayerCosts
from hybrid.types import ModelInfo

FORMAT = 1


@dataclass(frozen=True, slots=True)
class ModelShape:
    """All properties of a model that affect how long a layer takes; the weights' values do not."""

    family: str
    layers: int
    experts: int
    top_k: int
    expert_bytes: int
    dtype: str

    @classmethod
    def of(cls, model: ModelInfo) -> "ModelShape":
        return cls(model.family, model.layers, model.experts, model.top_k, model.expert_bytes, model.dtype)

    @property
    def key(self) -> str:
        """A name for files."""
        return f"{self.family}-{self.layers}x{self.experts}-top{self.top_k}-{self.expert_bytes}-{self.dtype}"


@dataclass(frozen=True, slots=True)
class ThreadCosts:
    """Seconds, at one number of CPU threads."""

    threads: int
    split: LayerCosts | None  # where the device takes a share of every miss; ``None`` where it cannot
    unsplit: LayerCosts  # all misses on the CPU
    call: float  # of a call that computes missed experts, whatever their number
    expert: float  # more for each expert in it
    expert_while_copying: float
    expert_by_tokens: tuple[tuple[int, float], ...]  # (tokens, seconds) of one expert on the CPU


@dataclass(frozen=True, slots=True)
class Calibration:
    """One model shape on one machine. ``predicted``: computed from figures that somebody typed, not measured."""

    shape: ModelShape
    model: str
    machine: str
    device: str
    emulated: bool
    predicted: bool
    version: str  # of the program
    created: str  # ISO 8601
    threads: tuple[ThreadCosts, ...]  # rising
    copy_alone: float  # link time of an expert when nothing else is done
    gpu_expert: float | None
    outside: float | None  # of a layer, everything but its experts
    all_resident_layer: float | None  # a layer when every expert is in a slot
    other_bytes: int | None  # of the device, beside the slots
    gpu_watts: float | None
    cpu_watts: float | None

    def age_days(self, now: datetime | None = None) -> float:
        created_at = datetime.fromisoformat(self.created)
        return ((now or datetime.now(UTC)) - created_at).total_seconds() / 86_400

    def layer_costs(self, threads: int, split: bool = True) -> LayerCosts:
        """Costs at ``threads``: measured, or interpolated between the two nearest thread counts. Beyond the measured
        thread counts, those of the last one."""
        lower, upper, share = self._around(threads)
        a, b = (costs.split if split and costs.split else costs.unsplit for costs in (lower, upper))
        return LayerCosts(
            by_misses=tuple(_between(x, y, share) for x, y in zip(a.by_misses, b.by_misses, strict=True)),
            per_miss_while_copying=_between(a.per_miss_while_copying, b.per_miss_while_copying, share),
            copy_alone=_between(a.copy_alone, b.copy_alone, share),
            copy=_between(a.copy, b.copy, share),
        )

    def joules(self, seconds: float) -> float | None:
        """Energy by all sensors that there are; ``None`` without any."""
        measured = [watts for watts in (self.gpu_watts, self.cpu_watts) if watts is not None]
        return seconds * sum(measured) if measured else None

    def _around(self, threads: int) -> tuple[ThreadCosts, ThreadCosts, float]:
        """The measured costs below and above, and how far between them; times go with 1 / threads."""
        lower = next((costs for costs in reversed(self.threads) if costs.threads <= threads), self.threads[0])
        upper = next((costs for costs in self.threads if costs.threads >= threads), self.threads[-1])
        if lower.threads >= upper.threads:
            return lower, lower, 0.0
        share = (1 / lower.threads - 1 / threads) / (1 / lower.threads - 1 / upper.threads)
        return lower, upper, share


def calibration_to_dict(calibration: Calibration) -> dict[str, Any]:
    return {"format": FORMAT} | asdict(calibration)


def calibration_from_dict(values: Mapping[str, Any]) -> Calibration:
    """Raises ``ValueError`` for anything that is not a calibration of this version."""
    try:
        if values["format"] != FORMAT:
            raise ValueError(f"format {values['format']!r}, not {FORMAT}")
        fields = {name: value for name, value in values.items() if name != "format"}
        fields["shape"] = ModelShape(**fields["shape"])
        fields["threads"] = tuple(_thread_costs(of_count) for of_count in fields["threads"])
        calibration = Calibration(**fields)
        _check(calibration)
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ValueError(f"incomplete: {error}") from error
    return calibration


def _thread_costs(values: Mapping[str, Any]) -> ThreadCosts:
    converted = {
        "split": None if values["split"] is None else _layer_costs(values["split"]),
        "unsplit": _layer_costs(values["unsplit"]),
        "expert_by_tokens": tuple((int(tokens), float(seconds)) for tokens, seconds in values["expert_by_tokens"]),
    }
    return ThreadCosts(**(dict(values) | converted))


def _layer_costs(values: Mapping[str, Any]) -> LayerCosts:
    return LayerCosts(**(dict(values) | {"by_misses": tuple(values["by_misses"])}))


def _check(calibration: Calibration) -> None:
    """Raises ``ValueError`` for values with which later computations would fail."""
    if datetime.fromisoformat(calibration.created).tzinfo is None:
        raise ValueError(f"a time without its zone, {calibration.created}")
    counts = [of_count.threads for of_count in calibration.threads]
    if not counts or counts != sorted(set(counts)) or counts[0] < 1:
        raise ValueError(f"thread counts {counts}")
    tables = [costs for of_count in calibration.threads for costs in (of_count.split, of_count.unsplit) if costs]
    for costs in tables:
        numbers = (*costs.by_misses, costs.per_miss_while_copying, costs.copy, costs.copy_alone, calibration.copy_alone)
        if len(costs.by_misses) != calibration.shape.top_k + 1 or not all(0 <= n < 1e6 for n in numbers):
            raise ValueError(f"times {numbers}")
    for of_count in calibration.threads:
        seconds = [each for _, each in of_count.expert_by_tokens]
        _check_finite(of_count.call, of_count.expert, of_count.expert_while_copying, *seconds)
    optional = (
        calibration.gpu_expert,
        calibration.outside,
        calibration.all_resident_layer,
        calibration.other_bytes,
        calibration.gpu_watts,
        calibration.cpu_watts,
    )
    _check_finite(*(value for value in optional if value is not None))


def _check_finite(*numbers: float) -> None:
    for number in numbers:
        if not abs(number) < 1e15:  # text raises a ``TypeError``
            raise ValueError(f"a figure of {number}")


def _between(a: float, b: float, share: float) -> float:
    return a + (b - a) * share
