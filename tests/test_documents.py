"""The documents at the top level: every path, link and name of code they mention exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repository import ROOT

DOCUMENTS = sorted(ROOT.glob("*.md"))
_PATH = re.compile(r"`((?:hybrid|ui|tests|assets)/[\w./-]*|app\.py)`")
_LINK = re.compile(r"(?:\]\(|src(?:set)?=\")([^)\"#:]+)(?:#[\w-]+)?[)\"]")
# `path.py`: `Class.method` and `function`
_NAMED = re.compile(r"`([\w/]+\.py)`:\s+((?:`[\w.]+`(?:,\s+|\s+and\s+)?)+)")
_NAME = re.compile(r"`([\w.]+)`")


def texts() -> Iterator[tuple[str, str]]:
    for path in DOCUMENTS:
        yield path.name, path.read_text(encoding="utf-8")


@pytest.mark.parametrize("pattern", [_PATH, _LINK], ids=["path", "link"])
def test_every_mentioned_file_exists(pattern: re.Pattern[str]) -> None:
    mentioned = {(name, path) for name, text in texts() for path in pattern.findall(text)}
    assert mentioned
    assert [(name, path) for name, path in sorted(mentioned) if not (ROOT / path).exists()] == []


def test_every_name_stands_in_the_file_it_is_said_to_be_in() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = [(path, name) for path, names in _NAMED.findall(text) for name in _NAME.findall(names)]
    assert len(named) > 40, "the trace of a token names its steps"
    assert [(path, name) for path, name in named if not defines(ROOT / path, name)] == []


def test_every_fault_has_its_test() -> None:
    rows = (ROOT / "tests" / "faults" / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", rows)
    assert len(named) > 30
    assert [(path, name) for path, name in named if not defines(ROOT / path, name)] == []


def test_the_tree_has_every_folder() -> None:
    tree = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").partition("```\n")[2].partition("```")[0]
    folders = {path.parent.name for top in ("hybrid", "ui") for path in (ROOT / top).rglob("__init__.py")}
    assert [folder for folder in sorted(folders) if f"{folder}/" not in tree] == []


def defines(file: Path, name: str) -> bool:
    """Whether ``Class.method`` or a top-level name is defined there."""
    source = file.read_text(encoding="utf-8")
    owner, _, last = name.rpartition(".")
    if not owner:
        return re.search(rf"^(?:def|class) {last}\b|^{last}\b.*=", source, re.MULTILINE) is not None
    body = re.search(rf"^class {owner}\b.*?(?=^\S|\Z)", source, re.MULTILINE | re.DOTALL)
    return body is not None and re.search(rf"^    (?:async )?def {last}\b", body[0], re.MULTILINE) is not None
