"""Settings: what is filled in, what is refused, and whether the advice of a refusal works."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid.config import EngineConfig
from hybrid.errors import ConfigError, DeviceError, GeometryError, MemoryBudgetError, ThreadCountError
from hybrid.machine.limits import GIB, Limits
from hybrid.settings import (
    changed_settings,
    check_settings,
    default_geometry,
    geometry_within,
    resolve_settings,
    smaller_geometry,
)
from hybrid.types import Geometry, ModelInfo, Settings
from tests.repository import ROOT

MODEL = ModelInfo(
    name="tiny",
    family="mixtral",
    layers=4,
    experts=8,
    top_k=2,
    expert_bytes=1000,
    total_bytes=50_000,
    dtype="float32",
    max_context=512,
)
LIMITS = Limits(logical_cpus=8, physical_cores=4, slot_bytes=20_000, emulated=False)
SETTINGS = Settings(Geometry(2, 3), "layered", "lru", "always", 2, 4)

models = st.builds(
    lambda layers, experts, size: replace(MODEL, layers=layers, experts=experts, expert_bytes=size),
    st.integers(1, 60),
    st.integers(1, 128),
    st.integers(1, 1 << 20),
)
limits = st.builds(Limits, st.just(8), st.just(4), st.integers(0, 1 << 30), st.booleans())


@given(models, limits)
def test_default_geometry_can_always_be_applied(model: ModelInfo, limits: Limits) -> None:
    check_settings(replace(SETTINGS, geometry=default_geometry(model, limits)), model, limits)


@given(models, limits)
def test_default_geometry_leaves_no_room_for_another_way(model: ModelInfo, limits: Limits) -> None:
    geometry = default_geometry(model, limits)
    affordable = limits.slot_bytes // model.expert_bytes
    if affordable == 0:
        assert geometry.slots == 0
    elif geometry.indexes == model.layers and geometry.ways < model.experts and not limits.emulated:
        assert geometry.slots + model.layers > affordable


def test_emulated_slots_hold_half_of_the_experts_at_most() -> None:
    roomy = replace(LIMITS, slot_bytes=GIB)
    assert default_geometry(MODEL, roomy) == Geometry(4, 8)
    assert default_geometry(MODEL, replace(roomy, emulated=True)) == Geometry(4, 4)


GEOMETRIES = json.loads((ROOT / "assets/page/testing/geometries.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", GEOMETRIES, ids=lambda case: case["what"])
def test_the_page_chooses_the_same_geometry_for_some_memory(case: dict[str, Any]) -> None:
    sizes = {name: case[name] for name in ("layers", "experts", "expert_bytes")}
    assert geometry_within(replace(MODEL, **sizes), case["slot_bytes"]) == Geometry(*case["geometry"])


def test_what_is_left_open_is_filled_in() -> None:
    settings = resolve_settings(EngineConfig(), MODEL, LIMITS)
    assert settings == Settings(Geometry(4, 5), "layered", "lfu", "bounded", 2, 3)
    given = EngineConfig(geometry=Geometry(1, 2), mapping="pooled", policy="fifo", admission="never", cpu_threads=8)
    assert resolve_settings(given, MODEL, LIMITS) == Settings(Geometry(1, 2), "pooled", "fifo", "never", 2, 8)


@given(st.integers(-3, 8), st.integers(-3, 12), st.sampled_from(["layered", "pooled"]))
def test_geometry_is_accepted_exactly_within_the_model(indexes: int, ways: int, mapping: str) -> None:
    asked = replace(SETTINGS, geometry=Geometry(indexes, ways), mapping=mapping)
    roomy = replace(LIMITS, slot_bytes=GIB)
    if 0 <= indexes <= MODEL.layers and 0 <= ways <= MODEL.experts:
        check_settings(asked, MODEL, roomy)
        return
    with pytest.raises(GeometryError) as refused:
        check_settings(asked, MODEL, roomy)
    wrong = {"indexes": not 0 <= indexes <= MODEL.layers, "ways": not 0 <= ways <= MODEL.experts}
    assert wrong[refused.value.field]


@given(st.integers(0, 4), st.integers(0, 8), st.integers(0, 40_000))
def test_memory_is_refused_exactly_where_the_slots_do_not_fit(indexes: int, ways: int, slot_bytes: int) -> None:
    asked = replace(SETTINGS, geometry=Geometry(indexes, ways))
    limits = replace(LIMITS, slot_bytes=slot_bytes)
    if indexes * ways * MODEL.expert_bytes <= slot_bytes:
        check_settings(asked, MODEL, limits)
        return
    with pytest.raises(MemoryBudgetError) as refused:
        check_settings(asked, MODEL, limits)
    advised = re.search(r"at most (\d+) slots", str(refused.value))
    assert advised is not None
    slots = int(advised.group(1))
    assert (slots + 1) * MODEL.expert_bytes > slot_bytes >= slots * MODEL.expert_bytes


@pytest.mark.parametrize(
    ("cores", "emulated", "threads"), [(16, False, 15), (4, False, 3), (3, False, 3), (1, False, 1), (16, True, 16)]
)
def test_a_gpu_is_left_a_core_where_there_are_enough(cores: int, emulated: bool, threads: int) -> None:
    limits = Limits(cores * 2, cores, 20_000, emulated)
    assert resolve_settings(EngineConfig(), MODEL, limits).cpu_threads == threads


@pytest.mark.parametrize(
    ("changes", "error", "field", "advice"),
    [
        ({"geometry": Geometry(5, 1)}, GeometryError, "indexes", "at most 4"),
        ({"geometry": Geometry(1, 9)}, GeometryError, "ways", "at most 8"),
        ({"geometry": Geometry(-1, 1)}, GeometryError, "indexes", "use 0"),
        ({"geometry": Geometry(1, -1)}, GeometryError, "ways", "use 0"),
        ({"geometry": Geometry(4, 8)}, MemoryBudgetError, "ways", "at most 20 slots"),
        ({"mapping": "spread"}, ConfigError, "mapping", "layered, pooled"),
        ({"policy": "random"}, ConfigError, "policy", "lru"),
        ({"admission": "some"}, ConfigError, "admission", "always, bounded, never"),
        ({"cpu_threads": 0}, ThreadCountError, "cpu_threads", "between 1 and 8"),
        ({"cpu_threads": 9}, ThreadCountError, "cpu_threads", "between 1 and 8"),
        ({"max_queued_copies": 0}, ConfigError, "max_queued_copies", "at least 1"),
    ],
)
def test_a_refusal_names_the_setting_and_what_to_change(
    changes: dict[str, object], error: type[ConfigError], field: str, advice: str
) -> None:
    with pytest.raises(error) as refused:
        changed_settings(SETTINGS, changes, MODEL, LIMITS)
    assert type(refused.value) is error
    assert refused.value.field == field
    assert advice in str(refused.value)


def test_none_keeps_a_setting() -> None:
    assert changed_settings(SETTINGS, {"policy": None, "cpu_threads": 2}, MODEL, LIMITS) == replace(
        SETTINGS, cpu_threads=2
    )


NO_MEMORY = [-1, -1.0, float("nan"), float("inf"), 1e300, 10**400, "8", True]
NO_COUNT = [0, -5, 1.5, 10**30, "2", True, float("nan")]
IMPOSSIBLE = [
    *({"vram_gib": value} for value in NO_MEMORY),
    *({"max_context": value} for value in NO_COUNT),
    *({"cpu_threads": value} for value in NO_COUNT),
    *({"max_queued_copies": value} for value in NO_COUNT),
    *({"model": value} for value in ("", "  ")),
    *({name: "other"} for name in ("device", "mapping", "policy", "admission", "placement")),
]


@pytest.mark.parametrize("options", IMPOSSIBLE, ids=str)
def test_what_nothing_can_have_is_refused_at_once(options: dict[str, object]) -> None:
    with pytest.raises((ConfigError, DeviceError)) as refused:
        EngineConfig(**options)
    assert refused.value.field == next(iter(options))
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("geometry", "field"), [(Geometry(-3, 1), "indexes"), (Geometry(1, -1), "ways"), (Geometry(1, 10**12), "ways")]
)
def test_a_geometry_that_nothing_can_have_is_refused_at_once(geometry: Geometry, field: str) -> None:
    with pytest.raises(GeometryError) as refused:
        EngineConfig(geometry=geometry)
    assert refused.value.field == field


@given(st.floats(0, 1 << 20), st.integers(1, 1_000_000))
def test_what_some_machine_may_have_is_taken(gib: float, count: int) -> None:
    config = EngineConfig(vram_gib=gib, cpu_threads=count, max_context=count, max_queued_copies=count)
    assert int(gib * GIB) >= 0
    assert config.cpu_threads == count


@pytest.mark.parametrize(
    ("geometry", "slots", "expected"),
    [
        (Geometry(8, 4), 1, Geometry(8, 3)),
        (Geometry(8, 4), 8, Geometry(8, 3)),
        (Geometry(8, 4), 9, Geometry(8, 2)),
        (Geometry(8, 4), 100, Geometry(8, 0)),
        (Geometry(0, 4), 1, Geometry(0, 4)),
    ],
)
def test_a_smaller_pool_has_at_least_so_many_slots_less(geometry: Geometry, slots: int, expected: Geometry) -> None:
    assert smaller_geometry(geometry, slots) == expected
