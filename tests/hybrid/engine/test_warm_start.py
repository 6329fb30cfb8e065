"""Warm start: empty slots get what was used most, nothing is evicted for it, and no reply is another one."""

from pathlib import Path

import pytest

from hybrid import Engine, EngineConfig, Geometry
from hybrid.engine.warm_start import UsesFile, WarmStart
from hybrid.machine.user_folders import HOME_VARIABLE
from hybrid.types import ExpertKey, MappingName, ModelInfo, Settings, Snapshot
from tests.hybrid.engine.test_engine import assert_reconciled, wait_until
from tests.models.talkative import say, text_of
from tests.models.tiny_models import save_tiny

SLOTS = Geometry(2, 2)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny("mixtral", tmp_path_factory.mktemp("warm"))


def load(folder: Path, *, warm: bool = True, **changes: object) -> Engine:
    config = {"geometry": SLOTS, "device": "cpu", "warm_start": warm} | changes
    return Engine.load(EngineConfig(model=str(folder), **config))  # type: ignore[arg-type]


def filled(engine: Engine) -> Snapshot:
    """Once all slots hold something and nothing is under way."""
    wait_until(lambda: min(engine.snapshot().occupancy.slot_cell) >= 0 and engine.snapshot().phase == "idle")
    wait_until(lambda: 1 not in engine.snapshot().occupancy.state)
    return engine.snapshot()


def most_used(snapshot: Snapshot, mapping: MappingName) -> set[int]:
    """The cells that belong into the slots."""
    uses, experts = snapshot.occupancy.uses, snapshot.model.experts
    ranked = sorted((cell for cell, count in enumerate(uses) if count), key=lambda cell: (-uses[cell], cell))
    if mapping == "pooled":
        return set(ranked[: SLOTS.slots])
    of_layers = ([cell for cell in ranked if cell // experts == layer] for layer in range(SLOTS.indexes))
    return {cell for cells in of_layers for cell in cells[: SLOTS.ways]}


@pytest.mark.parametrize("mapping", ["layered", "pooled"])
def test_slots_hold_what_was_used_most_before_anything_is_asked(folder: Path, mapping: MappingName) -> None:
    with load(folder, mapping=mapping) as engine:
        assert max(engine.snapshot().occupancy.slot_cell) == -1, "nothing is known yet"
        first = text_of(engine.generate(say("Which experts?")))
        before = engine.snapshot()
    with load(folder, mapping=mapping) as engine:
        after = filled(engine)
        assert set(after.occupancy.slot_cell) == most_used(before, mapping)
        assert (after.counters.fills, after.counters.evictions) == (SLOTS.slots, 0)
        assert_reconciled(after)
        assert text_of(engine.generate(say("Which experts?"))) == first
        assert_reconciled(engine.snapshot())


def test_without_it_slots_start_empty_and_nothing_is_kept(folder: Path, tmp_path: Path) -> None:
    with load(folder, warm=False) as engine:
        text_of(engine.generate(say("Which experts?")))
    assert not list(tmp_path.rglob("uses/*"))
    with load(folder) as engine:
        text_of(engine.generate(say("Which experts?")))
    assert len(list(tmp_path.rglob("uses/*"))) == 1
    with load(folder, warm=False) as engine:
        text_of(engine.generate(say("Another one.")))
        assert engine.snapshot().counters.steps > 0
        kept = UsesFile(engine.snapshot().model).before
    with load(folder, warm=False, geometry=Geometry(0, 0)) as engine:
        assert kept == UsesFile(engine.snapshot().model).before, "a cold session leaves it as it is"


@pytest.mark.parametrize("changes", [{"admission": "never"}, {"placement": "cpu_only"}, {"placement": "static_layers"}])
def test_what_keeps_slots_otherwise_is_left_alone(folder: Path, changes: dict[str, object]) -> None:
    with load(folder) as engine:
        text_of(engine.generate(say("Which experts?")))
        uses = engine.snapshot().occupancy.uses
    with load(folder, **changes) as engine:
        session = engine._session
        assert not session.warm_start.has_more
        assert any(uses)
        assert engine.snapshot().counters.fills == 0


def test_new_settings_start_with_empty_slots(folder: Path) -> None:
    with load(folder) as engine:
        text_of(engine.generate(say("Which experts?")))
    with load(folder) as engine:
        filled(engine)
        engine.reconfigure(geometry=Geometry(1, 3))
        assert not engine._session.warm_start.has_more
        text_of(engine.generate(say("Which experts?")))
        assert_reconciled(engine.snapshot())


def test_a_reply_has_only_as_many_copies_under_way_as_it_may_queue() -> None:
    """Copies never land here: at rest many are started, behind a reply no more than the bound."""
    model = ModelInfo("m", "mixtral", 3, 4, 2, 1000, 9000, "bfloat16", 512)
    settings = Settings(Geometry(3, 4), "layered", "lru", "bounded", 2, 1)
    runtime, warm = Stuck(), WarmStart([12 - cell for cell in range(12)], model, settings)
    for _ in range(2):
        warm.go_on(runtime, idle=False)  # type: ignore[arg-type]
        assert runtime.asked == [ExpertKey(0, 0), ExpertKey(0, 1)]
    warm.go_on(runtime, idle=True)  # type: ignore[arg-type]
    assert len(runtime.asked) == 12
    assert not warm.has_more


class Stuck:
    """A runtime whose copies never end."""

    def __init__(self) -> None:
        self.asked: list[ExpertKey] = []

    @property
    def fills_under_way(self) -> int:
        return len(self.asked)

    def fill_empty_slot(self, key: ExpertKey) -> None:
        self.asked.append(key)
