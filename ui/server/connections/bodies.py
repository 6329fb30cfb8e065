"""Bodies of requests, read up to a limit of bytes and time before anything else is done with them."""

import asyncio
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

MOST_BYTES = 20_000_000
MOST_BRACKETS = 500_000  # in JSON: each makes an object, which takes twenty times its bytes
TOO_MANY_PARTS = "The body of the request has too many parts."
SLOWEST_S = 60.0  # for a whole body


@dataclass
class BodyRefused(Exception):
    """Why a body was not read to its end, and the status that says so."""

    why: str
    status: int


async def read_body(scope: Scope, receive: Receive) -> bytes:
    """The whole body. Raises ``BodyRefused``: 413 for one that is, or says that it is, too large; 408 for one that does
    not come; 400 for a client that leaves."""
    length = Headers(scope=scope).get("content-length", "0")
    if not length.isdecimal() or len(length) > len(str(MOST_BYTES)) or int(length) > MOST_BYTES:
        raise _too_large()
    try:
        async with asyncio.timeout(SLOWEST_S):
            return await _counted(receive)
    except TimeoutError:
        raise BodyRefused("The body of the request has not come in time: send it again.", 408) from None


async def _counted(receive: Receive) -> bytes:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise BodyRefused("The client has left.", 400)
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            raise _too_large()
        more = message.get("more_body", False)
    return bytes(body)


def has_too_many_parts(body: bytes) -> bool:
    """Whether JSON would become more objects than there is memory for; seen before it is parsed."""
    return body.count(b"{") + body.count(b"[") > MOST_BRACKETS


def again(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that gives the body, which was read already, once more, and then whatever else comes."""
    body_sent = False

    async def receive_again() -> Message:
        nonlocal body_sent
        if body_sent:
            return await receive()
        body_sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again


def _too_large() -> BodyRefused:
    return BodyRefused(f"A request holds at most {MOST_BYTES // 1_000_000} MB.", 413)
