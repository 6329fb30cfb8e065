"""A panel on a scripted engine."""

from pathlib import Path

import pytest

from tests.fakes.fake_engine import FakeEngine
from ui.control.handlers import Controls
from ui.control.presets import PresetFiles


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def controls(engine: FakeEngine, tmp_path: Path) -> Controls:
    return Controls(engine, PresetFiles(lambda: tmp_path))
