"""The web application in process: what is served, how it may be cached, and on which port."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio.utils import get_upload_folder

from hybrid.types import GenerationRequest
from tests.fakes.fake_engine import FakeEngine
from tests.ui.server.test_payloads import HOSTILE
from ui import build
from ui.server.listening import listen
from ui.server.plotly_bundle import plotly_js
from ui.server.server import MOST_SESSIONS, create_app

HOST = "http://127.0.0.1:7860"


class Client:
    """Asks the application as a browser on this machine would."""

    def __init__(self) -> None:
        self.engine = FakeEngine()
        self._runner = asyncio.Runner()
        self._client = self._runner.run(self._connect())

    async def _connect(self) -> httpx.AsyncClient:
        self.page = build(self.engine)
        transport = httpx.ASGITransport(create_app(self.page, self.engine))
        return httpx.AsyncClient(transport=transport, base_url=HOST)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self._runner.run(self._client.get(path, headers=headers))

    def post(self, path: str, **headers: str) -> httpx.Response:
        return self._runner.run(self._client.post(path, headers=headers, content=b"x"))

    def post_json(self, path: str, body: object) -> httpx.Response:
        return self._runner.run(self._client.post(path, json=body))

    def close(self) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    client = Client()
    yield client
    client.close()


def test_the_page_names_its_own_files_only(client: Client) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "page/page.css" in page.text
    assert "fonts.googleapis" not in page.text


def test_plotly_is_compressed_and_cacheable(client: Client) -> None:
    answer = client.get("/page/plotly.js", **{"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.content == plotly_js().encode()
    assert int(answer.headers["content-length"]) < len(answer.content) / 2
    again = client.get("/page/plotly.js", **{"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    plain = client.get("/page/plotly.js", **{"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == answer.content


def test_a_layers_history_is_told_when_asked_for(client: Client) -> None:
    before = client.get("/telemetry/layer?layer=3").json()
    assert (before["layer"], before["steps"]) == (3, [])
    for _ in client.engine.generate(GenerationRequest(messages=[{"role": "user", "content": "hello there"}])):
        pass
    answer = client.get("/telemetry/layer?layer=3")
    assert answer.headers["cache-control"] == "no-store"
    history = answer.json()
    assert (history["rows"], history["steps"]) == ("ways", list(range(client.engine.snapshot().counters.steps)))
    assert [len(held) for held in history["held"]] == [4] * len(history["steps"])
    later = client.get(f"/telemetry/layer?layer=3&after={history['steps'][-3]}").json()
    assert later["steps"] == history["steps"][-2:]
    assert client.get("/telemetry/layer?layer=99").status_code == 404
    assert client.get("/telemetry/layer?layer=first").status_code == 422


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/page/main.js", "javascript"), ("/page/page.css", "css"), ("/page/worker.js", "javascript")],
)
def test_our_files_are_asked_for_anew_but_sent_once(client: Client, path: str, kind: str) -> None:
    answer = client.get(path)
    assert kind in answer.headers["content-type"]
    assert answer.headers["cache-control"] == "no-cache"
    assert client.get(path, **{"if-none-match": answer.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    "path", ["/page/../app.py", "/page/%2e%2e/%2e%2e/app.py", "/page/none.js", "/docs", "/openapi.json"]
)
def test_nothing_else_is_served(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_guard_stands_before_gradio_too(client: Client) -> None:
    assert client.get("/", host="evil.example").status_code == 400
    assert client.post("/gradio_api/queue/join", origin="http://evil.example").status_code == 403
    assert client.post("/gradio_api/upload", origin=HOST).status_code == 404


@pytest.mark.parametrize("name", HOSTILE)
def test_no_endpoint_of_the_page_takes_a_file(client: Client, name: str) -> None:
    files = set(Path(get_upload_folder()).rglob("*"))
    for number, function in enumerate(client.page.fns.values()):
        for place in range(len(function.inputs)):
            data: list[Any] = [None] * len(function.inputs)
            data[place] = HOSTILE[name]
            body = {"data": data, "fn_index": number, "session_hash": "s", "event_data": None}
            for path in ("run/predict", "queue/join", "call/predict"):
                assert client.post_json(f"/gradio_api/{path}", body).status_code == 400
    assert set(Path(get_upload_folder()).rglob("*")) == files


def test_pages_that_were_closed_are_forgotten(client: Client) -> None:
    """Gradio keeps a third of a megabyte of each, which adds up where a program runs for weeks."""
    revert = next(number for number, function in client.page.fns.items() if function.api_name == "revert")
    for number in [*range(MOST_SESSIONS + 10), 0]:
        body = {"data": [], "fn_index": revert, "session_hash": f"page{number}"}
        assert client.post_json("/gradio_api/run/predict", body).status_code == 200
    assert len(client.page.state_holder.session_data) == MOST_SESSIONS


def test_answers_leave_at_once() -> None:
    async def is_set() -> bool:
        no_delay = asyncio.get_running_loop().create_future()

        def connected(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            accepted = writer.get_extra_info("socket")
            no_delay.set_result(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0)
            writer.close()

        with listen("127.0.0.1", 0) as listener:
            async with await asyncio.start_server(connected, sock=listener):
                _, writer = await asyncio.open_connection(*listener.getsockname())
                answer: bool = await no_delay
                writer.close()
                return answer

    assert asyncio.run(is_set())


def test_a_taken_port_gives_the_next_free_one() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with listen("127.0.0.1", port) as second:
            assert second.getsockname()[1] > port


def test_no_free_port_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: socket.socket, address: object) -> None:
        raise OSError("taken")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(OSError, match="taken"):
        listen("127.0.0.1", 7860)


def test_ports_end_at_the_last_one(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def refuse(self: socket.socket, address: tuple[str, int]) -> None:
        tried.append(address[1])
        raise OSError("taken")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(OSError, match="taken"):
        listen("127.0.0.1", 65_530)
    assert tried == list(range(65_530, 65_536))
