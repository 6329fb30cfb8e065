"""The sweep over threads and geometries: rows, and a page that shows them with nothing but itself."""

import json
import re
from pathlib import Path

import pytest

from hybrid.bench import __main__ as bench
from hybrid.bench import sweep
from hybrid.bench.common.page import Chart, plotly_js, write_page
from hybrid.bench.sweep import default_geometries, default_threads, geometry_of
from hybrid.types import Geometry
from tests.fakes.bench_tools import rows_of, tiny_model

SMALL = ["sweep", "--shape", "tiny", "--layers", "2", "--device", "cpu", "--tokens", "2", "--repeats", "1"]
CELLS = ["--threads", "1", "--geometry", "2x4", "1x2", "--only", "this engine"]


def test_a_row_for_every_cell_and_charts_of_them(tmp_path: Path) -> None:
    pytest.importorskip("plotly", reason="it draws the charts")
    page = tmp_path / "page.html"
    rows = rows_of(tmp_path, *SMALL, *CELLS, "--html", str(page))
    assert [(row["contender"], row["geometry"], row["threads"]) for row in rows] == [
        ("this engine", "(2, 4)", 1),
        ("this engine", "(1, 2)", 1),
    ]
    assert all(row["tokens_per_s"] == pytest.approx(1e3 / row["ms_per_token"]) for row in rows)
    speeds, hits = data_in(page)
    assert [trace["name"] for trace in speeds["traces"]] == ["(2, 4)", "(1, 2)"]
    assert [trace["y"] for trace in speeds["traces"]] == [[row["tokens_per_s"]] for row in rows]
    assert hits["traces"][0]["y"] == [row["hit_rate"] for row in rows]


def test_without_plotly_the_rows_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sweep, "plotly_js", lambda: None)
    page = tmp_path / "page.html"
    assert bench.main([*SMALL, *CELLS, "--html", str(page)]) == 0
    assert not page.exists()
    assert len(json.loads(page.with_suffix(".json").read_text())) == 2
    assert "plotly is not installed" in capsys.readouterr().out


def test_an_unknown_contender_is_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        bench.main([*SMALL, "--threads", "1", "--only", "nobody"])
    assert ended.value.code == 2
    assert "'nobody'" in capsys.readouterr().err


def test_text_cannot_break_out_of_the_page(tmp_path: Path) -> None:
    library, page = tmp_path / "library.js", tmp_path / "page.html"
    library.write_text("const $library = 1;")
    write_page(page, library, "<i>", "a & b", [Chart([{"name": "</script><b>"}], {})])
    text = page.read_text()
    assert "<title>&lt;i&gt;</title>" in text
    assert "a &amp; b" in text
    assert "const $library = 1;" in text
    assert "<b>" not in text
    assert data_in(page) == [{"traces": [{"name": "</script><b>"}], "layout": {}}]


def test_the_library_comes_from_the_installed_package() -> None:
    pytest.importorskip("plotly", reason="it is the library")
    library = plotly_js()
    assert library is not None
    assert library.name == "plotly.min.js"


def test_defaults_fit_the_machine_and_the_model() -> None:
    assert default_threads(16) == [4, 8, 16]
    assert default_threads(1) == [1]
    assert default_geometries(tiny_model().info) == [Geometry(1, 2), Geometry(1, 4), Geometry(2, 2), Geometry(2, 4)]
    assert geometry_of("8X4") == Geometry(8, 4)
    with pytest.raises(ValueError):
        geometry_of("8")


def data_in(page: Path) -> list[dict[str, list[dict[str, object]]]]:
    found = re.search(r'id="data">(.*?)</script>', page.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    data: list[dict[str, list[dict[str, object]]]] = json.loads(found[1])
    return data
