"""Bodies of requests to the endpoint: read within the server's bounds, and parsed."""

import json
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from ui.api.errors import ApiError
from ui.server.connections.bodies import TOO_MANY_PARTS, BodyRefused, has_too_many_parts, read_body

MOST_DEPTH = 64


async def posted_json(request: Request) -> Any:
    """What was posted. Raises ``ApiError``: 413 for too much, 408 for too slow, 400 for what is no JSON."""
    try:
        body = await read_body(request.scope, request.receive)
    except BodyRefused as refused:
        raise ApiError(refused.why, "", refused.status) from None
    return await run_in_threadpool(_parsed, body)


def _parsed(body: bytes) -> Any:
    if has_too_many_parts(body):
        raise ApiError(TOO_MANY_PARTS, "", 413)
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise ApiError("The body of the request isn't valid JSON.") from None
    if _is_deeper(content, MOST_DEPTH):
        raise ApiError(f"The body of the request is nested more than {MOST_DEPTH} levels deep.")
    return content


def _is_deeper(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(each, levels - 1) for each in inner)
