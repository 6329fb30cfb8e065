"""Guard against other sites and strangers: names served, origins allowed, keys asked for, routes closed, headers set.

A plain ASGI layer around everything, also around Gradio's routes. Every site that the user has open can reach a server
on 127.0.0.1: by a rebound name (hence the check of ``Host``), or by a cross-origin request that needs no answer (hence
``Origin`` and ``Sec-Fetch-Site``).
"""

from collections.abc import Callable
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.api.errors import ApiError, error_response
from ui.server.access import Access
from ui.server.payloads import MOST_BYTES, problem_of
from ui.server.served_names import ServedNames, same_site

GRADIO, API = "/gradio_api", "/v1"

# Gradio routes that this page never uses and that read or write files, or fetch from elsewhere.
CLOSED = (
    "/gradio_api/call/v2",
    "/gradio_api/custom_component",
    "/gradio_api/deep_link",
    "/gradio_api/dev",
    "/gradio_api/file",
    "/gradio_api/process_recording",
    "/gradio_api/proxy",
    "/gradio_api/run-history",
    "/gradio_api/runs",
    "/gradio_api/stream",
    "/gradio_api/undo-vibe-edit",
    "/gradio_api/upload",
    "/gradio_api/vibe",
    "/custom_component",
    "/monitoring",
)

# Gradio's front end needs inline scripts and styles, and makes functions from strings. Otherwise nothing may come from
# or go to another host, whatever a model writes into its reply.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
RESPONSE_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Guard:
    """Refuses a request before any route sees it, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp, access: Access, posts: Callable[[str, Any], str] = lambda *_: "") -> None:
        """``posts(path, content)`` judges what is posted to Gradio, by the path below Gradio's prefix; it returns why
        it refuses, or ''."""
        self._app = app
        self._posts = posts
        self._access = access
        self._names = ServedNames(access.host)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(RESPONSE_HEADERS)
            await send(message)

        if refusal is None and scope["method"] == "POST" and str(scope["path"]).startswith(GRADIO):
            body = await _body(receive)
            below = str(scope["path"]).removeprefix(GRADIO)
            if problem := problem_of(body, lambda posted: self._posts(below, posted)):
                refusal = PlainTextResponse(problem, 400)
            receive = _once(body, receive)
        await (refusal or self._app)(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if not self._names.serves(headers.get("host", "")):
            return _refused(scope, "This server does not answer to that host name.", 400)
        if not _same_origin(headers, scope.get("method", "")):
            return _refused(scope, "Requests from other sites are refused.", 403)
        if stranger := self._entry(scope, headers):
            return stranger
        if scope["type"] != "http" or str(scope["path"]).startswith(CLOSED):
            return PlainTextResponse("There is nothing here.", 404)
        return None

    def _entry(self, scope: Scope, headers: Headers) -> Response | None:
        """What somebody gets who has no key, or who has just brought one; ``None`` for those who may go on."""
        path, port = str(scope["path"]), int((scope.get("server") or ("", 0))[1] or 0)
        if self._access.api_token is not None and path.startswith(API + "/"):
            return None  # it has a key of its own
        if scope.get("method") == "GET" and self._access.is_key(scope.get("query_string", b"").decode("latin-1")):
            return Response(None, 303, self._access.entry_headers(path, port))
        if self._access.admits("; ".join(headers.getlist("cookie")), headers.get("authorization", ""), port):
            return None
        text, asked = self._access.question()
        response = _refused(scope, text, 401)
        response.headers.update(asked)
        return response


def _refused(scope: Scope, text: str, status: int) -> Response:
    """In the form that the endpoint's clients read, if it was the endpoint that was asked."""
    if str(scope["path"]).startswith(API + "/"):
        return error_response(ApiError(text, "", status))
    return PlainTextResponse(text, status)


async def _body(receive: Receive) -> bytes:
    """The posted body; of one that is too large, only little more than is allowed."""
    body = bytearray()
    while len(body) <= MOST_BYTES:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] != "http.request" or not message.get("more_body", False):
            break
    return bytes(body)


def _once(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that gives the body, which was read already, once more, and then whatever else comes."""
    body_sent = False

    async def again() -> Message:
        nonlocal body_sent
        if body_sent:
            return await receive()
        body_sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _same_origin(headers: Headers, method: str) -> bool:
    if not same_site(headers.get("host", ""), headers.get("origin")):
        return False
    if headers.get("sec-fetch-site", "none") in {"same-origin", "none"}:
        return True
    # A link on another site may open the page; other requests from another site are refused.
    top_level = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return top_level and method == "GET"
