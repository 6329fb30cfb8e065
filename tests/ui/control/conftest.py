"""A panel on a scripted engine."""

from pathlib import Path

import pytest

from tests.fakes.fake_engine import FakeEngine
from ui.control.handlers import Controls
from ui.control.presets import PresetFiles
from ui.control.recent_models import RecentModels


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def recent(tmp_path: Path) -> RecentModels:
    return RecentModels(lambda: tmp_path / "models" / "recent.json")


@pytest.fixture
def controls(engine: FakeEngine, tmp_path: Path, recent: RecentModels) -> Controls:
    return Controls(engine, PresetFiles(lambda: tmp_path), recent)
