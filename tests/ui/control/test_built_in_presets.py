"""Built-in presets: reckoned for the machine, and steady while free memory moves a little."""

from dataclasses import replace

import pytest

from hybrid.types import Geometry, Snapshot
from tests.fakes.fake_engine import MODEL, SETTINGS, FakeEngine
from ui.control.built_in_presets import built_in_presets
from ui.control.settings_text import Values

LARGE = replace(MODEL, layers=48, experts=128, top_k=8, expert_bytes=9 << 20)
GIB = 1 << 30


def on_a_gpu(slot_bytes: int, present: Geometry) -> Snapshot:
    """A large model on eight cores beside a GPU with so much memory for slots."""
    snapshot = FakeEngine(model=LARGE, settings=replace(SETTINGS, geometry=present)).snapshot()
    return replace(
        snapshot,
        machine=replace(snapshot.machine, emulated=False, logical_cpus=16, physical_cores=8),
        memory=replace(snapshot.memory, slots_limit=slot_bytes),
    )


def values(snapshot: Snapshot) -> dict[str, Values]:
    return {preset.name: preset.values for preset in built_in_presets(snapshot)}


def test_each_is_for_a_purpose_and_says_it() -> None:
    presets = built_in_presets(FakeEngine().snapshot())
    assert [preset.name for preset in presets] == ["Recommended", "Long context", "Quiet", "As in the paper"]
    assert all(preset.purpose and preset.built_in for preset in presets)


def test_they_take_what_the_machine_has() -> None:
    found = values(on_a_gpu(20 * GIB, Geometry(1, 1)))
    assert found["Recommended"].items() >= {"indexes": 48, "ways": 47, "cpu_threads": 7}.items()
    assert found["Long context"].items() >= {"indexes": 48, "ways": 23, "cpu_threads": 7}.items()
    quiet = {"indexes": 48, "ways": 47, "cpu_threads": 4, "max_queued_copies": 1}
    assert found["Quiet"].items() >= quiet.items()
    assert not {"indexes", "ways", "cpu_threads"} & found["As in the paper"].keys()


@pytest.mark.parametrize(("ways", "kept"), [(47, True), (44, True), (51, True), (40, False), (24, False)])
def test_a_geometry_that_nearly_takes_it_all_stays(ways: int, kept: bool) -> None:
    found = values(on_a_gpu(20 * GIB, Geometry(48, ways)))
    assert (found["Recommended"]["ways"] == ways) is kept


def test_without_a_known_limit_the_devices_memory_counts() -> None:
    snapshot = FakeEngine().snapshot()
    unlimited = replace(snapshot, memory=replace(snapshot.memory, slots_limit=None))
    assert values(unlimited)["Recommended"]["ways"] == 4


def test_without_a_model_there_is_nothing_to_reckon_with() -> None:
    snapshot = FakeEngine().snapshot()
    found = values(replace(snapshot, model=replace(snapshot.model, expert_bytes=0)))
    assert list(found) == ["As in the paper"]
