"""Targets that read requests: bodies, addresses and headers; names of models, and the command line."""

import asyncio
import contextlib
import io
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

import app
from hybrid.checkpoint.model_names import find
from hybrid.errors import HybridError
from hybrid.lab import never_cancelled, no_progress
from hybrid.types import ModelInfo
from tests.fakes.fake_engine import MODEL, FakeEngine
from tests.fakes.lab_inputs import talked
from tests.fuzz.kept import KEY, RUN
from tests.fuzz.target import Target, check_sentence
from tests.ui.api.test_any_body import GOOD
from tests.ui.server.test_payloads import CHAT
from ui import build
from ui.api.bodies import _parsed
from ui.api.errors import error_response
from ui.api.requests import Asked, chat_request, completion_request
from ui.lab.kinds.registry import kinds
from ui.lab.routes import Lab, _object
from ui.lab.traces import Traces
from ui.runs.routes import runs_routes
from ui.server.access import Access
from ui.server.connections.owners import Connection
from ui.server.guard import Guard
from ui.server.handler_inputs import HandlerInputs
from ui.server.payloads import problem_of
from ui.server.server import create_app
from ui.storage.runs import Curve, RunsStore
from ui.storage.topics import TopicsStore
from ui.topics.routes import topics_routes

HOST = "127.0.0.1:7860"
SERVER_ERROR = 500
OPTIONS = (
    b"--model\nm\n--indexes\n8\n--ways\n4\n--mapping\npooled\n--policy\nlru\n--threads\n2\n--vram-gib\n1.5",
    b"--host\n0.0.0.0\n--port\n0\n--auth\nme:password1\n--api\n--api-token\n12345678\n--no-browser",
    b"--inspect\nm\n--expert-dtype\nint8\n--cold\n--no-split\n--queued-copies\n2\n--placement\ncached\n--insecure",
)
JOBS: Sequence[dict[str, Any]] = (
    {"kind": "grid", "settings": {"policy": "lru", "ways": 2}, "machine": "this", "budget_gib": 1.5, "source": "chat"},
    {"kind": "curves", "settings": {}, "policies": ["lru", "lfu"], "admissions": ["always"]},
    {"kind": "reuse"},
    {"kind": "grid", "machine": {"host_gb_per_s": 75, "link_gb_per_s": 25, "device_gb_per_s": 900, "device_gib": 24,
                                 "cores": 8, "watts": None}},
    {"kind": "compare", "contenders": ["Current", "CPU only"], "prompt": "x", "tokens": 8, "anyway": True},
)  # fmt: skip
ADDRESSES = (
    b"/runs?words=lru+2026&zone=Europe/Berlin&sort=tokens_per_s&descending=false&limit=3&after=%5B1.5%2C+2.5%2C+3%5D",
    b"/runs/all?words=12&zone=UTC&sort=model",
    b"/runs/curve?run=1",
    b"/?ways=4&policy=lru&from-elsewhere=1",
    b"/topics",
    b"/lab/state",
    b"/lab/results.json?jobs=1,2",
    b"/lab/report.html?jobs=1",
    b"/lab/traces/chat.csv",
    b"/tokens/what%20is%20this%20and%20why",
    b"/lab/jobs/1",
)
HEADERS = (
    b"Basic bWU6cGFzc3dvcmQx\nhybrid_moe_7860=x; other=y\n127.0.0.1:7860\nhttp://127.0.0.1:7860\n/?token=abc&ways=4",
    b"Bearer x\n\n[::1]:7860\nnull\n/",
)
NAMES = (
    b"mistralai/Mixtral-8x7B-Instruct-v0.1@main",
    b"https://huggingface.co/a/b/blob/main/c.gguf?download=true",
    b"huggingface-cli download a/b --revision x --include '*.gguf'",
    b"file:///tmp/a%20b",
    b"a/b:Q4_K_M",
    b'"~/models/a"',
    b"git clone git@hf.co:a/b",
)


def _endpoint(read: Callable[[Any, ModelInfo], Asked], content: bytes, _: Path) -> None:
    try:
        read(_parsed(content), MODEL)
    except HybridError as refusal:
        json.loads(bytes(error_response(refusal).body))
        raise


@cache
def _page() -> Any:
    async def built() -> Any:
        return build(FakeEngine())

    return asyncio.run(built())


@cache
def _bodies_of_the_page() -> Sequence[bytes]:
    """One of each handler, with the values that its fields begin with."""
    handlers = [handler for handler in _page().fns.values() if handler.fn is not None]
    bodies = []
    for handler in handlers[:40]:
        data = [CHAT if type(c).__name__ == "Chatbot" else getattr(c, "value", None) for c in handler.inputs]
        bodies.append({"data": data, "fn_index": handler._id, "session_hash": "s", "event_data": {"a": 1}})
    return tuple(json.dumps(body, default=str).encode() for body in bodies)


def _body_of_the_page(content: bytes, _: Path) -> None:
    problem = problem_of(content, lambda posted: HandlerInputs(_page()).problem_of("/run/predict", posted))
    if problem:
        check_sentence(problem)


