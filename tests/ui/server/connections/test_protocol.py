"""Bounds of connections, on a real server: unfinished heads, too many connections, no files left."""

import logging
import os
import resource
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from tests.ui.api.conftest import until
from ui.server.connections import protocol
from ui.server.connections.protocol import CONNECTION, most_connections

GET = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
Start = Callable[[Any], Any]


async def answers(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("inside")(scope, receive, send)


def answered(client: socket.socket) -> bool:
    client.sendall(GET)
    return is_inside(client)


def is_inside(client: socket.socket) -> bool:
    """Whether the whole answer of the application comes; it may come in pieces."""
    answer = b""
    while not answer.endswith(b"inside") and (piece := client.recv(65536)):
        answer += piece
    return answer.endswith(b"inside")


def is_closed(client: socket.socket) -> bool:
    try:
        return client.recv(65536) == b""
    except ConnectionError:
        return True


@pytest.mark.parametrize("beginning", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", GET + b"GET /"])
def test_a_head_that_is_never_complete(bounded: Start, beginning: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_S", 0.05)
    with bounded(answers).connect() as client:
        client.sendall(beginning)
        if beginning.startswith(GET):
            assert is_inside(client)
        assert is_closed(client)


def test_a_long_answer_is_no_unfinished_head(bounded: Start) -> None:
    timers: list[Any] = []

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        (connection,) = server.server.server_state.connections
        timers.append(connection._head_timer)
        await answers(scope, receive, send)

    server = bounded(slow)
    with server.connect() as client:
        assert answered(client)
    assert timers == [None]


def test_more_connections_than_there_may_be(bounded: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "most_connections", lambda: 2)
    server = bounded(answers)
    with server.connect() as first, server.connect() as second:
        assert answered(first)
        assert answered(second)
        with server.connect() as third:
            assert is_closed(third)
    until(lambda: not server.server.server_state.connections)
    with server.connect() as client:
        assert answered(client)


def test_half_of_the_files_are_for_everything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = {100: 50, 1: 1, 1024: 512, 1_000_000: 512, resource.RLIM_INFINITY: 512}
    for soft, most in limits.items():
        monkeypatch.setattr(resource, "getrlimit", lambda _, soft=soft: (soft, soft))
        assert most_connections() == most


def test_requests_of_one_connection_share_what_is_known_of_it(bounded: Start) -> None:
    seen = []

    async def notes(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["state"][CONNECTION])
        await answers(scope, receive, send)

    with bounded(notes).connect() as client:
        assert answered(client)
        assert answered(client)
    assert seen[0] is seen[1]


@pytest.fixture
def no_files_left() -> Iterator[Callable[[], None]]:
    """A function that takes all files that this process may still open."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    taken: list[int] = []

    def take() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(256, limits[1]), limits[1]))
        try:
            while True:
                taken.append(os.open(os.devnull, os.O_RDONLY))
        except OSError:
            pass

    yield take
    for file in taken:
        os.close(file)
    resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def test_without_files_left_clients_are_turned_away(
    bounded: Start, no_files_left: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    server = bounded(answers)
    clients = [socket.socket() for _ in range(20)]
    accepted = []
    usual = type(server.listener).accept
    server.listener.accept = lambda: accepted.append(1) or usual(server.listener)
    no_files_left()
    with caplog.at_level(logging.WARNING):
        for client in clients:
            client.settimeout(30)
            client.connect(server.listener.getsockname())
            assert is_closed(client)  # and keeps its file, so that none becomes free
    for client in clients:
        client.close()
    assert caplog.records == []
    assert len(accepted) <= 3 * len(clients), "the loop looks at the socket when somebody comes, and rests otherwise"
