"""Views of the runs: sorted, searched, and read page by page without a gap or a repetition."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.writers import STATS
from ui.storage.run_columns import columns_of
from ui.storage.run_views import Cursor, RunView, SortName
from ui.storage.runs import Run, RunsStore, run_of

SORTS: tuple[SortName, ...] = get_args(SortName)
PLAIN = run_of(STATS, "stop", "demo-moe")
RUNS = st.lists(
    st.builds(
        replace,
        st.just(PLAIN),
        at=st.sampled_from([1.0e9, 1.0e9 + 0.5, 1.1e9]),
        model=st.sampled_from(["demo-moe", "Qwen/a", "qwen/B"]),
        policy=st.sampled_from(["lru", "lfu"]),
        ways=st.integers(1, 3),
        finish=st.sampled_from(["stop", "length", "cancelled"]),
        tokens_per_s=st.none() | st.sampled_from([9.5, 1 / 3, 21.0]),
        hit_rate=st.none() | st.floats(0, 1),
        gpu_joules=st.none() | st.floats(0, 1e6),
    ),
    max_size=9,
)
VIEWS = st.builds(
    RunView, words=st.sampled_from(["", "lru", "LFU 21.0", "0.3", "qwen stopped"]), sort=st.sampled_from(SORTS),
    descending=st.booleans(),
)  # fmt: skip


def stored(folder: Path, runs: Sequence[Run]) -> RunsStore:
    store = RunsStore(lambda: folder / "runs.db")
    for number, run in enumerate(runs):
        store.add(replace(run, id=str(number)), None)
    return store


def pages(store: RunsStore, view: RunView, limit: int) -> list[list[str]]:
    """Ids of all pages, each asked for with what the one before gave."""
    ids, after = [], None
    while True:
        page = store.page(view, limit, after)
        ids.append([run["id"] for run in page.runs])
        if page.last is None:
            return ids
        after = Cursor.of(str(page.last))


def value(run: dict[str, Any], sort: SortName) -> Any:
    figures = run | columns_of(run)
    if sort == "geometry":
        return (figures["indexes"], figures["ways"])
    return figures[sort].lower() if sort == "model" else figures[sort]


@given(runs=RUNS, view=VIEWS, limit=st.integers(1, 4))
def test_pages_are_the_whole_view_in_its_order(
    tmp_path_factory: pytest.TempPathFactory, runs: list[Run], view: RunView, limit: int
) -> None:
    store = stored(tmp_path_factory.mktemp("runs"), runs)
    latest = [dict(row) for row in store.rows()]
    assert [row["at"] for row in latest] == sorted((run.at for run in runs), reverse=True)

    matching = [row for row in latest if all(word in columns_of(row)["words"] for word in view.words.lower().split())]
    with_value = [row for row in matching if value(row, view.sort) is not None]
    with_value.sort(key=lambda row: value(row, view.sort), reverse=view.descending)
    expected = [row["id"] for row in with_value] + [row["id"] for row in matching if value(row, view.sort) is None]

    assert [row["id"] for row in store.rows(view)] == expected
    ids_by_page = pages(store, view, limit)
    assert [run for page in ids_by_page for run in page] == expected
    assert all(len(page) == limit for page in ids_by_page[:-1])
    page = store.page(view, limit)
    assert (page.matching, page.total) == (len(expected), len(runs))


@pytest.mark.parametrize("sort", ["at", "tokens_per_s", "model"])
def test_rows_that_come_and_go_between_two_pages_move_nothing(tmp_path: Path, sort: SortName) -> None:
    runs = [replace(PLAIN, at=float(n), tokens_per_s=float(n)) for n in range(10)]
    store, view = stored(tmp_path, runs), RunView(sort=sort)
    first = store.page(view, 4)
    assert [run["id"] for run in first.runs] == ["9", "8", "7", "6"]
    store.add(replace(PLAIN, id="new", at=99.0, tokens_per_s=99.0), None)
    with store._database.writing() as connection:
        connection.execute("DELETE FROM runs WHERE id IN ('6', '9')")  # the last row of the page is one of them
    assert [run["id"] for run in store.page(view, 4, first.last).runs] == ["5", "4", "3", "2"]


def test_a_time_is_searched_as_the_browser_shows_it(tmp_path: Path) -> None:
    store = stored(tmp_path, [replace(PLAIN, at=1761989000.0)])  # 09:23:20 UTC
    for zone, shown in (("UTC", "11-01 09:23"), ("Europe/Berlin", "10:23:20"), ("Asia/Kathmandu", "2025-11-01 15:08")):
        assert store.page(RunView(shown, zone), 1).matching == (zone != "UTC" or shown.startswith("11-01")), zone
    assert store.page(RunView("10:23", "UTC"), 1).matching == 0
    assert store.page(RunView("2025-1", "../no zone"), 1).matching == 1


def test_the_latest_rows_are_read_off_an_index(tmp_path: Path) -> None:
    store, view = stored(tmp_path, [PLAIN]), RunView()
    with store._database.reading() as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN SELECT figures FROM runs {view.order} LIMIT 1").fetchall()
    assert [row[3] for row in plan] == ["SCAN runs USING INDEX runs_at"]


@pytest.mark.parametrize(
    "text",
    ["x", "[]", "1", "null", '["a", "b", 1]', "[1, 2, 3.5]", "[[1], 2, 3]", "[1, NaN, 3]", f"[1, 2, {2**70}]",
     "[" * 50_000, "[1, 2, 3, 4]", '{"a": 1, "b": 2, "c": 3}'],
)  # fmt: skip
def test_anything_else_is_no_cursor(text: str) -> None:
    with pytest.raises(ValueError):
        Cursor.of(text)
