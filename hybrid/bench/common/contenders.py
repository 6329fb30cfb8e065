"""Contenders of a benchmark: this engine's own setting and the baselines, all settings of the same engine."""

from dataclasses import dataclass, replace
from typing import Any

from hybrid.config import EngineConfig
from hybrid.types import Geometry, ModelInfo, Settings

# Steps before measuring, for caches to settle; fixed placements only need their pages touched.
_SETTLING_STEPS, _WARMING_STEPS = 128, 6


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to run the same model."""

    name: str
    settings: Settings
    warm_up: int  # steps


def default_settings(geometry: Geometry, threads: int) -> Settings:
    """What a user has who sets nothing but these two."""
    defaults = EngineConfig()
    return Settings(
        geometry=geometry,
        mapping=defaults.mapping,
        policy=defaults.policy,
        admission=defaults.admission,
        max_queued_copies=defaults.max_queued_copies,
        cpu_threads=threads,
        split_misses=defaults.split_misses,
    )


def contenders(info: ModelInfo, geometry: Geometry, threads: int, all_resident_fits: bool) -> list[Contender]:
    """This engine and the baselines at equal slot memory; the names are those of the table."""
    ours = default_settings(geometry, threads)

    def like(name: str, warm_up: int, **changes: Any) -> Contender:
        return Contender(name, replace(ours, **changes), warm_up)

    field = [
        Contender("this engine", ours, _SETTLING_STEPS),
        like("misses unsplit", _SETTLING_STEPS, split_misses=False),
        like("static layers", _WARMING_STEPS, placement="static_layers"),
        like("static popular", _WARMING_STEPS, placement="static_popular"),
        like("paper", _SETTLING_STEPS, policy="lru", admission="always", split_misses=False),
        like("on demand", _WARMING_STEPS, placement="on_demand", policy="lru"),
        like("cpu only", _WARMING_STEPS, placement="cpu_only"),
    ]
    if all_resident_fits:
        everything = Geometry(info.layers, info.experts)
        field.append(like("all resident", _WARMING_STEPS, placement="static_layers", geometry=everything))
    return field
