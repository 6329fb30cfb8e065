"""Runs on disk: every reply as a row with its figures, its settings and two short curves.

Knows replies as the engine reports them and SQLite; nothing of how the rows are shown.
"""

import json
import math
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from time import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hybrid.lab import RecordedReply
from hybrid.machine.limits import GIB
from hybrid.text.characters import repaired
from hybrid.types import FinishReason, MachineInfo, ModelInfo, Outcome, ReplyStats
from ui.storage.database import Database
from ui.storage.migrations import Migrations, column_names
from ui.storage.run_columns import TYPES, columns_of
from ui.storage.run_views import Cursor, RunView

CURVE_POINTS = 100
MOST_RUNS = 5000
LATEST = RunView()


def _first_tables(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS runs (id TEXT PRIMARY KEY, at REAL NOT NULL, figures TEXT NOT NULL, curve TEXT)"
    )


def _columns_for_sorting(connection: sqlite3.Connection) -> None:
    """Adds columns for values that were only inside the figures, so that SQLite can sort and search by them."""
    present = column_names(connection, "runs")
    for name in (name for name in TYPES if name not in present):
        connection.execute(f"ALTER TABLE runs ADD COLUMN {name} {TYPES[name]}")
    connection.execute("CREATE INDEX IF NOT EXISTS runs_at ON runs (at)")
    rows = connection.execute("SELECT rowid, figures FROM runs").fetchall()
    places = ", ".join(f"{name} = :{name}" for name in TYPES)
    connection.executemany(
        f"UPDATE runs SET {places} WHERE rowid = :row",
        ({"row": row, **columns_of(_figures(figures))} for row, figures in rows),
    )


MIGRATIONS = Migrations((_first_tables, _columns_for_sorting), checksum=399721059)


@dataclass(frozen=True, slots=True)
class Run:
    """One reply. Figures without a sensor, or with too few tokens, are ``None``."""

    id: str
    at: float  # seconds since 1970
    model: str
    indexes: int
    ways: int
    mapping: str
    policy: str
    admission: str
    max_queued_copies: int
    placement: str
    split_misses: bool
    cpu_threads: int
    finish: FinishReason
    prompt_tokens: int
    prefilled_tokens: int
    tokens: int
    tokens_per_s: float | None
    first_token_s: float | None
    hit_rate: float | None
    fills: int
    bytes_copied: int
    gpu_joules: float | None
    cpu_joules: float | None
    format: str = ""  # of the experts' weights; this and what follows is unknown for runs of older versions
    machine: str = ""
    emulated: bool = False
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a figure is worth nothing without: the weights' format, the machine, and the program's commit."""

    format: str = ""
    machine: str = ""
    emulated: bool = False
    commit: str = ""

    @classmethod
    def of(cls, model: ModelInfo, machine: MachineInfo, commit: str) -> "Circumstances":
        graphics = "simulated GPU" if machine.emulated else _with_memory(machine)
        where = f"{graphics}, {machine.physical_cores} cores, {machine.ram_bytes / GIB:.0f} GiB RAM"
        return cls(model.dtype, where, machine.emulated, commit)


UNKNOWN = Circumstances()


def run_of(stats: ReplyStats, finish: FinishReason, model: str, circumstances: Circumstances = UNKNOWN) -> Run:
    """The row of a reply that has just ended."""
    settings = asdict(stats.settings)
    geometry = settings.pop("geometry")
    return Run(
        id=stats.request_id,
        at=time(),
        model=model,
        **geometry,
        **settings,
        finish=finish,
        prompt_tokens=stats.prompt_tokens,
        prefilled_tokens=stats.prefilled_tokens,
        tokens=stats.generated_tokens,
        tokens_per_s=stats.tokens_per_s,
        first_token_s=stats.time_to_first_token_s,
        hit_rate=stats.hit_rate,
        fills=stats.fills,
        bytes_copied=stats.bytes_copied,
        gpu_joules=stats.gpu_joules,
        cpu_joules=stats.cpu_joules,
        **asdict(circumstances),
    )


def _with_memory(machine: MachineInfo) -> str:
    memory = sum(device.memory_bytes or 0 for device in machine.devices)
    return f"{machine.device_name}, {memory / GIB:.0f} GiB" if memory else machine.device_name


@dataclass(frozen=True, slots=True)
class Curve:
    """Speed and hit rate over the generated tokens, ``tokens`` of them to a point."""

    tokens: int
    tokens_per_s: tuple[float, ...]
    hit_rate: tuple[float, ...]


def curve_of(recording: RecordedReply) -> Curve | None:
    """At most ``CURVE_POINTS`` points; ``None`` for a reply without a generated token."""
    generated = np.isfinite(recording.milliseconds)
    milliseconds = recording.milliseconds[generated].astype(np.float64)
    if not milliseconds.size:
        return None
    hits = (recording.outcomes[generated] == Outcome.HIT).mean(axis=(1, 2))
    tokens = math.ceil(milliseconds.size / CURVE_POINTS)
    speed = 1000.0 / np.maximum(_binned(milliseconds, tokens), 1e-6)
    return Curve(tokens, tuple(speed.round(2).tolist()), tuple(_binned(hits, tokens).round(3).tolist()))


def _binned(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Means of ``width`` values each; the last of those that remain."""
    starts = np.arange(0, values.size, width)
    return np.add.reduceat(values, starts) / np.diff([*starts, values.size])


