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


class Line:
    """Of one event loop; whoever is cancelled while waiting leaves the line."""

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self._most = most_waiting
        self._turn = asyncio.Lock()  # wakes its waiters in their order
        self.waiting = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Waits for a turn, which lasts as long as the block. Raises ``ApiError`` with status 429."""
        if self.waiting >= self._most and self._turn.locked():
            raise ApiError(
                f"{self.waiting} requests wait already, and no more may: try again later.", "", 429, "queue_full",
                _RETRY_S,
            )  # fmt: skip
        self.waiting += 1
        try:
            await self._turn.acquire()
        finally:
            self.waiting -= 1
        try:
            yield
        finally:
            self._turn.release()
