"""A server with the bounds of the real one around a small application."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from starlette.types import ASGIApp

from tests.ui.api.conftest import until
from ui.server.connections.protocol import BoundedProtocol
from ui.server.listening import Listener, listen


class Bounded:
    def __init__(self, app: ASGIApp) -> None:
        self.listener: Listener = listen("127.0.0.1", 0)
        config = uvicorn.Config(app, http=BoundedProtocol, loop="asyncio", ws="none", lifespan="off", log_level="error")
        self.server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        until(lambda: self.server.started)

    def _run(self) -> None:
        asyncio.run(self.server.serve(sockets=[self.listener]))

    def connect(self) -> socket.socket:
        return socket.create_connection(self.listener.getsockname(), 30)

    def close(self) -> None:
        self.server.should_exit = True
        self._thread.join(30)
        self.listener.close()


@pytest.fixture
def bounded() -> Iterator[Callable[[ASGIApp], Bounded]]:
    servers: list[Bounded] = []

    def start(app: ASGIApp) -> Bounded:
        servers.append(Bounded(app))
        return servers[-1]

    yield start
    for server in servers:
        server.close()
