"""Names that tests replace by their dotted path exist: types show no stale ones, and many of these tests need a GPU."""

import ast
from collections.abc import Iterator
from pathlib import Path
from pkgutil import resolve_name

import pytest

from tests.repository import ROOT

PATCHES = frozenset({"setattr", "delattr"})


def patched_names(source: str) -> Iterator[str]:
    """The dotted paths handed to ``setattr`` and ``delattr`` of a monkeypatch that leave no choice."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PATCHES):
            continue
        first = node.args[0] if node.args else None
        optional = any(keyword.arg == "raising" for keyword in node.keywords)
        if isinstance(first, ast.Constant) and isinstance(first.value, str) and not optional:
            yield first.value


def exists(name: str) -> bool:
    try:
        resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True


CASES = {
    f"{name} in {path.relative_to(ROOT).as_posix()}": name
    for path in sorted(Path(ROOT, "tests").rglob("*.py"))
    for name in patched_names(path.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("name", CASES.values(), ids=CASES)
def test_it_exists(name: str) -> None:
    if name.startswith("ui."):
        pytest.importorskip("gradio", reason="the page")
    assert exists(name)


def test_stale_names_are_seen() -> None:
    source = """
def test_it(monkeypatch):
    monkeypatch.setattr("hybrid.gpu.device.Device", None)
    monkeypatch.setattr("hybrid.gpu.device.Gone", None)
    monkeypatch.delattr("hybrid.gpu.gone.it", raising=False)
"""
    assert [(name, exists(name)) for name in patched_names(source)] == [
        ("hybrid.gpu.device.Device", True),
        ("hybrid.gpu.device.Gone", False),
    ]