@cache
def _application() -> Any:
    """Asks the whole application, as a browser does."""
    runner = asyncio.Runner()

    async def connected() -> httpx.AsyncClient:
        engine = FakeEngine()
        transport = httpx.ASGITransport(create_app(build(engine), engine, Access(api=True)))
        return httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}")

    client = runner.run(connected())
    return lambda path, content: runner.run(client.post(path, content=content))


def _posted(path: str, content: bytes, _: Path) -> None:
    answer = _application()(path, content)
    if answer.status_code >= SERVER_ERROR:
        raise AssertionError(f"{answer.status_code} {answer.text[:300]}")


@cache
def _lab() -> Any:
    engine = talked()
    return kinds(engine, Traces(engine))


def _job(content: bytes, _: Path) -> None:
    asked = _object(content)
    kind = _lab().get(str(asked.get("kind", "")))
    if kind is not None:
        kind.work(asked, no_progress, never_cancelled)


@cache
def _routes() -> Any:
    """What answers to addresses, without Gradio."""
    folder, engine = Path(tempfile.mkdtemp()), talked()
    runs, topics = RunsStore(lambda: folder / "runs.db"), TopicsStore(lambda: folder / "topics.db")
    for number in range(5):
        runs.add(replace(RUN, id=str(number), at=number * 1e9), Curve(1, (1.0,), (0.5,)))
    topics.name("a", str(KEY))
    routes = FastAPI()
    routes.include_router(runs_routes(runs))
    routes.include_router(topics_routes(engine, topics))
    routes.include_router(Lab(engine).routes())
    return Guard(routes, Access()), asyncio.Runner()


def _address(content: bytes, _: Path) -> None:
    guarded, runner = _routes()
    path, _, query = content.partition(b"?")
    scope = _scope(path.decode("latin-1"), query, [(b"host", HOST.encode())])
    assert runner.run(_status(guarded, scope)) < SERVER_ERROR


def _scope(path: str, query: bytes, headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
    return {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path or "/",
        "raw_path": path.encode("latin-1"), "query_string": query, "root_path": "", "headers": headers,
        "client": ("127.0.0.1", 9), "server": ("127.0.0.1", 7860),
    }  # fmt: skip


async def _status(asked: Any, scope: dict[str, Any]) -> int:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await asked(scope, receive, send)
    return int(sent[0]["status"])


async def _nothing(_: Any, __: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


ACCESSES = (
    Access(),
    Access("0.0.0.0", api=True, api_token="12345678", page_token="abc"),
    Access("::1", login=("me", "password1")),
)


def _headers(content: bytes, _: Path) -> None:
    lines = [*content.split(b"\n"), b"", b"", b"", b"", b""][:5]
    names = (b"authorization", b"cookie", b"host", b"origin", b"sec-fetch-site")
    path, _, query = lines[4].partition(b"?")
    scope = _scope(path.decode("latin-1"), query, list(zip(names, lines, strict=True)))
    for access in ACCESSES:
        assert asyncio.run(_status(Guard(_nothing, access), scope)) < SERVER_ERROR
        access.may_connect(Connection(("127.0.0.1", 9), ("127.0.0.1", 7860)))


def _command_line(content: bytes, _: Path) -> None:
    arguments = [part.decode(errors="surrogateescape") for part in content.replace(b"\0", b"").split(b"\n")]
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            options = app.parser().parse_args(arguments)
    except SystemExit as end:
        ended = end.code
    else:
        ended = None
    if ended is not None:
        assert ended in {0, app.CANNOT_START}
        assert not ended or len(said.getvalue().splitlines()) == 1
        return
    app.config_from(options)
    app.access_from(options)


def _name(content: bytes, _: Path) -> None:
    find(content.decode(errors="surrogateescape"))


_OF_A_CHAT = ("tools", "tool_choice", "response_format", "logprobs", "max_completion_tokens")


def _good(*left_out: str) -> bytes:
    return json.dumps({name: value for name, value in GOOD.items() if name not in left_out}).encode()


TARGETS = {
    "command-line": Target(lambda: OPTIONS, _command_line),
    "model-name": Target(lambda: NAMES, _name),
    "chat-body": Target(lambda: (_good("prompt"),), partial(_endpoint, chat_request)),
    "completion-body": Target(lambda: (_good("messages", *_OF_A_CHAT),), partial(_endpoint, completion_request)),
    "page-body": Target(_bodies_of_the_page, _body_of_the_page),
    "posted-to-the-page": Target(_bodies_of_the_page, partial(_posted, "/gradio_api/run/predict")),
    "posted-to-the-endpoint": Target(lambda: (_good("prompt"),), partial(_posted, "/v1/chat/completions")),
    "lab-job": Target(lambda: tuple(json.dumps(job).encode() for job in JOBS), _job),
    "address": Target(lambda: ADDRESSES, _address),
    "headers": Target(lambda: HEADERS, _headers),
}
