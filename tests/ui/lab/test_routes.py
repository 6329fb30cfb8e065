"""The lab over the web, in process: jobs, traces, exports, refusals."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from tests.fakes.fake_engine import FakeEngine
from tests.fakes.lab_inputs import talked
from ui.lab import routes
from ui.lab.routes import Lab
from ui.server.access import Access
from ui.server.guard import Guard

HOST = "http://127.0.0.1:7860"


class Client:
    """Asks as the page does; ``run`` waits for a job's end."""

    def __init__(self, engine: FakeEngine) -> None:
        self.engine, self.lab = engine, Lab(engine)
        app = FastAPI()
        app.add_middleware(Guard, access=Access("127.0.0.1"))
        app.include_router(self.lab.routes())
        self._runner = asyncio.Runner()
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST)

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._runner.run(self._client.request(method, path, **options))

    def run(self, kind: str, **asked: Any) -> dict[str, Any]:
        started = self.ask("POST", "/lab/jobs", json={"kind": kind} | asked).json()
        for lane in self.lab.jobs._lanes.values():
            lane.submit(bool).result(60)
        ended: dict[str, Any] = self.ask("GET", f"/lab/jobs/{started['id']}").json()
        return ended

    def close(self) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()
        self.lab.close()


@pytest.fixture
def client() -> Iterator[Client]:
    client = Client(talked("tell me about foxes"))
    yield client
    client.close()


def test_a_job_is_started_watched_and_shown(client: Client) -> None:
    job = client.run("reuse")
    assert job["state"] == "done"
    assert job["view"]["figures"].keys() == {"reuse-next", "reuse-layers", "reuse-working"}


def test_results_are_listed_for_other_tabs_with_what_they_are_about(client: Client) -> None:
    asked = {"settings": {"policy": "lru"}}
    older, newer = client.run("reuse"), client.run("reuse", **asked)
    state = client.ask("GET", "/lab/state").json()
    assert (state["under_way"], state["results"]) == ([], [{"id": newer["id"], "kind": "reuse"}])
    snapshot = client.engine.snapshot()
    tokens = state["sources"][0]["tokens"]
    assert newer["about"] == {
        "model": snapshot.model.name, "settings": asdict(snapshot.settings), "source": "chat", "tokens": tokens
    }  # fmt: skip
    assert newer["asked"] == {"kind": "reuse"} | asked
    assert older["id"] != newer["id"]
    client.engine.load_model("demo-other")
    assert client.ask("GET", "/lab/state").json()["results"] == []


def test_a_job_waits_for_another_and_does_without_if_that_fails(client: Client) -> None:
    failed = client.run("reuse", source="gone")
    assert client.run("reuse", after=failed["id"])["state"] == "cancelled"
    assert client.ask("GET", "/lab/state").json()["results"] == []


def test_a_failed_job_says_why(client: Client) -> None:
    job = client.run("compare", contenders=["Current"], prompt="x")
    assert (job["state"], job["error"]) == ("failed", "Choose 2 to 4 settings (1 selected).")
    assert "view" not in job


def test_a_running_job_is_cancelled_and_the_settings_come_back(client: Client) -> None:
    before = client.engine.snapshot().settings
    client.engine.gate.clear()
    asked = {"kind": "compare", "contenders": ["CPU only", "Copy and wait"], "prompt": "x"}
    started = client.ask("POST", "/lab/jobs", json=asked).json()
    client.ask("DELETE", f"/lab/jobs/{started['id']}")
    client.engine.gate.set()
    client.lab.jobs._lanes["engine"].submit(bool).result(60)
    assert client.ask("GET", f"/lab/jobs/{started['id']}").json()["state"] == "cancelled"
    assert client.engine.snapshot().settings == before


def test_results_leave_as_json_and_as_a_report(client: Client) -> None:
    jobs = ",".join([client.run("reuse")["id"], client.run("grid")["id"]])
    answer = client.ask("GET", f"/lab/results.json?jobs={jobs}")
    assert "attachment" in answer.headers["content-disposition"]
    content = json.loads(answer.content)
    assert [result["kind"] for result in content["results"]] == ["reuse", "grid"]
    assert content["model"]["name"] == "demo-moe"
    assert len(content["results"][1]["result"]["hit_rate"]) == 13
    report = client.ask("GET", f"/lab/report.html?jobs={jobs}")
    assert "attachment" in report.headers["content-disposition"]
    assert "<h2>All cache sizes</h2>" in report.text


def test_a_trace_goes_out_and_comes_back(client: Client) -> None:
    saved = client.ask("GET", "/lab/traces/chat.safetensors")
    assert saved.status_code == 200
    loaded = client.ask("POST", "/lab/traces?name=fox.safetensors", content=saved.content).json()
    assert loaded["name"] == "fox.safetensors"
    assert client.run("reuse", source=loaded["id"])["state"] == "done"
    assert client.ask("GET", f"/lab/traces/{loaded['id']}.csv").text.startswith("token,step,prompt,layer")
    assert [source["id"] for source in client.ask("GET", "/lab/state").json()["sources"]] == ["chat", loaded["id"]]


def test_a_replys_tokens(client: Client) -> None:
    assert client.ask("GET", "/tokens/tell me about foxes").json()["texts"][:2] == ["tell", "me"]


@pytest.mark.parametrize(
    ("method", "path", "options", "sentence"),
    [
        ("GET", "/lab/jobs/nobody", {}, "Run it again"),
        ("DELETE", "/lab/jobs/nobody", {}, "Run it again"),
        ("POST", "/lab/jobs", {"content": b"[1]"}, "JSON object"),
        ("POST", "/lab/jobs", {"content": b"{"}, "JSON object"),
        ("POST", "/lab/jobs", {"json": {"kind": "dance"}}, "use one of"),
        ("GET", "/lab/results.json", {}, "No result yet"),
        ("GET", "/lab/report.html?jobs=nobody", {}, "Run it again"),
        ("GET", "/lab/traces/gone.csv", {}, "Load its file again"),
        ("GET", "/lab/traces/chat.exe", {}, "choose one of them"),
        ("POST", "/lab/traces?name=a.txt", {"content": b"nonsense"}, "a.txt: It is no trace that can be read"),
        ("POST", "/lab/traces?name=a.npy&layers=1.5", {"content": b""}, "whole numbers"),
        ("POST", "/lab/traces?name=a.npy&layers=many", {"content": b""}, "Layers: a number above 0"),
        ("POST", "/lab/traces?name=a.npy&expert_mib=-1", {"content": b""}, "Size of an expert, MiB: a number above 0"),
        ("GET", "/tokens/nobody", {}, "recording of this reply is gone"),
    ],
)
def test_refusals_are_sentences(client: Client, method: str, path: str, options: dict[str, Any], sentence: str) -> None:
    answer = client.ask(method, path, **options)
    assert answer.status_code == 400
    assert sentence in answer.json()["error"]


def test_a_body_that_is_too_large_is_cut_off(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "LARGEST_FILE", 1 << 20)
    answer = client.ask("POST", "/lab/traces?name=a", content=b"x" * ((1 << 20) + 1))
    assert answer.status_code == 413
    assert "smaller" in answer.json()["error"]


def test_other_sites_cannot_start_anything(client: Client) -> None:
    asked = {"kind": "reuse"}
    answer = client.ask("POST", "/lab/jobs", json=asked, headers={"origin": "http://evil.example"})
    assert answer.status_code == 403
    assert client.ask("GET", "/lab/state", headers={"host": "evil.example"}).status_code == 400
