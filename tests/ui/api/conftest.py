"""A real server with the endpoint, and the official client."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import httpx
import openai
import pytest
import uvicorn
from fastapi import FastAPI

from tests.fakes.fake_engine import FakeEngine
from ui import build
from ui.engine_protocol import EngineProtocol
from ui.server.access import Access
from ui.server.listening import listen
from ui.server.server import create_app

PATIENCE_S = 30.0


def until(condition: Callable[[], bool]) -> None:
    """Waits for what another thread does."""
    ends = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.005)


@dataclass
class Served:
    """A server on a port of its own, and ways to ask it."""

    engine: EngineProtocol
    access: Access
    address: str = ""
    _server: uvicorn.Server | None = None
    _thread: threading.Thread | None = None
    _clients: list[httpx.Client | openai.OpenAI] = field(default_factory=list)

    def start(self) -> "Served":
        listener = listen("127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._server = uvicorn.Server(
            uvicorn.Config(asyncio.run(self._app()), log_level="error", timeout_graceful_shutdown=1)
        )
        self._thread = threading.Thread(target=self._server.run, args=([listener],), daemon=True)
        self._thread.start()
        until(lambda: self._server is not None and self._server.started)
        return self

    async def _app(self) -> FastAPI:
        """Made while a loop runs: without one, Gradio makes loops of its own and never closes them."""
        return create_app(build(self.engine), self.engine, self.access)

    def client(self, key: str = "any") -> openai.OpenAI:
        client = openai.OpenAI(base_url=f"{self.address}/v1", api_key=key, max_retries=0, timeout=PATIENCE_S)
        self._clients.append(client)
        return client

    def plain(self) -> httpx.Client:
        client = httpx.Client(base_url=self.address, timeout=PATIENCE_S)
        self._clients.append(client)
        return client

    def close(self) -> None:
        for client in self._clients:
            client.close()
        if self._server and self._thread:
            self._server.should_exit = True
            self._thread.join(PATIENCE_S)
            assert not self._thread.is_alive()


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """Scripted replies, without a token."""
    served = Served(FakeEngine(), Access(api=True)).start()
    yield served
    served.close()


@pytest.fixture
def engine(served: Served) -> Iterator[FakeEngine]:
    """The scripted engine, as new."""
    engine = served.engine
    assert isinstance(engine, FakeEngine)
    fresh = FakeEngine()
    engine.replies, engine.thought, engine.calls, engine.pace_s = fresh.replies, "", (), 0.0
    engine.requests.clear()
    yield engine
    engine.gate.set()
    until(lambda: engine.asked == 0)


@pytest.fixture
def client(served: Served) -> openai.OpenAI:
    return served.client()
