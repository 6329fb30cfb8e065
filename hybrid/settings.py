"""Settings of a loaded model: the one place that fills in what the user left open, and checks the rest.

Knows the limits of model and machine as plain values; does not load, allocate or measure anything.
"""

from dataclasses import replace
from typing import Any

from hybrid.config import EngineConfig, check_names
from hybrid.errors import ConfigError, GeometryError, MemoryBudgetError, ThreadCountError
from hybrid.machine.limits import GIB, Limits, usual_threads
from hybrid.types import (
    Geometry,
    ModelInfo,
    Settings,
    SettingsChange,
)


def resolve_settings(config: EngineConfig, model: ModelInfo, limits: Limits) -> Settings:
    """Fills in what ``config`` leaves open and checks the rest.

    Raises ``GeometryError``, ``MemoryBudgetError``, ``ThreadCountError`` or ``ConfigError``.
    """
    geometry = config.geometry
    if geometry is None:
        geometry = default_geometry(model, limits)
    settings = Settings(
        geometry=geometry,
        mapping=config.mapping,
        policy=config.policy,
        admission=config.admission,
        max_queued_copies=config.max_queued_copies,
        cpu_threads=config.cpu_threads
        if config.cpu_threads is not None
        else usual_threads(limits.physical_cores, limits.emulated),
        placement=config.placement,
        split_misses=config.split_misses,
    )
    check_settings(settings, model, limits)
    return settings


def changed_settings(settings: Settings, changes: SettingsChange, model: ModelInfo, limits: Limits) -> Settings:
    """``settings`` with the fields in ``changes`` replaced (``None`` keeps a field), checked."""
    new_values: dict[str, Any] = {name: value for name, value in changes.items() if value is not None}
    new = replace(settings, **new_values)
    check_choices(new, model, limits)
    if new.geometry.slots > settings.geometry.slots:  # fewer slots always fit into the memory of the present ones
        check_slot_memory(new.geometry, model, limits)
    return new


def default_geometry(model: ModelInfo, limits: Limits) -> Geometry:
    """The same number of ways for every MoE layer, as many as the memory holds.

    With slots emulated in RAM, at most half of the experts, so that both hits and misses occur.
    """
    return geometry_within(model, limits.slot_bytes, model.experts // 2 if limits.emulated else model.experts)


def geometry_within(model: ModelInfo, slot_bytes: int, most_ways: int | None = None) -> Geometry:
    """The same number of ways for every MoE layer, as many as ``slot_bytes`` hold; below one each, fewer layers.

    The page does the same: assets/page/control/price.js. Both are held to assets/page/testing/geometries.json.
    """
    affordable = slot_bytes // model.expert_bytes
    ways = min(model.experts if most_ways is None else most_ways, affordable // model.layers)
    if ways > 0:
        return Geometry(model.layers, ways)
    return Geometry(min(model.layers, affordable), 1) if affordable else Geometry(0, 0)


def check_settings(settings: Settings, model: ModelInfo, limits: Limits) -> None:
    """Raises a ``HybridError`` that says what to change, unless all settings can be applied."""
    check_choices(settings, model, limits)
    check_slot_memory(settings.geometry, model, limits)


def check_choices(settings: Settings, model: ModelInfo, limits: Limits) -> None:
    """As ``check_settings``, but without the memory of the slots."""
    check_names(settings)
    _check_geometry(settings, model)
    _check_threads(settings.cpu_threads, limits)
    if settings.max_queued_copies < 1:
        raise ConfigError("Copies at once must be at least 1.", "max_queued_copies")


def check_slot_memory(geometry: Geometry, model: ModelInfo, limits: Limits) -> None:
    """Raises ``MemoryBudgetError`` when the slots would not fit."""
    needed = geometry.slots * model.expert_bytes
    if needed <= limits.slot_bytes:
        return
    affordable = limits.slot_bytes // model.expert_bytes
    raise MemoryBudgetError(
        f"{geometry.indexes} x {geometry.ways} slots of {model.expert_bytes / 2**20:.1f} MiB need "
        f"{needed / GIB:.2f} GiB, but only {limits.slot_bytes / GIB:.2f} GiB can be used. Choose at most "
        f"{affordable} slots, or allow more memory.",
        "ways",
    )


def _check_geometry(settings: Settings, model: ModelInfo) -> None:
    geometry = settings.geometry
    if geometry.indexes < 0:
        raise GeometryError("N can't be negative; use 0 to cache nothing.", "indexes")
    if geometry.ways < 0:
        raise GeometryError("M can't be negative; use 0 to cache nothing.", "ways")
    if geometry.ways > model.experts:
        raise GeometryError(
            f"Each layer has only {model.experts} experts, so M can be at most {model.experts}.",
            "ways",
        )
    if geometry.indexes > model.layers:
        raise GeometryError(
            f"This model has only {model.layers} MoE layers, so N can be at most {model.layers}.",
            "indexes",
        )


def _check_threads(threads: int, limits: Limits) -> None:
    if 1 <= threads <= limits.logical_cpus:
        return
    raise ThreadCountError(
        f"CPU threads must be between 1 and {limits.logical_cpus}, not {threads}; "
        f"more than {limits.physical_cores} rarely help.",
        "cpu_threads",
    )


def smaller_geometry(geometry: Geometry, slots: int) -> Geometry:
    """With at least so many slots less, as many for each index as before the others; none are left at the least."""
    if not geometry.indexes:
        return geometry
    return Geometry(geometry.indexes, max(0, geometry.slots - slots) // geometry.indexes)
