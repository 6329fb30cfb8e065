"""Line of requests that wait: first come, first served, and so many at most.

One request of the endpoint is with the engine at a time, as is one of the chat's. The engine serves in the order in
which it is asked, so the two take turns, however many wait on either side.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ui.api.errors import ApiError

MOST_WAITING = 64
_RETRY_S = 5


class Turn:
    """With the engine until ``end``, which may come before the client has read everything."""

    def __init__(self, lock: asyncio.Lock) -> None:
        self._lock: asyncio.Lock | None = lock

    def end(self) -> None:
        """Lets the next one come; ending again does nothing."""
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.release()


class Line:
    """Of one event loop; whoever is cancelled while waiting leaves the line."""

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self._most = most_waiting
        self._lock = asyncio.Lock()  # wakes its waiters in their order
        self.waiting = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Turn]:
        """Waits for a turn, which lasts as long as the block at most. Raises ``ApiError`` with status 429."""
        if self.waiting >= self._most and self._lock.locked():
            raise ApiError(
                f"{self.waiting} requests wait already, and no more may: try again later.", "", 429, "queue_full",
                _RETRY_S,
            )  # fmt: skip
        self.waiting += 1
        try:
            await self._lock.acquire()
        finally:
            self.waiting -= 1
        turn = Turn(self._lock)
        try:
            yield turn
        finally:
            turn.end()
