"""Replies for clients that may leave: the engine's events on the event loop, and an answer that ends with its client.

The engine blocks until each token comes, so a thread waits for it.
"""

import asyncio
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from hybrid.types import GenerationRequest, TokenEvent
from ui.engine_protocol import EngineProtocol


async def reply_events(
    engine: EngineProtocol, request: GenerationRequest, over: Callable[[], None]
) -> AsyncGenerator[TokenEvent, None]:
    """The events of a reply; closing the iterator cancels it. Raises what ``generate`` raises.

    ``over`` is called once the engine has made the last of them, whether or not anybody has taken them yet.
    """
    loop, left = asyncio.get_running_loop(), threading.Event()
    arrived: asyncio.Queue[TokenEvent | BaseException | None] = asyncio.Queue()

    def hand_on(item: TokenEvent | BaseException | None) -> None:
        with suppress(RuntimeError):  # the loop has ended, and so has everybody who waited
            loop.call_soon_threadsafe(arrived.put_nowait, item)
            if not isinstance(item, TokenEvent):
                loop.call_soon_threadsafe(over)

    def generate() -> None:
        try:
            for event in engine.generate(request):
                if left.is_set():  # before the engine knew of the request, nothing could be cancelled
                    return
                hand_on(event)
            hand_on(None)
        except BaseException as error:
            hand_on(error)

    threading.Thread(target=generate, name="api-reply", daemon=True).start()
    try:
        while (item := await arrived.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        left.set()
        engine.cancel(request.request_id)


class Watched(Response):
    """A response that ``work`` sends, and that is cancelled as soon as its client has left."""

    def __init__(self, work: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        super().__init__()
        self._work = work

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        work = asyncio.ensure_future(self._work(scope, receive, send))
        gone = asyncio.ensure_future(_until_gone(receive))
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            both = (work, gone)
            for task in both:
                task.cancel()
            ends = await asyncio.gather(*both, return_exceptions=True)
        if isinstance(ends[0], Exception):
            raise ends[0]


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
