"""Grid job of the lab: predicted speed and hit rate over N x M, and which geometry is best.

The figures come from ``hybrid.lab``; ``grid_view`` shows them. Without a calibration there is no speed, and hit rates
are replayed as if every fill landed at once.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hybrid.lab import Cancelled, Curve, PredictionGrid, Progress, RecordedReply, Trace, curve, predict, predict_grid
from hybrid.lab.predictions.predict_grid import axis as spread
from hybrid.types import Geometry, Settings
from ui.engine_protocol import EngineProtocol
from ui.lab.inputs import Inputs, Machine, within
from ui.lab.jobs import Result
from ui.lab.kinds.grid_view import Floats, GridResult, Running, view_of
from ui.lab.traces import CHAT

FEWEST_MEASURED = 8  # decoded tokens


class GridWork:
    """Computes the grid of a job's trace, settings and machine."""

    def __init__(self, engine: EngineProtocol) -> None:
        self._engine = engine

    def __call__(self, inputs: Inputs, progress: Progress, cancelled: Cancelled) -> Result | None:
        trace, machine = inputs.trace(), inputs.machine()
        # A placement without slots has no geometry to choose: show what the cache would do.
        job_settings = inputs.settings()
        has_slots = job_settings.placement != "cpu_only"
        settings = within(job_settings if has_slots else replace(job_settings, placement="cached"), trace)
        if machine.calibration is None:
            result = _replayed(trace, settings, machine, inputs.model().expert_bytes, progress)
        else:
            grid = predict_grid(trace, settings, machine.calibration, progress=progress, cancelled=cancelled)
            if grid is None:
                return None
            result = _predicted(grid, machine)
            if machine.is_this and inputs.source == CHAT:
                result = replace(result, running=self._running(trace, machine))
        result = replace(result, is_for_this_model=not inputs.is_of_another_model())
        return None if cancelled() else Result(view_of(result, machine, inputs.trace_name(), has_slots), result)

    def _running(self, trace: Trace, machine: Machine) -> Running | None:
        """The speed of the last reply under the settings in force, and its prediction; ``None`` if it is too short."""
        settings = self._engine.snapshot().settings
        measured = measured_speed(self._engine.recorded_replies(), settings)
        if measured is None or machine.calibration is None:
            return None
        return Running(predict(trace, settings, machine.calibration).tokens_per_s, measured)


def _replayed(trace: Trace, settings: Settings, machine: Machine, expert_bytes: int, progress: Progress) -> GridResult:
    progress(0.1, "Replaying every geometry")
    indexes = spread(trace.layers, settings.geometry.indexes)
    ways = spread(trace.num_experts, settings.geometry.ways)
    slots = np.multiply.outer(indexes, ways)
    hit_curve = curve(
        trace, settings.mapping, settings.policy, settings.admission, settings.max_queued_copies,
        sizes=np.unique(slots) if settings.mapping == "pooled" else np.array(ways),
    )  # fmt: skip
    rates = _rates_at(hit_curve, indexes, slots)
    bytes_of = (slots * expert_bytes).astype(np.int64)
    result = GridResult(
        settings, machine.name, indexes, ways, rates, None, None, bytes_of, bytes_of, machine.budget_bytes,
        None, None, None,
    )  # fmt: skip
    return replace(result, most_hits=_best(result, rates))


def measured_speed(replies: tuple[RecordedReply, ...], settings: Settings) -> float | None:
    """Tokens per second of the last reply under ``settings``; without its first quarter, as in predictions."""
    for reply in reversed(replies):
        milliseconds = reply.decode_milliseconds()
        if reply.settings == settings and len(milliseconds) >= FEWEST_MEASURED:
            return 1e3 / float(milliseconds[len(milliseconds) // 4 :].mean())
    return None


def _rates_at(hit_curve: Curve, indexes: tuple[int, ...], slots: NDArray[np.int64]) -> Floats:
    rates = hit_curve.hit_rates()
    if hit_curve.mapping == "pooled":
        return rates[0][np.searchsorted(hit_curve.sizes, slots)]
    return rates[list(indexes)]


def _predicted(grid: PredictionGrid, machine: Machine) -> GridResult:
    result = GridResult(
        grid.settings, machine.name, grid.indexes, grid.ways, grid.hit_rate, grid.tokens_per_s, grid.bytes_per_token,
        grid.slot_bytes, grid.gpu_bytes, machine.budget_bytes, None, None, None,
    )  # fmt: skip
    best = grid.best(machine.budget_bytes)
    return replace(result, fastest=best[0] if best else None, most_hits=_best(result, grid.hit_rate))


def _best(result: GridResult, values: Floats) -> Geometry | None:
    """The geometry with the highest value that fits; of equals the smallest."""
    if not result.fits.any():
        return None
    fitting = np.where(result.fits, values, -np.inf)
    ties = np.where(fitting == fitting.max(), result.slot_bytes, np.iinfo(np.int64).max)
    row, column = np.unravel_index(int(ties.argmin()), ties.shape)
    return Geometry(result.indexes[row], result.ways[column])
