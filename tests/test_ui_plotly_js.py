"""plotly.js made to start faster: what is changed of the installed file, and that nothing the page draws is missing."""

import re
from pathlib import Path

from ui.page_files import PAGE_FILES
from ui.plotly_js import DRAWN, PLOTLY_FILE, eager, plotly_js, trimmed

UI = Path(__file__).parent.parent / "ui"
INSTALLED = PLOTLY_FILE.read_text(encoding="utf-8")


def test_only_the_list_of_kinds_and_two_parentheses_are_changed() -> None:
    before, list_, after = re.split(r"(?<=\.register\(\[)([^\]]*)(?=\]\)[^\]]*return)", INSTALLED, maxsplit=1)
    shortened = trimmed(INSTALLED)
    assert shortened.startswith(before)
    assert shortened.endswith(after)
    kept = shortened[len(before) : -len(after)].split(",")
    assert len(kept) == len(DRAWN)
    assert set(kept) < set(list_.split(","))
    assert len(plotly_js()) == len(shortened) + 2
    assert plotly_js().replace("(() => {\n", "() => {\n").removesuffix(")));") == shortened.removesuffix("));")


def test_a_bundle_of_another_form_stays_as_it_is() -> None:
    for bundle in (
        "",
        "window.Plotly = {};",
        "x.register([a(),b()]);",
        INSTALLED.replace('name:"heatmap"', 'name:"heat"'),
    ):
        assert trimmed(bundle) == bundle
    assert eager("(function() { return 1; })();") == "(function() { return 1; })();"


def test_every_kind_of_trace_in_our_figures_is_among_those_drawn() -> None:
    ours = "".join(path.read_text(encoding="utf-8") for path in [*UI.glob("*.py"), *PAGE_FILES.glob("*/*.js")])
    kinds = set(re.findall(r'moduleType:"trace",name:"(\w+)"', INSTALLED))
    named = set(re.findall(r'\btype"?: "(\w+)"', ours)) & kinds
    assert named == DRAWN | {"scatter"}
