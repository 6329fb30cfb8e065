"""Licences of everything that a release brings: ``python -m tests.release.licences`` writes LICENCES.md.

A package's own metadata say its licence: those of the installed one, or, where it is not installed, as most of another
system's are, those that pip is given by the index (pip 25 or later, which fetches them without the package).
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.release.locks import Locked, all_locked
from tests.repository import ROOT

LICENCES = ROOT / "LICENCES.md"
NEWEST_PYTHON = "3.13"  # for which every locked package has a file
_LONGEST = 160  # beyond it, it is the licence's whole text
_CLASSIFIER = "License :: "
UNSAID = "not said in its metadata"
PLOTLY, BUILT = "assets/page/plotly", "assets/page/built"
_BUNDLED = re.compile(r"^([@\w./-]+) (\d[\w.-]*), (.+)$", re.MULTILINE)

# The head that assets/page/build.mjs puts before a package's code.
_BUILT_IN = re.compile(r"/\*\n([\w-]+) (\d[\w.-]*)\n\nThe (\w+) License")

_HEAD = """# Licences

This program is under the [Apache License 2.0](LICENSE). It is sent with the files below, and an install brings the
packages below; what a package's own metadata say is repeated here. `python -m tests.release.licences` writes this list.

## Sent with the program

| file | what is in it | licence |
| --- | --- | --- |
{bundled}
| `assets/page/built/`, all but those | the page's own scripts and styles; nothing of others is in them | Apache-2.0 |
| `assets/demo-moe/` | the demo model, trained on a corpus that the program writes | Apache-2.0 |

No fonts are sent: the page uses those of the user's system. Gradio's own page comes with the package `gradio`.

## Packages

| package | version | licence |
| --- | --- | --- |
"""


@dataclass(frozen=True, slots=True)
class Licensed:
    """A locked package, and what its metadata say of its licence; empty if they say nothing."""

    package: Locked
    licence: str


def licence_in(expression: str | None, text: str | None, classifiers: Iterable[str]) -> str:
    """The licence as one line, by the first of a package's metadata that says it."""
    named = [name.rpartition(" :: ")[2] for name in classifiers if name.startswith(_CLASSIFIER)]
    short = " ".join((text or "").split())
    if expression or (short and len(short) <= _LONGEST):
        return " ".join((expression or short).split())
    return ", ".join(named)


def licences(packages: Sequence[Locked]) -> tuple[Licensed, ...]:
    """Of all packages, in the order of their names."""
    installed = {package: licence for package in packages if (licence := _of_installed(package)) is not None}
    missing = [package for package in packages if package not in installed]
    found = installed | (_of_index(missing) if missing else {})
    return tuple(Licensed(package, found[package]) for package in sorted(packages, key=lambda p: (p.name, p.version)))


def table(licensed: Iterable[Licensed]) -> str:
    return "".join(
        f"| {each.package.name} | {each.package.version} | {each.licence or UNSAID} |\n" for each in licensed
    )


def document(licensed: Iterable[Licensed]) -> str:
    """The text of LICENCES.md."""
    rows = [f"| `{file}` | {name} {version} | {licence} |" for file, name, version, licence in bundled()]
    return _HEAD.format(bundled="\n".join(rows)) + table(licensed)


def bundled() -> Sequence[tuple[str, str, str, str]]:
    """File, name, version and licence of what the page is sent with: what is in its bundle of plotly.js, by the file
    that the bundle's making writes, and what stands at the head of its own built files."""
    of_plotly = _BUNDLED.findall((ROOT / PLOTLY / "licenses.txt").read_text(encoding="utf-8"))
    built = {
        f"{BUILT}/{file.name}": match.groups()
        for file in sorted((ROOT / BUILT).glob("*.js"))
        if (match := _BUILT_IN.match(file.read_text(encoding="utf-8")))
    }
    return [*((f"{PLOTLY}/plotly.js", *each) for each in of_plotly), *((file, *said) for file, said in built.items())]


def _of_installed(package: Locked) -> str | None:
    """``None`` if it is not installed in this version; builds of one version, such as 1.0+cpu, have one licence."""
    try:
        found = distribution(package.name)
    except PackageNotFoundError:
        return None
    if found.version.partition("+")[0] != package.version:
        return None
    return _said(found.metadata.json)


def _said(metadata: Mapping[str, Any]) -> str:
    return licence_in(metadata.get("license_expression"), metadata.get("license"), metadata.get("classifier", []))


def _of_index(packages: Sequence[Locked]) -> dict[Locked, str]:
    """By pip's report of what it would install, of one version of a package at a time."""
    found: dict[Locked, str] = {}
    rest = list(packages)
    while rest:
        once = {package.name: package for package in rest}
        rest = [package for package in rest if once[package.name] is not package]
        for metadata in _reported(list(once.values())):
            name = str(metadata["name"]).lower().replace("_", "-").replace(".", "-")
            found[once[name]] = _said(metadata)
    return found


def _reported(packages: Sequence[Locked]) -> Iterable[Mapping[str, Any]]:
    with TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        plain = ["--quiet", "--dry-run", "--ignore-installed", "--no-deps", "--use-feature=fast-deps"]
        system = ["--only-binary=:all:", f"--python-version={NEWEST_PYTHON}", f"--target={folder}"]
        names = [f"{package.name}=={package.version}" for package in packages]
        command = [sys.executable, "-m", "pip", "install", *plain, *system, f"--report={report}", *names]
        subprocess.run(command, check=True)
        return [each["metadata"] for each in json.loads(report.read_text(encoding="utf-8"))["install"]]


def main() -> int:
    LICENCES.write_text(document(licences(all_locked())), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
