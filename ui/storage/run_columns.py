"""Columns of a run: the values by which the table of runs is sorted and searched, computed from a reply's figures.

The table has the figures, too, unchanged. Searches look in the texts that assets/page shows in the table's cells.
"""

from collections.abc import Mapping
from typing import Any

Figures = Mapping[str, Any]

ENDINGS = {"stop": "ended", "length": "limit", "cancelled": "stopped"}
TYPES = {
    "model": "TEXT",
    "policy": "TEXT",
    "mapping": "TEXT",
    "admission": "TEXT",
    "placement": "TEXT",
    "ending": "TEXT",
    "indexes": "INTEGER",
    "ways": "INTEGER",
    "cpu_threads": "INTEGER",
    "tokens": "INTEGER",
    "bytes_copied": "INTEGER",
    "tokens_per_s": "REAL",
    "first_token_s": "REAL",
    "hit_rate": "REAL",
    "joules_per_token": "REAL",
    "words": "TEXT",
}


NONE = "–"
_LARGEST = 1 << 62  # what SQLite's numbers hold, and no figure of a reply reaches


def columns_of(figures: Figures) -> dict[str, Any]:
    """A value or ``None`` for each of ``TYPES``; the figures of an older version may lack some, and those of a damaged
    row may be of other kinds, which count as lacking."""
    kinds = TYPES | {"max_queued_copies": "INTEGER", "gpu_joules": "REAL", "cpu_joules": "REAL"}
    run = {name: _of_kind(figures.get(name), kind) for name, kind in kinds.items()}
    run["ending"] = ENDINGS.get(str(figures.get("finish", "")))
    run["joules_per_token"] = _joules_per_token(run)
    run["words"] = _words(run)
    return {name: run[name] for name in TYPES}


def _of_kind(value: Any, kind: str) -> Any:
    if kind == "TEXT":
        return value if isinstance(value, str) else None
    whole = kind == "INTEGER"
    is_number = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
    return value if is_number and abs(value) < _LARGEST else None


def _joules_per_token(run: Figures) -> float | None:
    measured = [joules for joules in (run["gpu_joules"], run["cpu_joules"]) if joules is not None]
    return sum(measured) / run["tokens"] if measured and run["tokens"] else None


def _words(run: Figures) -> str:
    """The texts of all cells of the row except its time, in small letters."""
    cells = (
        f"{run['indexes']} × {run['ways']}",
        run["policy"],
        _fixed(run["tokens_per_s"], 1),
        _seconds(run["first_token_s"]),
        _percent(run["hit_rate"]),
        _gigabytes(run["bytes_copied"]),
        _energy(run),
        run["tokens"],
        run["ending"],
        run["cpu_threads"],
        run["mapping"],
        f"bounded, {run['max_queued_copies']}" if run["admission"] == "bounded" else run["admission"],
        str(run["placement"] or NONE).replace("_", " "),
        run["model"],
    )
    return " ".join(NONE if cell is None else str(cell) for cell in cells).lower()


def _fixed(value: float | None, digits: int) -> str:
    return NONE if value is None else f"{value:.{digits}f}"


def _seconds(value: float | None) -> str:
    if value is None:
        return NONE
    return f"{1000 * value:.0f} ms" if value < 1 else f"{value:.2f} s"


def _percent(value: float | None) -> str:
    return NONE if value is None else f"{100 * value:.1f} %"


def _gigabytes(value: float | None) -> str:
    return NONE if value is None else f"{value / 1e9:.{3 if value < 1e8 else 2}f}"


def _energy(run: Figures) -> str:
    """Two digits, as JavaScript's ``toPrecision`` writes them, and the sensor's name if there was only one."""
    value = run["joules_per_token"]
    if value is None:
        return NONE
    mantissa, _, exponent = f"{value:.1e}".partition("e")
    power = int(exponent)
    text = f"{value:.{1 - power}f}" if -7 < power < 2 else f"{mantissa}e{power:+d}"
    return text + (" cpu" if run["gpu_joules"] is None else " gpu" if run["cpu_joules"] is None else "")
