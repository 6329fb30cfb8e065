"""Bodies of requests: read up to a limit of bytes and time, and parsed."""

import asyncio
import json
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from ui.api.errors import ApiError

MOST_BYTES = 20_000_000
MOST_DEPTH = 64
MOST_BRACKETS = 500_000  # each makes an object, which takes twenty times its bytes
SLOWEST_S = 60.0  # for a whole body


async def posted_json(request: Request) -> Any:
    """What was posted. Raises ``ApiError``: 413 for too much, 408 for too slow, 400 for what is no JSON."""
    try:
        async with asyncio.timeout(SLOWEST_S):
            body = await _body(request)
    except TimeoutError:
        raise ApiError("The body of the request has not come in time: send it again.", "", 408) from None
    except ClientDisconnect:
        raise ApiError("The client has left.", "", 400) from None
    return await run_in_threadpool(_parsed, body)


async def _body(request: Request) -> bytes:
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or len(length) > len(str(MOST_BYTES)) or int(length) > MOST_BYTES:
        raise _too_large()
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise _too_large()
    return bytes(body)


def _parsed(body: bytes) -> Any:
    if body.count(b"{") + body.count(b"[") > MOST_BRACKETS:
        raise ApiError("The body of the request has too many parts.", "", 413)
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise ApiError("The body of the request isn't valid JSON.") from None
    if _is_deeper(content, MOST_DEPTH):
        raise ApiError(f"The body of the request is nested more than {MOST_DEPTH} levels deep.")
    return content


def _too_large() -> ApiError:
    return ApiError(f"A request holds at most {MOST_BYTES // 1_000_000} MB.", "", 413)


def _is_deeper(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(each, levels - 1) for each in inner)
