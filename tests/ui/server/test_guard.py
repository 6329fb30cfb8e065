"""Who is answered: names, origins, closed routes; and the headers on every answer."""

import asyncio
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from ui.server.access import Access
from ui.server.connections.bodies import MOST_BYTES
from ui.server.guard import RESPONSE_HEADERS, Guard

Answer = tuple[int, dict[str, str]]


def ask(
    host_bound: str = "127.0.0.1",
    path: str = "/",
    method: str = "GET",
    kind: str = "http",
    query: str = "",
    **headers: str,
) -> Answer:
    """Status and headers of one request through a guard; header names with ``_`` for ``-``."""
    given = {"host": "127.0.0.1:7860"} | {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": kind,
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(Guard(PlainTextResponse("inside"), Access(host_bound))(scope, receive, send))  # type: ignore[arg-type]
    start = sent[0]
    return start["status"], {name.decode(): value.decode() for name, value in start["headers"]}


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "LOCALHOST", "[::1]:7860", "127.0.0.1"])
def test_local_names_are_served(host: str) -> None:
    assert ask(host=host)[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:7860",
        "127.0.0.1.evil.example",
        "localhost.evil",
        "192.168.1.7",
        "",
        "[::",
    ],
)
def test_other_names_are_refused(host: str) -> None:
    assert ask(host=host)[0] == 400
    assert ask(host=host, path="/telemetry")[0] == 400
    assert ask(host=host, path="/gradio_api/queue/join", method="POST")[0] == 400
    assert ask(host=host, method="OPTIONS", access_control_request_method="POST")[0] == 400


def test_a_named_host_is_served_too() -> None:
    assert ask("192.168.1.7", host="192.168.1.7:7860")[0] == 200
    assert ask("192.168.1.7", host="192.168.1.8:7860")[0] == 400


def test_a_server_on_every_address_takes_addresses_but_no_foreign_names() -> None:
    assert ask("0.0.0.0", host="192.168.1.7:7860")[0] == 200
    assert ask("0.0.0.0", host="evil.example")[0] == 400


def test_own_origin_is_allowed() -> None:
    assert ask(method="POST", origin="http://127.0.0.1:7860", sec_fetch_site="same-origin")[0] == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:3000", "http://localhost:7860", "file://", "http://["]
)
@pytest.mark.parametrize("path", ["/telemetry", "/gradio_api/queue/join", "/gradio_api/upload", "/config"])
def test_other_origins_are_refused(origin: str, path: str) -> None:
    assert ask(method="POST", path=path, origin=origin)[0] == 403
    assert ask(method="OPTIONS", path=path, origin=origin, access_control_request_method="POST")[0] == 403


def test_a_link_may_open_the_page_and_nothing_else_is_fetched_from_elsewhere() -> None:
    link = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
    assert ask(**link)[0] == 200
    assert ask(method="POST", **link)[0] == 403
    assert ask(**link | {"sec_fetch_dest": "iframe"})[0] == 403
    assert ask(sec_fetch_site="cross-site", sec_fetch_mode="no-cors", sec_fetch_dest="image")[0] == 403
    assert ask(path="/telemetry", sec_fetch_site="same-site", sec_fetch_mode="cors")[0] == 403


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/proxy=http://evil.example",
        "/gradio_api/vibe-edit",
        "/monitoring",
    ],
)
def test_routes_the_page_does_not_use_are_closed(path: str) -> None:
    assert ask(path=path)[0] == 404


def test_every_answer_carries_the_security_headers() -> None:
    for answer in (
        ask(),
        ask(host="evil.example"),
        ask(origin="http://evil.example"),
        ask(path="/monitoring"),
    ):
        headers = answer[1]
        for name, value in RESPONSE_HEADERS.items():
            assert headers[name.lower()] == value
    assert "img-src 'self' data: blob:" in RESPONSE_HEADERS["Content-Security-Policy"]


def test_websockets_are_not_served() -> None:
    assert ask(kind="websocket")[0] == 404


@pytest.mark.parametrize("path", ["/gradio_api/queue/join", "/lab/trace", "/anything"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "ODD"])
def test_no_route_gets_a_body_beyond_the_limit(path: str, method: str) -> None:
    assert ask(path=path, method=method, content_length=str(MOST_BYTES + 1))[0] == 413
    assert ask(path=path, method=method, content_length="0")[0] == 200


def test_a_link_with_settings_from_elsewhere_is_marked() -> None:
    link = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
    status, headers = ask(query="ways=2&policy=lru", **link)
    assert (status, headers["location"]) == (303, "/?ways=2&policy=lru&from-elsewhere=1")
    assert ask(query="ways=2", sec_fetch_site="none", sec_fetch_user="?1")[0] == 200
    assert ask(query="ways=2", sec_fetch_site="same-origin")[0] == 200
    assert ask(query="ways=2", sec_fetch_site="same-origin", sec_fetch_user="?1")[0] == 303, "a link in a reply"
    assert ask(query="ways=2")[0] == 303, "a browser that does not say so"
    assert ask(query="ways=2&from-elsewhere=1", **link)[0] == 200
    assert ask(**link)[0] == 200
