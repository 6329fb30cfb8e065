"""What the Runs tab is answered: pages of what it shows, all rows for a file, and a disk's refusal in words."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.fakes.writers import STATS
from ui.runs.routes import PAGE, SHOWN, runs_routes
from ui.storage.runs import Curve, RunsStore, run_of

RUN = run_of(STATS, "stop", "demo-moe")


@pytest.fixture
def store(tmp_path: Path) -> RunsStore:
    store = RunsStore(lambda: tmp_path / "runs.db")
    for number in range(5):
        policy = "lfu" if number else "lru"
        run = replace(RUN, id=str(number), at=float(number), tokens=100 - number, policy=policy)
        store.add(run, Curve(1, (1.0,), (0.5,)))
    return store


@pytest.fixture
def client(store: RunsStore) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(runs_routes(store))
    with TestClient(app) as client:
        yield client


def test_pages_go_on_where_the_one_before_ended(client: TestClient) -> None:
    first = client.get("/runs", params={"limit": 3}).json()
    assert [run["id"] for run in first["runs"]] == ["4", "3", "2"]
    assert (first["matching"], first["total"], first["problem"]) == (5, 5, "")
    second = client.get("/runs", params={"limit": 3, "after": first["next"]}).json()
    assert [run["id"] for run in second["runs"]] == ["1", "0"]
    assert second["next"] is None


def test_the_first_page_is_short_and_has_what_the_table_shows(client: TestClient, store: RunsStore) -> None:
    with store._database.writing() as connection:
        connection.executemany(
            "INSERT INTO runs (id, at, figures) VALUES (?, 0.0, ?)", [(f"x{n}", '{"id": "x"}') for n in range(PAGE)]
        )
    answer = client.get("/runs")
    assert answer.headers["cache-control"] == "no-store"
    page = answer.json()
    assert (len(page["runs"]), page["total"]) == (PAGE, PAGE + 5)
    assert tuple(page["runs"][0]) == SHOWN


def test_the_server_sorts_and_searches(client: TestClient) -> None:
    asked = {"words": "LFU layer", "sort": "tokens", "descending": "true", "limit": 2}
    page = client.get("/runs", params=asked).json()
    assert [run["tokens"] for run in page["runs"]] == [99, 98]
    assert page["matching"] == 4


def test_a_file_gets_every_figure_of_every_row_that_matches(client: TestClient) -> None:
    rows = client.get("/runs/all", params={"words": "lfu", "sort": "tokens", "descending": "false"}).json()
    assert [row["id"] for row in rows] == ["4", "3", "2", "1"]
    assert rows[0] == asdict(replace(RUN, id="4", at=4.0, tokens=96))


@pytest.mark.parametrize("asked", [{"after": "x"}, {"sort": "id; DROP"}, {"limit": "0"}, {"descending": "perhaps"}])
def test_other_questions_are_refused(client: TestClient, asked: dict[str, str]) -> None:
    assert client.get("/runs", params=asked).status_code == 422


def test_a_disk_that_refuses_is_a_sentence(client: TestClient, store: RunsStore) -> None:
    with store._database.writing() as connection:
        connection.execute("PRAGMA user_version = 99")
    page = client.get("/runs").json()
    assert (page["runs"], page["total"]) == ([], 0)
    assert "newer version" in page["problem"]
    for path in ("/runs/all", "/runs/curve?run=1"):
        refusal = client.get(path)
        assert refusal.status_code == 503
        assert "newer version" in refusal.json()["error"]


def test_no_number_is_no_figure(client: TestClient, store: RunsStore) -> None:
    """An answer in JSON cannot hold one, and one odd row must not hide the others."""
    store.add(replace(RUN, id="nan", at=9.0, tokens_per_s=float("nan")), None)
    assert client.get("/runs").json()["runs"][0]["tokens_per_s"] is None
