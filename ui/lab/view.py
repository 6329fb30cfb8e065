"""View of a lab result: figures, tables and sentences as plain values, the same for the page and for a report.

Figures are Plotly's, as dictionaries. A colour such as ``"--line-hit"`` is a custom property of the style sheet, looked
up when the figure is drawn, so that one figure serves light and dark. Knows nothing of what the figures are about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan
from typing import Any, TypeAlias

from hybrid.types import Settings
from ui.text.figures import placement_name, settings_line, threads_text

Plain: TypeAlias = dict[str, Any]

NONE = "–"


@dataclass(frozen=True, slots=True)
class Figure:
    """One graph."""

    title: str
    data: Sequence[Plain]
    layout: Plain


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts. ``marked`` is the row to emphasise, if any; ``keys`` are the symbols and colours of the lines
    that the rows describe."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    marked: int | None = None
    keys: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class View:
    """A result for the page, which shows each part in the element of its name. ``facts`` are for the scripts."""

    title: str
    figures: Mapping[str, Figure] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    sentences: Mapping[str, str] = field(default_factory=dict)
    facts: Plain = field(default_factory=dict)


def axis(title: str, **rest: Any) -> Plain:
    """An axis by its title."""
    return {"title": {"text": title}} | rest


def share_axis(title: str, **rest: Any) -> Plain:
    """An axis from nothing to all, in per cent."""
    return axis(title, range=[-0.01, 1.01], tickformat=".0%", **rest)


def percent(share: float | None, digits: int = 0) -> str:
    return NONE if share is None or isnan(share) else f"{100 * share:.{digits}f} %"


def speed(tokens_per_s: float | None) -> str:
    if tokens_per_s is None:
        return NONE
    return f"{tokens_per_s:.{0 if tokens_per_s >= 100 else 1 if tokens_per_s >= 10 else 2}f} tok/s"


def memory(size: float | None) -> str:
    """A size of memory, in powers of two."""
    if size is None:
        return NONE
    if size == 0:
        return "none"
    unit, name = memory_unit(size)
    return f"{size / unit:.{0 if size / unit >= 100 else 1}f} {name}"


def memory_unit(size: float) -> tuple[int, str]:
    """The unit in which a size is best written."""
    return next(((1 << bits, name) for bits, name in ((30, "GiB"), (20, "MiB")) if size >= 1 << bits), (1 << 10, "KiB"))


def copied(size: float | None) -> str:
    """A size of copies, in powers of ten, as usual for speeds of links."""
    if size is None:
        return NONE
    for unit, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size:.0f} B"


def setting_name(settings: Settings) -> str:
    """One line with everything in which two settings may differ."""
    if settings.placement == "cached":
        queue = f", at most {settings.max_queued_copies} at a time" if settings.admission == "bounded" else ""
        return settings_line(settings) + queue
    slots = "" if settings.placement == "cpu_only" else f", {settings.geometry.slots} slots"
    return f"{placement_name(settings.placement)}{slots}, {threads_text(settings.cpu_threads)}"


def differing_names(settings: Sequence[Settings]) -> list[str]:
    """For each of ``settings`` a line with what is not the same in all of them; all of it where nothing differs."""
    parts = [setting_name(one).split(", ") for one in settings]
    shared = set.intersection(*map(set, parts)) if parts else set()
    return [", ".join(part for part in names if part not in shared) or ", ".join(names) for names in parts]
