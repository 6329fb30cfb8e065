"""Web application around the page: guard, telemetry, the page's files, and the server itself.

Gradio's app is mounted inside, so that the guard is in front of every route.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import asdict

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool

from hybrid.errors import HybridError
from ui.api.routes import api_routes
from ui.assets import BUILT, PAGE_FILES
from ui.engine_protocol import EngineProtocol
from ui.lab.routes import Lab
from ui.runs.routes import runs_routes
from ui.server.access import Access
from ui.server.connections.protocol import BoundedProtocol
from ui.server.guard import Guard
from ui.server.handler_inputs import HandlerInputs
from ui.server.page_files import HEAD, SingleFiles, page_files
from ui.shell.hold_until_ready import HOLD
from ui.storage.stores import runs, topics
from ui.topics.routes import topics_routes
from ui.wire.event_stream import Feed, gzipped

# How long open event streams may delay the end of the program.
GRACE_S = 1
QUEUE_POLL_S = 0.02
MOST_SESSIONS = 32
"""Pages that Gradio keeps its notes of, a third of a megabyte each, also when they are long closed; by default 10,000.
A page that has been idle while so many others came and went finds the server as after a restart of the program."""


def create_app(page: gr.Blocks, engine: EngineProtocol, access: Access | None = None) -> FastAPI:
    """The application with all routes, and the guard around them."""
    access = access or Access()
    lab = Lab(engine)
    feed = Feed(engine, others=lambda: {"lab": lab.jobs.version})

    @asynccontextmanager
    async def feeding(_: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(feed.run())
        async with AsyncExitStack() as stack:
            stack.callback(task.cancel)
            stack.push_async_callback(run_in_threadpool, lab.close)
            yield

    app = FastAPI(lifespan=feeding, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Guard, access=access, posts=HandlerInputs(page).problem_of)

    @app.get("/telemetry")
    async def telemetry(request: Request) -> StreamingResponse:
        headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return StreamingResponse(feed.stream(), media_type="text/event-stream", headers=headers)
        headers["Content-Encoding"] = "gzip"
        return StreamingResponse(gzipped(feed.stream()), media_type="text/event-stream", headers=headers)

    @app.get("/telemetry/layer")
    def layer_history(layer: int, after: int = -1) -> JSONResponse:
        try:
            history = engine.layer_history(layer, after=after)
        except HybridError as error:
            return JSONResponse({"error": str(error)}, status_code=404)
        return JSONResponse(asdict(history), headers={"Cache-Control": "no-store"})

    app.include_router(lab.routes())
    app.include_router(runs_routes(runs()))
    app.include_router(topics_routes(engine, topics()))
    app.include_router(page_files())
    if access.api:
        app.include_router(api_routes(engine, access.api_token))
    app.mount("/page", SingleFiles(directory=BUILT))
    page.state_session_capacity = MOST_SESSIONS  # read while it is mounted
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        page,
        path="/",
        server_name=access.host,
        theme=_theme(),
        head=HOLD + HEAD,
        footer_links=[],
        run_history=False,
        favicon_path=str(PAGE_FILES / "favicon.svg"),
        show_error=False,
        ssr_mode=False,
        pwa=False,
        max_file_size=1,
        app_kwargs={"openapi_url": None},
    )
    # Gradio looks for work a thousand times a second by default, which takes time from the thread that generates.
    page._queue.sleep_when_free = QUEUE_POLL_S
    return mounted


def serve(page: gr.Blocks, engine: EngineProtocol, listener: socket.socket, access: Access | None = None) -> None:
    """Runs the server on a socket that listens already, until it is interrupted."""
    config = uvicorn.Config(
        create_app(page, engine, access),
        http=BoundedProtocol,
        loop="asyncio",  # which accepts by the listener's own method
        ws="none",
        log_level="error",  # its warnings are about what clients send, a line for each
        timeout_graceful_shutdown=GRACE_S,
    )
    with suppress(KeyboardInterrupt):
        _Server(config, getattr(page, "end_replies", None)).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Ends replies while it still serves, so that their tabs, and the disk, get what has been written."""

    def __init__(self, config: uvicorn.Config, end_replies: Callable[[], None] | None) -> None:
        super().__init__(config)
        self._end_replies = end_replies

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._end_replies is not None:
            await run_in_threadpool(self._end_replies)
        await super().shutdown(sockets)


def _theme() -> gr.themes.Base:
    """Gradio's plainest theme with the fonts of the user's system; the css files have the look."""
    sans = ("system-ui", "Segoe UI", "Liberation Sans", "sans-serif")
    mono = ("ui-monospace", "Cascadia Mono", "DejaVu Sans Mono", "monospace")
    return gr.themes.Base(primary_hue="stone", neutral_hue="stone", font=sans, font_mono=mono)
