"""The page that waits: open at once, says what goes on, and gives the socket to the real one."""

import http.client
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.repository import ROOT
from ui.server import waiting_page
from ui.server.access import Access
from ui.server.listening import address_of, listen
from ui.server.waiting_page import WaitingPage

Ask = Callable[..., tuple[int, str]]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with listen("127.0.0.1", 0) as listener:
        yield listener


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def page(listener: socket.socket, told: list[str]) -> Iterator[WaitingPage]:
    page = WaitingPage(listener, Access(), "a model", told.append)
    yield page
    page.close()


@pytest.fixture
def ask(listener: socket.socket) -> Ask:
    def ask(path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection(*listener.getsockname(), timeout=30)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body

    return ask


def status(ask: Ask) -> Any:
    code, body = ask("/startup")
    assert code == 200
    return json.loads(body)


def test_it_says_how_far_the_start_is(page: WaitingPage, ask: Ask, told: list[str]) -> None:
    assert status(ask)["what"] == "Loading libraries"
    page.progress(0.25, "Reading the weights: 1.0 of 4.0 GB, 2.0 GB/s")
    page.progress(0.5, "Reading the weights: 2.0 of 4.0 GB, 2.0 GB/s")
    now = status(ask)
    assert (now["model"], now["what"], now["share"]) == ("a model", "Reading the weights: 2.0 of 4.0 GB, 2.0 GB/s", 0.5)
    assert now["seconds"] > 0
    assert told == ["Reading the weights ..."], "a line for each stage"


def test_the_terminal_hears_of_a_long_stage_again(
    page: WaitingPage, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter((0.0, 5.0, 11.0, 12.0))
    monkeypatch.setattr(waiting_page, "monotonic", lambda: next(clock))
    for share in (0.1, 0.2, 0.3, 0.4):
        page.progress(share, f"Downloading a model: {share} of 1.0 GB")
    assert told == ["Downloading a model ...", "Downloading a model: 0.3 of 1.0 GB"]


def test_a_browser_gets_the_page_on_every_address_of_it(page: WaitingPage, ask: Ask) -> None:
    for path in ("/", "/?__theme=dark"):
        code, body = ask(path, Accept="text/html,*/*")
        assert code == 200
        assert "<title>Starting</title>" in body
    assert ask("/page/main.js")[0] == 503, "what the real page has is not here yet"
    assert ask("/gradio_api/run/predict", "POST", Origin="null")[0] == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", ""])
def test_other_names_are_not_answered(page: WaitingPage, ask: Ask, host: str) -> None:
    assert ask("/startup", Host=host)[0] == 400
    assert ask("/startup/cancel", "POST", Host=host, Origin=f"http://{host}")[0] == 403


def test_only_the_page_itself_cancels(
    page: WaitingPage, ask: Ask, listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancelled: list[bool] = []
    monkeypatch.setattr(waiting_page, "_interrupt", lambda: cancelled.append(True))
    for headers in ({}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
        assert ask("/startup/cancel", "POST", **headers)[0] == 403
    assert cancelled == []
    assert ask("/startup/cancel", "POST", Origin=address_of(listener, "127.0.0.1"))[0] == 202
    assert cancelled == [True]


def test_a_start_that_fails_is_told_to_whoever_watches(page: WaitingPage, ask: Ask) -> None:
    assert not status(ask)["failed"]
    failing = threading.Thread(target=page.fail, args=("No such model.",))
    failing.start()
    while not (now := status(ask))["failed"]:
        pass
    assert now["what"] == "No such model."
    failing.join(30)
    assert not failing.is_alive()


def test_nobody_watching_holds_nothing_up(page: WaitingPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting_page, "_LAST_LOOK_S", 1e6)
    page.fail("No such model.")


def test_who_asks_between_the_two_pages_waits_for_the_real_one(
    page: WaitingPage, listener: socket.socket, ask: Ask
) -> None:
    page.close()
    answers: list[tuple[int, str]] = []
    asking = threading.Thread(target=lambda: answers.append(ask("/startup")))
    asking.start()

    class Real(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(listener.getsockname()[:2], Real, bind_and_activate=False)
    server.socket.close()
    server.socket = listener
    server.handle_request()
    asking.join(30)
    assert [code for code, _ in answers] == [404]


def test_nothing_heavy_is_imported_before_the_port_is_open() -> None:
    code = "import app, sys; print([name for name in ('torch', 'gradio', 'numpy', 'fastapi') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
