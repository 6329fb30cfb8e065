"""Rows as tables and as files."""

import json
from pathlib import Path

import pytest

from hybrid.bench.common.report import print_table, write_json


def test_a_table_has_a_line_for_each_row(capsys: pytest.CaptureFixture[str]) -> None:
    print_table([{"name": "a", "ms": 1.23456}, {"name": "bc", "ms": None}])
    assert capsys.readouterr().out.splitlines() == ["name     ms", "   a  1.235", "  bc      -"]


def test_rows_are_written_with_machine_date_and_commit(tmp_path: Path) -> None:
    write_json(tmp_path / "rows.json", [{"ms": 1.0}, {"ms": 2.0}])
    rows = json.loads((tmp_path / "rows.json").read_text())
    assert [row["ms"] for row in rows] == [1.0, 2.0]
    assert all({"device", "cores", "torch", "date", "commit"} <= row.keys() for row in rows)
