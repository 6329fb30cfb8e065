"""Many settings predicted at once: over N x M, and by policy and admission against residency.

Knows which settings to predict, and how many tokens of the trace to simulate for each; ``predict`` does one setting.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hybrid.cache.policies import POLICIES
from hybrid.lab.predictions.predict import Prediction, Predictor
from hybrid.progress import Cancelled, Progress, never_cancelled, no_progress
from hybrid.records.calibration import Calibration
from hybrid.records.trace import Trace
from hybrid.types import AdmissionName, Geometry, MappingName, PolicyName, Settings

MOST_VALUES = 17  # of an axis
_ROUTED_PAIRS = 40_000_000  # simulated for one grid: some seconds on two cores
_FEWEST_TOKENS = 96
_SPEED_ADMISSIONS: tuple[AdmissionName, ...] = ("always", "bounded")


@dataclass(frozen=True, slots=True, eq=False)
class PredictionGrid:
    """Arrays are (indexes, ways); everything but the geometry is as in ``settings``."""

    settings: Settings
    indexes: tuple[int, ...]
    ways: tuple[int, ...]
    tokens_per_s: NDArray[np.float64]
    hit_rate: NDArray[np.float64]
    bytes_per_token: NDArray[np.float64]
    gpu_bytes: NDArray[np.int64]
    slot_bytes: NDArray[np.int64]
    tokens: int  # simulated, at the trace's end

    def best(self, budget_bytes: int | None = None) -> tuple[Geometry, float] | None:
        """The fastest geometry whose slots fit, and its tokens per second; the smaller of equals."""
        fits = self.slot_bytes <= budget_bytes if budget_bytes is not None else np.ones_like(self.slot_bytes, bool)
        if not fits.any():
            return None
        speed = np.where(fits, self.tokens_per_s, -np.inf)
        ties = np.where(speed == speed.max(), self.slot_bytes, np.iinfo(np.int64).max)
        n, m = np.unravel_index(int(ties.argmin()), ties.shape)
        return Geometry(self.indexes[n], self.ways[m]), float(self.tokens_per_s[n, m])


@dataclass(frozen=True, slots=True, eq=False)
class SpeedCurve:
    """One policy and admission over residency: slots / all experts, rising."""

    policy: PolicyName
    admission: AdmissionName
    geometries: tuple[Geometry, ...]
    residency: NDArray[np.float64]
    hit_rate: NDArray[np.float64]
    tokens_per_s: NDArray[np.float64]
    bytes_per_token: NDArray[np.float64]


def axis(most: int, among: int, count: int = MOST_VALUES) -> tuple[int, ...]:
    """Up to ``count`` numbers from 0 to ``most``, evenly spread, and ``among`` in addition if it is not one of them."""
    spread = np.round(np.linspace(0, most, min(count, most + 1))).astype(int).tolist()
    return tuple(sorted({*spread, min(among, most)}))


def predict_grid(
    trace: Trace,
    settings: Settings,
    calibration: Calibration,
    indexes: Sequence[int] | None = None,
    ways: Sequence[int] | None = None,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> PredictionGrid | None:
    """Predicts ``settings`` at every geometry of the axes; ``None`` when cancelled. Raises ``TraceError``."""
    rows = tuple(indexes) if indexes is not None else axis(trace.layers, settings.geometry.indexes)
    columns = tuple(ways) if ways is not None else axis(trace.num_experts, settings.geometry.ways)
    cells = [replace(settings, geometry=Geometry(n, m)) for n in rows for m in columns]
    recent = affordable(trace, len(cells))
    predictions = predict_all(recent, cells, calibration, progress, cancelled)
    if predictions is None:
        return None
    shape = len(rows), len(columns)
    return PredictionGrid(
        settings=settings,
        indexes=rows,
        ways=columns,
        tokens_per_s=np.array([p.tokens_per_s for p in predictions]).reshape(shape),
        hit_rate=np.array([p.hit_rate for p in predictions]).reshape(shape),
        bytes_per_token=np.array([p.bytes_per_token for p in predictions]).reshape(shape),
        gpu_bytes=np.array([p.gpu_bytes for p in predictions], np.int64).reshape(shape),
        slot_bytes=np.array([p.slot_bytes for p in predictions], np.int64).reshape(shape),
        tokens=recent.tokens,
    )


def predict_curves(
    trace: Trace,
    settings: Settings,
    calibration: Calibration,
    mapping: MappingName,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> tuple[SpeedCurve, ...] | None:
    """Predicts every policy with every admission that fills, all layers cached; ``None`` when cancelled."""
    geometries = tuple(Geometry(trace.layers, ways) for ways in axis(trace.num_experts, settings.geometry.ways))
    kinds = [(policy, admission) for policy in POLICIES for admission in _SPEED_ADMISSIONS]
    points = [
        replace(settings, geometry=g, mapping=mapping, policy=policy, admission=admission, placement="cached")
        for policy, admission in kinds
        for g in geometries
    ]
    predictions = predict_all(affordable(trace, len(points)), points, calibration, progress, cancelled)
    if predictions is None:
        return None
    every = trace.layers * trace.num_experts
    curves = []
    for place, (policy, admission) in enumerate(kinds):
        of_curve = predictions[place * len(geometries) : (place + 1) * len(geometries)]
        curves.append(
            SpeedCurve(
                policy=policy,
                admission=admission,
                geometries=geometries,
                residency=np.array([g.slots / every for g in geometries]),
                hit_rate=np.array([p.hit_rate for p in of_curve]),
                tokens_per_s=np.array([p.tokens_per_s for p in of_curve]),
                bytes_per_token=np.array([p.bytes_per_token for p in of_curve]),
            )
        )
    return tuple(curves)


def predict_all(
    trace: Trace,
    wanted: Sequence[Settings],
    calibration: Calibration,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> list[Prediction] | None:
    """One prediction for each setting, in their order, on all cores; ``None`` when cancelled."""
    progress(0.0, "Compiling the simulator (first time only, 1–2 min)")
    predictor = Predictor(trace, calibration)
    predictions: list[Prediction] = []
    with ThreadPoolExecutor(os.cpu_count()) as threads:  # the simulation releases the GIL
        for batch in _batches(wanted, 2 * (os.cpu_count() or 1)):
            if cancelled():
                return None
            predictions += threads.map(predictor.predict, batch)
            progress(len(predictions) / len(wanted), f"{len(predictions)} of {len(wanted)} settings predicted")
    return predictions


def affordable(trace: Trace, settings: int) -> Trace:
    """The end of the trace, as long as can be simulated for that number of settings in some seconds."""
    pairs = max(settings, 1) * trace.layers * trace.top_k
    return last_tokens(trace, max(_FEWEST_TOKENS, _ROUTED_PAIRS // pairs))


def last_tokens(trace: Trace, tokens: int) -> Trace:
    """The trace's end, from the first step that begins within the last ``tokens`` tokens."""
    start = max(0, trace.tokens - tokens)
    while 0 < start < trace.tokens and trace.steps[start] == trace.steps[start - 1]:
        start += 1
    if start in (0, trace.tokens):
        return trace
    inside = trace.turns[trace.turns > start] - start
    return Trace.from_choices(
        trace.choices[start:],
        num_experts=trace.num_experts,
        weights=None if trace.weights is None else trace.weights[start:],
        prompt=trace.prompt[start:],
        steps=trace.steps[start:],
        turns=np.concatenate(([0], inside)),
        texts=trace.texts[start:],
        origin=trace.origin,
    )


def _batches(all_settings: Sequence[Settings], size: int) -> Iterator[Sequence[Settings]]:
    return (all_settings[first : first + size] for first in range(0, len(all_settings), size))
