"""Snapshot delta: a snapshot as plain JSON values, and the difference between two.

Knows the shape of ``Snapshot``; nothing of events, readers or routes. assets/page/wire/decode.js is the other end.

A difference has the parts that changed; of parts that are dicts, only the changed keys. Of the cache it has ``cells``,
packed numbers. For every expert cell that changed these are

    2 * distance from the previous changed cell, + 1 if its state or slot changed
    0 if it was not used; otherwise its age in steps (from 1) + steps * pair, where ``steps`` are those between
        the snapshots and ``pair`` numbers (uses, hits) as 0: (1, 0), 1: (1, 1), 2: (2, 0), 3: (2, 1), ...
    if its state or slot changed: state, then slot + 1

The last token's experts are usually those used in the last step. If they are fewer, since a prompt's step has many
tokens, ``current`` packs the distances between them. ``missed`` has a flag
for each of these experts in order, set for a miss: five flags a number, the first one the lowest bit.
"""

from collections.abc import Iterator
from dataclasses import asdict, fields
from typing import Any, TypeAlias

from hybrid.types import Occupancy, Snapshot
from ui.wire.line_points import rounded
from ui.wire.packing import packed

Parts: TypeAlias = dict[str, Any]

FLAGS = 5  # in a number: together below 45, which packing writes as one character


def whole(snapshot: Snapshot) -> Parts:
    """Every part of a snapshot as plain JSON values."""
    return _small_parts(snapshot) | {"cache": _full_cache(snapshot.occupancy)}


def difference(before: Snapshot, after: Snapshot) -> Parts:
    """The changes: applied to ``whole(before)`` they give ``whole(after)``. The models must be equal."""
    old, new = _small_parts(before), _small_parts(after)
    changed: Parts = {}
    for name, value in new.items():
        if value == old[name]:
            continue
        if isinstance(value, dict):
            changed[name] = {key: item for key, item in value.items() if item != old[name].get(key)}
        else:
            changed[name] = value
    if before.occupancy is not after.occupancy:
        if cells := packed(_changed_cells(before, after)):
            changed["cells"] = cells
        if before.counters.steps != after.counters.steps and _is_part_of_a_step(after):
            changed["current"] = packed(_distances(after.occupancy.current))
        if before.counters.steps != after.counters.steps:
            changed["missed"] = packed(_missed_flags(after.occupancy))
    return changed


def _small_parts(snapshot: Snapshot) -> Parts:
    """All parts except the cache; numbers have as many digits as people read."""
    parts = {
        field.name: getattr(snapshot, field.name)
        for field in fields(snapshot)
        if field.name not in {"version", "time_s", "occupancy"}
    }
    for name in ("model", "machine", "settings", "counters", "speed", "power", "memory"):
        parts[name] = asdict(parts[name])
    parts["speed"] = {key: rounded(value) for key, value in parts["speed"].items()}
    for sensor in parts["power"].values():
        sensor["watts"], sensor["joules"] = rounded(sensor["watts"]), rounded(sensor["joules"])
    parts["recent_hit_rate"] = rounded(parts["recent_hit_rate"])
    return parts


def _full_cache(occupancy: Occupancy) -> Parts:
    return {
        "state": list(occupancy.state),
        "slot": occupancy.slot,
        "last_used": occupancy.last_used,
        "uses": occupancy.uses,
        "hits": occupancy.hits,
        "current": [cell for cell, is_current in enumerate(occupancy.current) if is_current],
        "missed": [cell for cell, was_missed in enumerate(occupancy.missed) if was_missed],
    }


def _is_part_of_a_step(snapshot: Snapshot) -> bool:
    """Whether the last token's experts are fewer than those used in the last step."""
    occupancy = snapshot.occupancy
    return sum(occupancy.current) != occupancy.last_used.count(snapshot.counters.steps - 1)


def _distances(marked: bytes) -> Iterator[int]:
    """The marked cells, each as its distance from the one before it."""
    previous = 0
    for cell, is_marked in enumerate(marked):
        if is_marked:
            yield cell - previous
            previous = cell


def _missed_flags(occupancy: Occupancy) -> Iterator[int]:
    flags = [missed for missed, is_current in zip(occupancy.missed, occupancy.current, strict=True) if is_current]
    for start in range(0, len(flags), FLAGS):
        yield sum(flag << place for place, flag in enumerate(flags[start : start + FLAGS]))


def _changed_cells(before: Snapshot, after: Snapshot) -> Iterator[int]:
    old, new = before.occupancy, after.occupancy
    steps = max(1, after.counters.steps - before.counters.steps)
    columns = zip(
        old.state, old.slot, old.uses, old.hits,
        new.state, new.slot, new.uses, new.hits, new.last_used,
        strict=True,
    )  # fmt: skip
    previous = 0
    for cell, (old_state, old_slot, old_uses, old_hits, state, slot, uses, hits, last_used) in enumerate(columns):
        moved = state != old_state or slot != old_slot
        if not moved and uses == old_uses:
            continue
        yield 2 * (cell - previous) + moved
        age = after.counters.steps - last_used
        yield age + steps * _pair(uses - old_uses, hits - old_hits) if uses != old_uses else 0
        if moved:
            yield state
            yield slot + 1
        previous = cell


def _pair(uses: int, hits: int) -> int:
    """Numbers (1, 0), (1, 1), (2, 0), (2, 1), (2, 2), ... from 0."""
    return uses * (uses + 1) // 2 + hits - 1
