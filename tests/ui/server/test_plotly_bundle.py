"""The bundle of plotly.js: of the version that is installed, of all kinds that the page draws, and of its sources."""

import re
from hashlib import sha256

from tests.repository import ROOT
from ui.assets import PAGE_FILES
from ui.lab.report import PLOTLY_FILE
from ui.server.plotly_bundle import PLOTLY_BUNDLE, VERSION, plotly_js

UI = ROOT / "ui"
FOLDER = PLOTLY_BUNDLE.parent
INSTALLED = PLOTLY_FILE.read_text(encoding="utf-8")
HINT = "in assets/page/plotly: npm ci, then npm run build"


def kinds_in(bundle: str) -> set[str]:
    return set(re.findall(r'moduleType:"trace",name:"(\w+)"', bundle))


def test_it_is_of_the_version_that_the_installed_package_brings() -> None:
    first = re.compile(r"plotly\.js v([\d.]+)")
    bundled, installed = (first.findall(text[:200]) for text in (plotly_js(), INSTALLED))
    assert len(bundled) == 1
    assert bundled == installed, HINT
    assert f'"{bundled[0]}"' in plotly_js()


def test_it_has_every_kind_of_trace_in_our_figures_and_no_other() -> None:
    ours = "".join(path.read_text(encoding="utf-8") for path in [*UI.rglob("*.py"), *PAGE_FILES.glob("[a-z]*/*.js")])
    named = set(re.findall(r'\btype"?: "(\w+)"', ours)) & kinds_in(INSTALLED)
    assert kinds_in(plotly_js()) == named == {"scatter", "bar", "contour", "heatmap"}


def test_it_belongs_to_its_sources() -> None:
    lines = (FOLDER / "CHECKSUMS").read_text(encoding="utf-8").splitlines()
    checksums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert checksums.keys() == {"build.mjs", "entry.js", "package-lock.json", "licenses.txt", "plotly.js"}
    for name, digest in checksums.items():
        assert sha256((FOLDER / name).read_bytes()).hexdigest() == digest, f"{name}: {HINT}"
    assert checksums["plotly.js"].startswith(VERSION)


def test_it_is_small_and_carries_its_licence() -> None:
    assert len(plotly_js()) < len(INSTALLED) / 3
    assert "MIT License" in plotly_js()[:300]
    assert "Copyright (c) 2016-2024 Plotly Technologies Inc." in plotly_js()[:500]
    assert "d3" in (FOLDER / "licenses.txt").read_text(encoding="utf-8")
