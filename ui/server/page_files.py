"""Page files, the page's scripts and styles and plotly.js: how they are sent, and how long a browser may cache them.

All styles go as one file, and so do all scripts: requests for seventy small files took a sixth of the time in which the
page opens. ``assets/page/build.mjs`` joins them; its output is in the repository, so that nobody needs Node to run the
program.
"""

import gzip
from functools import lru_cache
from hashlib import sha256

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.staticfiles import StaticFiles

from ui.server.plotly_bundle import VERSION, plotly_js

# Linked, not passed to Gradio as css: Gradio would put a selector before every rule.
HEAD = f'<link rel="stylesheet" href="page/page.css"><link rel="preload" as="script" href="page/plotly.js?v={VERSION}">'


def page_files() -> APIRouter:
    """Routes below ``/page`` for files that are not in ``BUILT``; those in it are sent as they are."""
    router = APIRouter(prefix="/page")

    @router.get("/plotly.js")
    def plotly_file(request: Request) -> Response:
        return _plotly_response(request)

    return router


class SingleFiles(StaticFiles):
    """Files of a folder; the browser asks for them at every load, and gets them only if they have changed."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "no-cache"
        return response


def _unchanged(request: Request, headers: dict[str, str]) -> Response | None:
    """The answer to a browser that has this version of the file already; otherwise ``None``."""
    holds_it = request.headers.get("if-none-match") == headers["ETag"]
    return Response(status_code=304, headers=headers) if holds_it else None


@lru_cache(maxsize=1)
def _plotly_gzip() -> tuple[bytes, str]:
    """plotly.js, compressed, and its tag."""
    data = plotly_js().encode()
    return gzip.compress(data, 6), _tag(data)


def _plotly_response(request: Request) -> Response:
    data, tag = _plotly_gzip()
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Encoding": "gzip",
        "ETag": tag,
        "Vary": "Accept-Encoding",
    }
    if unchanged := _unchanged(request, headers):
        return unchanged
    if "gzip" not in request.headers.get("accept-encoding", ""):
        del headers["Content-Encoding"]
        data = gzip.decompress(data)
    return Response(data, media_type="text/javascript", headers=headers)


def _tag(data: bytes) -> str:
    return f'"{sha256(data).hexdigest()[:16]}"'
