"""Licences: every locked package and everything that the page is sent with stands in the list."""

import json
from collections.abc import Iterable

import pytest

from tests.release.licences import BUILT, LICENCES, PLOTLY, UNSAID, Licensed, bundled, document, licence_in, table
from tests.release.locks import Locked, all_locked
from tests.repository import ROOT

BUILT_FILES = ROOT / BUILT


def test_every_locked_package_stands_in_it() -> None:
    text = LICENCES.read_text(encoding="utf-8")
    listed = [line.split(" | ") for line in text.partition("## Packages")[2].splitlines()[4:]]
    named = [(name.removeprefix("| "), version) for name, version, _ in listed]
    expected = sorted((package.name, package.version) for package in all_locked())
    assert named == expected, "write it anew: python -m tests.release.licences"
    assert all(licence.removesuffix(" |").strip() for *_, licence in listed)
    assert sum(UNSAID in licence for *_, licence in listed) < 3


def test_the_list_is_the_one_that_the_program_writes() -> None:
    text = LICENCES.read_text(encoding="utf-8")
    assert text.startswith(document([]))


def test_everything_in_the_bundle_is_named() -> None:
    names = {name for file, name, _, _ in bundled() if file.startswith(PLOTLY)}
    described = json.loads((ROOT / PLOTLY / "package.json").read_text(encoding="utf-8"))
    assert described["dependencies"].keys() <= names
    notices = (ROOT / PLOTLY / "licenses.txt").read_text(encoding="utf-8")
    assert len(names) >= notices.count("Permission is hereby granted")
    assert all(licence for *_, licence in bundled())


def test_what_others_wrote_of_the_built_files_is_named() -> None:
    packages = json.loads((BUILT_FILES.parent / "package.json").read_text(encoding="utf-8"))
    ours = {"formulas.js": {"temml": packages["devDependencies"]["temml"]}}
    named = {(file, name): version for file, name, version, _ in bundled() if file.startswith(BUILT)}
    assert named == {
        (f"{BUILT}/{file}", *each): version for file, said in ours.items() for *each, version in said.items()
    }
    notices = [
        file.name for file in BUILT_FILES.glob("*.js") if "Permission is hereby granted" in file.read_text("utf-8")
    ]
    assert notices == list(ours)


def test_all_folders_of_assets_are_spoken_of() -> None:
    text = LICENCES.read_text(encoding="utf-8")
    fonts = [path for path in (ROOT / "assets").rglob("*") if path.suffix in {".woff", ".woff2", ".ttf", ".otf"}]
    assert not [path for path in fonts if "node_modules" not in path.parts], "fonts have licences"
    assert all(f"`assets/{name}" in text for name in ("page/built/", "page/plotly/", "demo-moe/"))


@pytest.mark.parametrize(
    ("expression", "text", "classifiers", "expected"),
    [
        ("MIT", "the MIT license", [], "MIT"),
        (None, "BSD\n 3-clause", ["License :: OSI Approved :: BSD License"], "BSD 3-clause"),
        (None, "x" * 500, ["License :: OSI Approved :: BSD License", "Topic :: x"], "BSD License"),
        (None, None, ["License :: A :: B", "License :: C"], "B, C"),
        (None, "", [], ""),
    ],
)
def test_the_licence_by_the_metadata(
    expression: str | None, text: str | None, classifiers: Iterable[str], expected: str
) -> None:
    assert licence_in(expression, text, classifiers) == expected


def test_a_licence_that_is_not_said_is_said_not_to_be() -> None:
    assert table([Licensed(Locked("a", "1", ""), "")]) == f"| a | 1 | {UNSAID} |\n"
