"""View of the grid: cells, memory lines, marks and sentences.

Knows how to show a result; ``ui.lab.kinds.grid`` computes it.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hybrid.types import Geometry, Settings
from ui.control.settings_text import values_of
from ui.lab.inputs import Machine
from ui.lab.kinds.lines import LEGEND
from ui.lab.view import Figure, Plain, View, axis, copied, memory, memory_unit, percent, setting_name, speed

MEMORY_LINES = 5
NO_SLOTS = "The current strategy is CPU only, which uses no slots. This shows what the cache would do."
MOST_LABELS = 9
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Running:
    """The setting in force: its predicted speed, and that of the last reply."""

    predicted_tokens_per_s: float
    measured_tokens_per_s: float

    @property
    def error(self) -> float:
        return self.predicted_tokens_per_s / self.measured_tokens_per_s - 1


@dataclass(frozen=True, slots=True, eq=False)
class GridResult:
    """Arrays are (indexes, ways). Values that need a calibration are ``None`` without one."""

    settings: Settings
    machine: str
    indexes: tuple[int, ...]
    ways: tuple[int, ...]
    hit_rate: Floats
    tokens_per_s: Floats | None
    bytes_per_token: Floats | None
    slot_bytes: NDArray[np.int64]
    gpu_bytes: NDArray[np.int64]
    budget_bytes: int | None
    fastest: Geometry | None  # of those that fit
    most_hits: Geometry | None
    running: Running | None
    is_for_this_model: bool = True  # only then its sizes are settings to apply

    @property
    def fits(self) -> NDArray[np.bool_]:
        if self.budget_bytes is None:
            return np.ones(self.slot_bytes.shape, bool)
        return self.slot_bytes <= self.budget_bytes

    def at(self, geometry: Geometry) -> tuple[int, int]:
        """Row and column of a geometry that the axes have."""
        return self.indexes.index(geometry.indexes), self.ways.index(geometry.ways)


def view_of(result: GridResult, machine: Machine, trace_name: str, has_slots: bool = True) -> View:
    """The result as a view. ``has_slots``: whether the placement in force uses slots; if not, the map shows what the
    cache would do."""
    figures = {"grid-hits": _figure(result, result.hit_rate, result.most_hits, "Hit rate", ".0%")}
    if result.tokens_per_s is not None:
        figures["grid-speed"] = _figure(result, result.tokens_per_s, result.fastest, "Predicted tokens/s", "")
    return View(
        title="All cache sizes",
        figures=figures,
        sentences={
            "grid": _summary(result, trace_name),
            "running": _running_text(result.running),
            "grid-note": " ".join(
                note for note in ("" if has_slots else NO_SLOTS, _note(machine, result.is_for_this_model)) if note
            ),
        },
        facts=_facts(result),
    )


def _summary(result: GridResult, trace_name: str) -> str:
    best, now = result.fastest or result.most_hits, result.settings.geometry
    if best is None:
        return "No cache size fits in that memory. Allow more."
    kind = "best" if result.fastest is None else "fastest"
    sentence = f"For {trace_name} the {kind} size that fits is {best.indexes} × {best.ways}: {_value(result, best)}."
    if not result.is_for_this_model:
        return sentence
    return f"{sentence} Your current {now.indexes} × {now.ways}: {_value(result, now)}."


def _value(result: GridResult, geometry: Geometry) -> str:
    at = result.at(geometry)
    hits = percent(float(result.hit_rate[at]))
    return f"{hits} hits" if result.tokens_per_s is None else f"{speed(float(result.tokens_per_s[at]))}, {hits} hits"


def _running_text(running: Running | None) -> str:
    if running is None:
        return ""
    return (
        f"Check: predicted {speed(running.predicted_tokens_per_s)}, "
        f"measured {speed(running.measured_tokens_per_s)} ({100 * running.error:+.0f} %)."
    )


def _note(machine: Machine, is_for_this_model: bool) -> str:
    if machine.calibration is None:
        return f"Hit rates only, as if every copy finished at once. {machine.hint}"
    if not machine.is_this:
        experts_only = "" if is_for_this_model else " Only the experts are counted, not the rest of the model."
        return f"Estimated for {machine.name}; nothing here was measured.{experts_only}"
    if machine.calibration.emulated:
        return "No GPU here: these are the simulation's speeds."
    return ""


def _facts(result: GridResult) -> Plain:
    """Values with which a click fills the control panel."""
    settings, best = result.settings, result.fastest or result.most_hits
    if not result.is_for_this_model:
        return {"best": None, "settings": None}
    return {
        "best": None if best is None else values_of(replace(settings, geometry=best)),
        "indexes": list(result.indexes),
        "ways": list(result.ways),
        "settings": {
            "mapping": settings.mapping,
            "policy": settings.policy,
            "admission": settings.admission,
            "max_queued_copies": settings.max_queued_copies,
            "placement": settings.placement,
        },
    }


def _figure(result: GridResult, values: Floats, best: Geometry | None, name: str, tickformat: str) -> Figure:
    data = [_cells(result, values, name, tickformat), _too_large(result), *_memory_lines(result)]
    if result.is_for_this_model:
        data.append(_mark(result, result.settings.geometry, "current", "square-open"))
    if best is not None:
        data.append(_mark(result, best, "best that fits", "star"))
    layout = {
        "xaxis": axis("Slots per layer (M)", **_labels(result.ways), range=[-0.5, len(result.ways) - 0.5]),
        "yaxis": axis("Layers with slots (N)", **_labels(result.indexes), range=[-0.5, len(result.indexes) - 0.5]),
        "legend": LEGEND,
        "margin": {"l": 48, "r": 8, "t": 34, "b": 44},
        "hovermode": "closest",
    }
    return Figure(f"{name} over N × M, {setting_name(result.settings)}", data, layout)


def _cells(result: GridResult, values: Floats, name: str, tickformat: str) -> Plain:
    return {
        "type": "heatmap",
        "z": values.tolist(),
        "colorscale": [[place / 5, f"--amount-{place}"] for place in range(6)],
        "text": [
            [_hover(result, row, column) for column in range(len(result.ways))] for row in range(len(result.indexes))
        ],
        "hoverinfo": "text",
        "xgap": 1,
        "ygap": 1,
        "colorbar": {"title": {"text": name, "side": "right"}, "tickformat": tickformat, "thickness": 12},
    }


def _hover(result: GridResult, row: int, column: int) -> str:
    n, m = result.indexes[row], result.ways[column]
    residency = n * m / max(1, result.indexes[-1] * result.ways[-1])
    lines = [f"N {n} × M {m}: {n * m} slots, {percent(residency)} of the experts"]
    if result.tokens_per_s is not None:
        lines.append(f"predicted {speed(float(result.tokens_per_s[row, column]))}")
    lines.append(f"hit rate {percent(float(result.hit_rate[row, column]), 1)}")
    if result.gpu_bytes.any():
        lines.append(f"GPU memory {memory(float(result.gpu_bytes[row, column]))}")
    if result.bytes_per_token is not None:
        lines.append(f"{copied(float(result.bytes_per_token[row, column]))} copied per token")
    if not result.fits[row, column]:
        lines.append("does not fit in memory")
    elif result.is_for_this_model:
        lines.append("click to try it")
    return "<br>".join(lines)


def _too_large(result: GridResult) -> Plain:
    """A layer that dims the geometries that do not fit."""
    return {
        "type": "heatmap",
        "z": [[None if fits else 1 for fits in row] for row in result.fits.tolist()],
        "colorscale": [[0, "--panel"], [1, "--panel"]],
        "opacity": 0.6,
        "showscale": False,
        "hoverinfo": "skip",
    }


def _memory_lines(result: GridResult) -> list[Plain]:
    """Contour lines of the memory in use on the device."""
    most = float(result.gpu_bytes.max())
    unit, name = memory_unit(most)
    if min(result.gpu_bytes.shape) < 2 or most <= float(result.gpu_bytes.min()):
        return []
    step = _round_step((most - float(result.gpu_bytes.min())) / unit / MEMORY_LINES)
    return [
        {
            "type": "contour",
            "z": (result.gpu_bytes / unit).tolist(),
            "contours": {
                "coloring": "none",
                "start": step,
                "end": most / unit,
                "size": step,
                "showlabels": True,
                "labelformat": "~g",
                "labelfont": {"color": "--contour"},
            },
            "line": {"color": "--contour", "width": 1},
            "showscale": False,
            "showlegend": False,
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "mode": "lines",
            "name": f"GPU memory, {name}",
            "x": [None],
            "y": [None],
            "line": {"color": "--muted", "width": 1},
        },
    ]


def _round_step(step: float) -> float:
    """1, 2 or 5 times a power of ten, near ``step``."""
    power = 10.0 ** np.floor(np.log10(step))
    return float(power * min((1, 2, 5, 10), key=lambda factor: abs(factor - step / power)))


def _mark(result: GridResult, geometry: Geometry, name: str, symbol: str) -> Plain:
    row, column = result.at(geometry)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": f"{name}: {geometry.indexes} × {geometry.ways}",
        "x": [column],
        "y": [row],
        "marker": {"symbol": symbol, "size": 14, "color": "--outline", "line": {"color": "--outline", "width": 2.5}},
        "hoverinfo": "skip",
    }


def _labels(values: tuple[int, ...]) -> Plain:
    """Labels for cells of equal width: the numbers of some of them."""
    every = -(-len(values) // MOST_LABELS)
    shown = range(0, len(values), every)
    return {"tickvals": list(shown), "ticktext": [str(values[place]) for place in shown]}
