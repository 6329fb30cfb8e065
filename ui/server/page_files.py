"""The page's own scripts and styles and plotly.js: how they are sent, and how long a browser may keep them.

All styles go as one file, and so do all scripts: to ask for seventy small files took a sixth of the page's opening.
Knows how our scripts import and export, not what they do.
"""

import gzip
import re
from functools import lru_cache
from graphlib import TopologicalSorter
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.staticfiles import StaticFiles

from ui.server.plotly_bundle import VERSION, plotly_js

PAGE_FILES = Path(__file__).resolve().parents[2] / "assets" / "page"
ENTRY = "main"
WORKER = "worker"  # runs apart from the page, on files of its own

# Linked, not passed to Gradio as css: it would put its own selectors before every rule.
HEAD = f'<link rel="stylesheet" href="page/page.css"><link rel="preload" as="script" href="page/plotly.js?v={VERSION}">'

_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const) (\w+))", re.MULTILINE)


def page_files() -> APIRouter:
    """The routes below ``/page``; whatever else lies in the folder is sent as it is."""
    router = APIRouter(prefix="/page")

    @router.get("/page.css")
    def page_css(request: Request) -> Response:
        return _fresh(request, styles(), "text/css")

    @router.get("/main.js")
    def main_js(request: Request) -> Response:
        return _fresh(request, scripts(), "text/javascript")

    @router.get("/plotly.js")
    def plotly_file(request: Request) -> Response:
        return _plotly_response(request)

    return router


class SingleFiles(StaticFiles):
    """Files as they lie in the folder; asked for anew on every load, sent only when changed."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "no-cache"
        return response


def styles() -> str:
    """All style sheets in the order of their names."""
    return "".join(path.read_text(encoding="utf-8") for path in sorted(PAGE_FILES.glob("*.css")))


def scripts() -> str:
    """All modules as one: each is a function, called once, that gives what it exports."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(PAGE_FILES.glob("*.js"))}
    del texts[WORKER]
    imports = {name: [other for _, other in _IMPORT.findall(text)] for name, text in texts.items()}
    joined = "".join(_called(name, texts[name]) for name in TopologicalSorter(imports).static_order())
    return f"{joined}export const {_exports(texts[ENTRY])} = ${ENTRY};\n"


def _called(name: str, text: str) -> str:
    body = _EXPORT.sub("", _IMPORT.sub(r"const \1 = $\2;", text))
    return f"const ${name} = (() => {{\n{body}return {_exports(text)};\n}})();\n"


def _exports(text: str) -> str:
    return f"{{ {', '.join(_EXPORT.findall(text))} }}"


def _fresh(request: Request, text: str, media_type: str) -> Response:
    """As ``SingleFiles``."""
    data = text.encode()
    headers = {"Cache-Control": "no-cache", "ETag": _tag(data)}
    return _unchanged(request, headers) or Response(data, media_type=media_type, headers=headers)


def _unchanged(request: Request, headers: dict[str, str]) -> Response | None:
    """The answer to a browser that holds the very file already."""
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
