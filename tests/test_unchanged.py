"""Slow tests are left out only while everything they are about is as it was when they passed."""

from pathlib import Path

import pytest

from tests.repository import ROOT
from tests.unchanged import SLOW, unchanged, write_passed

BENCH = "tests/hybrid/bench"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for sources in SLOW.values():
        for source in sources:
            file = tmp_path / source if source.endswith(".py") else tmp_path / source / "module.py"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("STEP = 1\n")
    return tmp_path


def test_all_run_until_they_have_passed(root: Path) -> None:
    assert unchanged(root, root / "passed.json") == frozenset()
    write_passed(root, root / "passed.json")
    assert unchanged(root, root / "passed.json") == SLOW.keys()


@pytest.mark.parametrize("tests", SLOW)
def test_any_change_of_what_they_are_about_has_them_run(root: Path, tests: str) -> None:
    passed = root / "passed.json"
    write_passed(root, passed)
    for source in SLOW[tests]:
        file = root / source if source.endswith(".py") else root / source / "module.py"
        file.write_text("STEP = 2\n")
        assert tests not in unchanged(root, passed)
        file.write_bytes(b"STEP = 1\r\n")
        assert tests in unchanged(root, passed), "line ends are no change"


def test_a_file_more_or_less_is_a_change(root: Path) -> None:
    write_passed(root, root / "passed.json")
    (root / "hybrid/bench/more.py").write_text("")
    assert BENCH not in unchanged(root, root / "passed.json")


def test_what_is_named_exists() -> None:
    assert [path for tests, sources in SLOW.items() for path in (tests, *sources) if not (ROOT / path).exists()] == []
