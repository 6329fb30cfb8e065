"""Routes of the OpenAI-compatible endpoint.

Other sites' pages are kept out by the guard around all routes; here a token is asked for, if there is one. Replies wait
in one line. Until its first token has come, a reply can still be refused with a status; after that, in the stream.
"""

import hmac
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import Any, TypeAlias

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from hybrid.errors import HybridError
from hybrid.types import ModelInfo, TokenEvent
from ui.api.answers import DONE, Answer, chunk_text
from ui.api.bodies import posted_json
from ui.api.errors import ApiError, error_body, error_response, json_response
from ui.api.line import Line, Turn
from ui.api.replies import Watched, reply_events
from ui.api.requests import Asked, chat_request, check_served, completion_request
from ui.engine_protocol import EngineProtocol

logger = logging.getLogger(__name__)

PREFIX = "/v1"
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]

Read: TypeAlias = Callable[[Any, ModelInfo], Asked]


def api_routes(engine: EngineProtocol, token: str | None = None, line: Line | None = None) -> APIRouter:
    """All routes below ``/v1``; ``token`` is asked for as ``Authorization: Bearer``."""
    router, endpoint = APIRouter(prefix=PREFIX), _Endpoint(engine, token, line or Line())

    @router.get("/models")
    def models(request: Request) -> Response:
        return endpoint.answered(request, lambda: {"object": "list", "data": endpoint.models()})

    @router.get("/models/{name:path}")
    def model(request: Request, name: str) -> Response:
        return endpoint.answered(request, lambda: endpoint.model(name))

    @router.post("/chat/completions")
    async def chat_completions(request: Request) -> Response:
        return await endpoint.reply(request, chat_request)

    @router.post("/completions")
    async def completions(request: Request) -> Response:
        return await endpoint.reply(request, completion_request)

    @router.api_route("/{rest:path}", methods=_METHODS)
    def nothing(request: Request, rest: str) -> Response:
        asked = f"{request.method} {PREFIX}/{rest}"
        return error_response(ApiError(f"There is nothing at {asked[:200]}.", "", 404, "unknown_url"))

    return router


class _Endpoint:
    def __init__(self, engine: EngineProtocol, token: str | None, line: Line) -> None:
        self._engine, self._line = engine, line
        self._token = None if token is None else token.encode()

    def answered(self, request: Request, answer: Callable[[], dict[str, Any]]) -> Response:
        try:
            self._check_token(request)
            return json_response(answer())
        except ApiError as refusal:
            return error_response(refusal)

    def models(self) -> list[dict[str, Any]]:
        """The loaded model, if there is one."""
        snapshot = self._engine.snapshot()
        loaded = snapshot.phase not in {"unloaded", "closed"}
        return [_described(snapshot.model)] if loaded else []

    def model(self, name: str) -> dict[str, Any]:
        check_served(name, self._engine.snapshot().model)
        return _described(self._engine.snapshot().model)

    async def reply(self, request: Request, read: Read) -> Response:
        try:
            self._check_token(request)
            content, model = await posted_json(request), self._engine.snapshot().model
            # On a thread, since a body may be large; and now, so that nothing waits for its turn to be refused.
            asked = await run_in_threadpool(read, content, model)
        except ApiError as refusal:
            return error_response(refusal)

        async def work(scope: Scope, receive: Receive, send: Send) -> None:
            begun = _Started(send)
            try:
                async with self._line.turn() as turn:
                    now = self._engine.snapshot().model
                    same = asked if now == model else await run_in_threadpool(read, content, now)
                    await self._answer(same, turn, begun, scope, receive)
            except Exception as error:
                if not isinstance(error, HybridError):
                    logger.exception("A reply broke off")
                if begun.streaming:
                    await begun.send(chunk_text(error_body(error)), more=False)
                else:
                    await error_response(error)(scope, receive, send)

        return Watched(work)

    async def _answer(self, asked: Asked, turn: Turn, begun: "_Started", scope: Scope, receive: Receive) -> None:
        answer = Answer(asked, self._engine.snapshot().model.name)
        async with aclosing(self._named(answer, reply_events(self._engine, asked.request, turn.end))) as events:
            if asked.stream:
                await _stream(answer, events, begun)
                return
            async for event in events:
                _check_finished(event)
                for _ in answer.take(event):
                    pass
        await json_response(answer.whole())(scope, receive, begun.raw)

    async def _named(
        self, answer: Answer, events: AsyncGenerator[TokenEvent, None]
    ) -> AsyncGenerator[TokenEvent, None]:
        """The events; the answer gets the name of the model that makes them. While the request waited in the engine's
        queue, another may have been loaded."""
        async with aclosing(events):
            is_first = True
            async for event in events:
                if is_first:
                    answer.model, is_first = self._engine.snapshot().model.name, False
                yield event

    def _check_token(self, request: Request) -> None:
        """Raises ``ApiError``. Compares in a time that tells nothing of the token."""
        if self._token is None:
            return
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), self._token):
            raise ApiError("Send the server's token as 'Authorization: Bearer TOKEN'.", "", 401, "invalid_api_key")


class _Started:
    """The sending side of a stream, and whether anything has been sent."""

    def __init__(self, send: Send) -> None:
        self.raw, self.streaming = send, False

    async def send(self, text: str, more: bool = True) -> None:
        if not self.streaming:
            self.streaming = True
            await self.raw({"type": "http.response.start", "status": 200, "headers": _STREAM_HEADERS})
        await self.raw({"type": "http.response.body", "body": text.encode(), "more_body": more})


async def _stream(answer: Answer, events: AsyncIterator[TokenEvent], begun: _Started) -> None:
    async for event in events:
        _check_finished(event)
        chunks = list(answer.take(event))
        if not begun.streaming and (opening := answer.opening()):
            chunks.insert(0, opening)
        if chunks:
            await begun.send("".join(map(chunk_text, chunks)))
    await begun.send("".join(map(chunk_text, answer.closing())) + DONE, more=False)


def _check_finished(event: TokenEvent) -> None:
    """Raises ``ApiError`` for a reply that somebody else has ended, so that nobody takes it for a whole one."""
    if event.finish_reason == "cancelled":
        raise ApiError("The reply was cancelled on the server: send the request again.", "", 503, "cancelled")


def _described(model: ModelInfo) -> dict[str, Any]:
    return {
        "id": model.name,
        "object": "model",
        "created": 0,
        "owned_by": "hybrid-moe",
        "max_model_len": model.max_context,
    }
