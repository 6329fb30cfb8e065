"""HTTP connections as uvicorn serves them, with bounds: how many at once, and how long a request's head may take.

uvicorn closes connections that are idle between two requests, but waits for ever for the first one, and for the rest of
one that has begun.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from ui.server.connections.owners import Connection

try:
    import resource
except ImportError:  # Windows, which has no such limit
    resource = None  # type: ignore[assignment]

HEAD_S = 20.0
MOST_CONNECTIONS = 512
CONNECTION = "connection"  # name of a request's ``Connection`` in the state of its ASGI scope


def most_connections() -> int:
    """At most half of the files that this process may open, so that the other half is there for everything else."""
    if resource is None:
        return MOST_CONNECTIONS
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else min(MOST_CONNECTIONS, max(1, soft // 2))


class BoundedProtocol(H11Protocol):
    """One connection. What comes beyond the bounds is closed without an answer."""

    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        here = (self.server[0], self.server[1] or 0) if self.server else None
        self.app_state: dict[str, Any] = {**self.app_state, CONNECTION: Connection(self.client, here)}
        if len(self.connections) > most_connections():
            transport.abort()
        else:
            self._watch_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_watching()
        super().connection_lost(exc)

    def _watch_head(self) -> None:
        """Starts the time for a head to be complete, or stops it because a request is being answered."""
        if self._is_answering():
            self._stop_watching()
        elif self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_S, self._give_up)

    def _stop_watching(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _give_up(self) -> None:
        self._head_timer = None
        if not self._is_answering():
            self.transport.abort()

    def _is_answering(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle  # none before the first request, whatever its class says
        return cycle is not None and not cycle.response_complete
