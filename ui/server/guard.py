"""Guard against other sites and strangers: names served, origins allowed, keys asked for, routes closed, headers set.

A plain ASGI layer around everything, also around Gradio's routes. Every site that the user has open can reach a server
on 127.0.0.1: by a rebound name (hence the check of ``Host``), or by a cross-origin request that needs no answer (hence
``Origin`` and ``Sec-Fetch-Site``). So can every other user of the machine (hence the connection's owner).
"""

from collections.abc import Callable
from html import escape
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.api.errors import ApiError, error_response
from ui.server.access import OTHER_USER, Access
from ui.server.connections.bodies import BodyRefused, again, read_body
from ui.server.connections.owners import Connection
from ui.server.connections.protocol import CONNECTION
from ui.server.payloads import problem_of
from ui.server.served_names import ServedNames, same_site
from ui.shell.links import marked

GRADIO, API = "/gradio_api", "/v1"

# Gradio routes that this page never uses and that read or write files, or fetch from elsewhere.
CLOSED = (
    "/gradio_api/call/v2",
    "/gradio_api/component_server",
    "/gradio_api/custom_component",
    "/gradio_api/deep_link",
    "/gradio_api/dev",
    "/gradio_api/file",
    "/gradio_api/process_recording",
    "/gradio_api/profiling",
    "/gradio_api/proxy",
    "/gradio_api/run-history",
    "/gradio_api/runs",
    "/gradio_api/stream",
    "/gradio_api/undo-vibe-edit",
    "/gradio_api/upload",
    "/gradio_api/vibe",
    "/custom_component",
    "/login",
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


_WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
_QUICKLY_READ = 100_000  # bytes of JSON that the event loop reads in a millisecond
# A strict cookie does not come along with a link from elsewhere, but when this page of our own leads on.
_OWN_WAY_IN = '<!DOCTYPE html><meta charset="utf-8"><meta http-equiv="refresh" {}><title>Opening</title>'


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

        if refusal is None and scope["method"] not in _WITHOUT_BODY and not _is_for_endpoint(scope):
            try:
                body = await read_body(scope, receive)
            except BodyRefused as refused:
                refusal = PlainTextResponse(refused.why, refused.status, {"Connection": "close"})
            else:
                receive = again(body, receive)
                if problem := await self._problem(scope, body):
                    refusal = PlainTextResponse(problem, 400)
        await (refusal or self._app)(scope, receive, send_guarded)

    async def _problem(self, scope: Scope, body: bytes) -> str:
        """Why Gradio does not get to see what was posted to it, or ''."""
        path = str(scope["path"])
        if not path.startswith(GRADIO):
            return ""

        def judged() -> str:
            return problem_of(body, lambda posted: self._posts(path.removeprefix(GRADIO), posted))

        return judged() if len(body) < _QUICKLY_READ else await run_in_threadpool(judged)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if stranger := self._other_user(scope):
            return stranger
        if not self._names.serves(headers.get("host", "")):
            return _refused(scope, "This server does not answer to that host name.", 400)
        if not _same_origin(headers, scope.get("method", "")):
            return _refused(scope, "Requests from other sites are refused.", 403)
        if stranger := self._entry(scope, headers):
            return stranger
        if address := _marked(scope, headers):
            return Response(None, 303, {"Location": address, "Cache-Control": "no-store"})
        if scope["type"] != "http" or str(scope["path"]).startswith(CLOSED):
            return PlainTextResponse("There is nothing here.", 404)
        return None

    def _other_user(self, scope: Scope) -> Response | None:
        """What another user of this machine gets, unless the endpoint was asked, which has a key of its own."""
        if self._access.api_token is not None and _is_for_endpoint(scope):
            return None
        connection = scope.get("state", {}).get(CONNECTION) or Connection(scope.get("client"), scope.get("server"))
        return None if self._access.may_connect(connection) else _refused(scope, OTHER_USER, 403)

    def _entry(self, scope: Scope, headers: Headers) -> Response | None:
        """What somebody gets who has no key, or who has just brought one; ``None`` for those who may go on."""
        path, port = str(scope["path"]), int((scope.get("server") or ("", 0))[1] or 0)
        if self._access.endpoint_asks and _is_for_endpoint(scope):
            return None
        if scope.get("method") == "GET" and self._access.is_key(scope.get("query_string", b"").decode("latin-1")):
            return Response(None, 303, self._access.entry_headers(path, port))
        if self._access.admits("; ".join(headers.getlist("cookie")), headers.get("authorization", ""), port):
            return None
        if self._access.page_token is not None and _is_link(headers):
            on = f'content="0;url={escape(_marked(scope, headers) or path)}"'
            return HTMLResponse(_OWN_WAY_IN.format(on), headers={"Cache-Control": "no-store"})
        text, asked = self._access.question()
        response = _refused(scope, text, 401)
        response.headers.update(asked)
        return response


def _refused(scope: Scope, text: str, status: int) -> Response:
    """In the form that the endpoint's clients read, if it was the endpoint that was asked."""
    if _is_for_endpoint(scope):
        return error_response(ApiError(text, "", status))
    return PlainTextResponse(text, status)


def _is_for_endpoint(scope: Scope) -> bool:
    return str(scope["path"]).startswith(API + "/")


def _marked(scope: Scope, headers: Headers) -> str:
    """Where a page leads on to that was reached from elsewhere, with settings in its address; else empty."""
    if scope.get("method") != "GET":
        return ""
    query = scope.get("query_string", b"").decode("latin-1")
    return marked(str(scope["path"]), query, headers.get("sec-fetch-site"), "sec-fetch-user" in headers)


def _is_link(headers: Headers) -> bool:
    """Whether a page of another site, or of another port of this machine, leads here."""
    elsewhere = headers.get("sec-fetch-site") in {"cross-site", "same-site"}
    return elsewhere and headers.get("sec-fetch-mode") == "navigate"


def _same_origin(headers: Headers, method: str) -> bool:
    if not same_site(headers.get("host", ""), headers.get("origin")):
        return False
    if headers.get("sec-fetch-site", "none") in {"same-origin", "none"}:
        return True
    # A link on another site may open the page; other requests from another site are refused.
    top_level = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return top_level and method == "GET"
