"""The web application around the page: guard, telemetry, the page's own files, and the server itself.

Gradio's app is mounted inside, so that the guard stands before every route there is.
"""

import asyncio
import gzip
import socket
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import asdict
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import gradio as gr
import plotly
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.staticfiles import StaticFiles

from hybrid.errors import HybridError
from ui.guard import Guard
from ui.keeper import runs
from ui.lab_routes import Lab
from ui.opening import HOLD
from ui.protocol import EngineProtocol
from ui.runs_routes import runs_routes
from ui.telemetry_stream import Feed, gzipped

PAGE_FILES = Path(__file__).resolve().parent.parent / "assets" / "page"
PLOTLY_FILE = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
PORTS_TRIED = 20
# How long open event streams may hold up the end of the program.
GRACE_S = 1
QUEUE_POLL_S = 0.02


def create_app(page: gr.Blocks, engine: EngineProtocol, host: str = "127.0.0.1") -> FastAPI:
    """Everything the server answers, the guard outermost."""
    feed, lab = Feed(engine), Lab(engine)

    @asynccontextmanager
    async def feeding(_: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(feed.run())
        async with AsyncExitStack() as stack:
            stack.callback(task.cancel)
            stack.push_async_callback(run_in_threadpool, lab.close)
            yield

    app = FastAPI(lifespan=feeding, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Guard, host=host)

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

    @app.get("/page/plotly.js")
    async def plotly_js(request: Request) -> Response:
        return _plotly_response(request)

    app.include_router(lab.routes())
    app.include_router(runs_routes(runs()))
    app.mount("/page", _PageFiles(directory=PAGE_FILES))
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        page,
        path="/",
        server_name=host,
        theme=_theme(),
        head=_head(),
        footer_links=[],
        run_history=False,
        favicon_path=str(PAGE_FILES / "favicon.svg"),
        show_error=False,
        ssr_mode=False,
        pwa=False,
        max_file_size=1,
        app_kwargs={"openapi_url": None},
    )
    # Gradio looks for work a thousand times a second; that takes time from the thread that generates.
    page._queue.sleep_when_free = QUEUE_POLL_S
    return mounted


def serve(
    page: gr.Blocks,
    engine: EngineProtocol,
    host: str = "127.0.0.1",
    port: int = 7860,
    browser: bool = True,
    tell: Callable[[str], None] = print,
) -> None:
    """Runs the server until it is interrupted; ``tell`` gets the address, and why it may be another port."""
    listener = listen(host, port)
    actual = listener.getsockname()[1]
    if port not in {actual, 0}:
        tell(f"Port {port} is taken; using {actual} instead.")
    address = f"http://{_address_name(host)}:{actual}"
    tell(f"Open {address} in a browser; Ctrl+C ends the program.")
    config = uvicorn.Config(create_app(page, engine, host), log_level="warning", timeout_graceful_shutdown=GRACE_S)
    if browser:
        # The socket listens already: the browser waits for its answer until the server runs.
        webbrowser.open(address)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on ``port`` or the next free one. Raises ``OSError`` when there is none."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    last_error: OSError | None = None
    for candidate in range(port, port + PORTS_TRIED) if port else (0,):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
        except OSError as error:
            listener.close()
            last_error = error
        else:
            listener.listen()
            return listener
    raise last_error or OSError(f"No free port from {port} on.")


def _address_name(host: str) -> str:
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"[{name}]" if ":" in name else name


class _PageFiles(StaticFiles):
    """The page's scripts and styles; asked for anew on every load, sent only when changed."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "no-cache"
        return response


@lru_cache(maxsize=1)
def _plotly_gzip() -> tuple[bytes, str]:
    """plotly.js as installed with the plotly package, compressed, and its tag."""
    data = PLOTLY_FILE.read_bytes()
    return gzip.compress(data, 6), f'"{sha256(data).hexdigest()[:16]}"'


def _plotly_response(request: Request) -> Response:
    data, tag = _plotly_gzip()
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Encoding": "gzip",
        "ETag": tag,
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        del headers["Content-Encoding"]
        data = gzip.decompress(data)
    return Response(data, media_type="text/javascript", headers=headers)


def _head() -> str:
    # Linked, not passed to Gradio as css: it would put its own selectors before every rule.
    styles = "".join(f'<link rel="stylesheet" href="page/{path.name}">' for path in sorted(PAGE_FILES.glob("*.css")))
    return f'{HOLD}{styles}<link rel="preload" as="script" href="page/plotly.js?v={plotly.__version__}">'


def _theme() -> gr.themes.Base:
    """Gradio's plainest theme on the fonts of the user's own system; the look is in the css files."""
    sans = ("system-ui", "Segoe UI", "Liberation Sans", "sans-serif")
    mono = ("ui-monospace", "Cascadia Mono", "DejaVu Sans Mono", "monospace")
    return gr.themes.Base(primary_hue="stone", neutral_hue="stone", font=sans, font_mono=mono)