@dataclass(frozen=True, slots=True)
class RunPage:
    """Some rows of a view; the next page starts after ``last``, which is ``None`` on the last page."""

    runs: tuple[Mapping[str, Any], ...]
    last: Cursor | None
    matching: int
    total: int


class RunsStore:
    """The rows on disk. Beyond ``MOST_RUNS`` the oldest are dropped; every method may raise ``KeepingError``."""

    def __init__(self, path: Callable[[], Path]) -> None:
        self._database = Database(path, MIGRATIONS)

    @property
    def problem(self) -> str:
        """A sentence about a damaged file that was put aside; otherwise empty."""
        return self._database.problem

    def add(self, run: Run, curve: Curve | None) -> None:
        with self._database.writing() as connection:
            figures = asdict(run)
            columns = columns_of(figures)
            names = ("id", "at", "figures", "curve", *columns)
            connection.execute(
                f"INSERT OR REPLACE INTO runs ({', '.join(names)}) VALUES ({', '.join('?' for _ in names)})",
                (run.id, run.at, json.dumps(figures), json.dumps(asdict(curve)) if curve else None, *columns.values()),
            )
            # In the order in which they were added: a clock that was put back makes the newest rows look oldest.
            connection.execute(
                "DELETE FROM runs WHERE rowid IN (SELECT rowid FROM runs ORDER BY rowid DESC LIMIT -1 OFFSET ?)",
                (MOST_RUNS,),
            )

    def rows(self, view: RunView = LATEST) -> tuple[Mapping[str, Any], ...]:
        """All rows of ``view`` as plain values; those of an older version may lack some figures."""
        with self._database.reading() as connection:
            rows = connection.execute(f"SELECT figures FROM runs WHERE {view.matching(connection)} {view.order}")
            return tuple(filter(None, (_figures(figures) for (figures,) in rows)))

    def page(self, view: RunView, limit: int, after: Cursor | None = None) -> RunPage:
        """The first ``limit`` rows of ``view``, or the first after ``after``, the last row of the previous page."""
        with self._database.reading() as connection:
            matching = view.matching(connection)
            (total,) = connection.execute("SELECT count(*) FROM runs").fetchone()
            (shown,) = connection.execute(f"SELECT count(*) FROM runs WHERE {matching}").fetchone()
            later, values = after.condition(view) if after else ("TRUE", ())
            rows = connection.execute(
                f"SELECT figures, {view.value}, at, rowid FROM runs WHERE {later} AND {matching} {view.order} LIMIT ?",
                (*values, limit + 1),
            ).fetchall()
        last = Cursor(*rows[limit - 1][1:]) if len(rows) > limit else None
        return RunPage(tuple(filter(None, (_figures(row[0]) for row in rows[:limit]))), last, shown, total)

    def curve(self, run: str) -> Mapping[str, Any] | None:
        with self._database.reading() as connection:
            row = connection.execute("SELECT curve FROM runs WHERE id = ?", (run,)).fetchone()
        return _figures(row[0]) or None if row and row[0] else None


def _figures(text: str) -> Mapping[str, Any]:
    """A row's figures; NaN and infinities become ``None``, and text that is no row becomes empty."""
    try:
        figures = json.loads(text, parse_constant=lambda _: None, parse_float=_finite)
    except (ValueError, TypeError, RecursionError):
        return {}
    if not isinstance(figures, dict):
        return {}
    return {repaired(name): repaired(value) if isinstance(value, str) else value for name, value in figures.items()}


def _finite(text: str) -> float | None:
    """Numbers may be too large for a float, which JSON writes as it likes."""
    number = float(text)
    return number if math.isfinite(number) else None
