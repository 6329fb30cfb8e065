"""The report: complete in one file, texts as text, figures readable, colours of both themes."""

import json
import re
from datetime import UTC, datetime

from tests.fakes.fake_engine import FakeEngine
from tests.fakes.lab_inputs import result_of, talked
from ui.lab.report import PLOTLY_FILE, report_html
from ui.lab.view import Figure, Table, View

HOSTILE = "</script><script>window.hurt = 1</script><img src=x onerror=hurt()>"


def figures_in(html: str) -> dict[str, dict[str, object]]:
    match = re.search(r'<script type="application/json" id="figures">(.*?)</script>', html, re.DOTALL)
    assert match
    figures: dict[str, dict[str, object]] = json.loads(match.group(1))
    return figures


def test_every_view_is_in_it_with_its_figures_and_tables() -> None:
    engine = talked("tell me all about foxes and ships")
    views = [result_of(engine, kind).view for kind in ("grid", "curves", "reuse")]
    html = report_html(engine.snapshot(), views)
    expected = {name for view in views for name in view.figures}
    assert figures_in(html).keys() == expected
    for view in views:
        assert f"<h2>{view.title}</h2>" in html
    for name in expected:
        assert f'data-figure="{name}"' in html
    assert html.count("<table>") == sum(len(view.tables) for view in views)
    assert PLOTLY_FILE.read_text(encoding="utf-8")[:2000] in html


def test_it_asks_nobody_for_anything() -> None:
    html = report_html(FakeEngine().snapshot(), [View("Empty")])
    without_plotly = html.replace(PLOTLY_FILE.read_text(encoding="utf-8"), "")
    assert not re.search(r'\b(src|href)="', without_plotly)
    assert "@import" not in without_plotly
    assert "default-src 'none'" in without_plotly


def test_texts_cannot_become_markup_or_end_a_script() -> None:
    view = View(
        HOSTILE,
        figures={"f": Figure(HOSTILE, [{"type": "scatter", "name": HOSTILE}], {})},
        tables={"t": Table([HOSTILE], [[HOSTILE]])},
        sentences={"s": HOSTILE},
    )
    html = report_html(FakeEngine().snapshot(), [view])
    assert "<script>window.hurt" not in html
    assert "<img src=x" not in html
    assert figures_in(html)["f"]["title"] == HOSTILE


def test_it_says_what_it_belongs_to() -> None:
    html = report_html(FakeEngine().snapshot(), [View("V")], datetime(2026, 1, 31, 12, tzinfo=UTC))
    for part in ("demo-moe", "12 MoE layers, 8 experts each, top 2", "2026-01-31T12:00", "12 × 4"):
        assert part in html


def test_colours_of_charts_are_defined_for_light_and_dark() -> None:
    engine = talked("tell me all about foxes and ships")
    views = [result_of(engine, kind).view for kind in ("grid", "curves", "reuse")]
    html = report_html(engine.snapshot(), views)
    used = set(re.findall(r'"(--[\w-]+)"', json.dumps(figures_in(html))))
    assert used
    for name in used:
        assert re.search(rf"[{{;]\s*{name}:", html), name
