"""A Hugging Face Hub of one repository on this machine, for tests: what is asked of it, and what it refuses."""

import hashlib
import json
import threading
from collections import Counter
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import pytest
from huggingface_hub import constants

NONE: dict[str, str] = {}


def ask(hub: "Hub", monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    """Has the program ask this Hub in place of the real one, with that cache in front of it."""
    monkeypatch.setattr(constants, "ENDPOINT", hub.address)
    monkeypatch.setattr(
        constants, "HUGGINGFACE_CO_URL_TEMPLATE", hub.address + "/{repo_id}/resolve/{revision}/{filename}"
    )
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))


class Hub:
    """A Hub of one repository, on this machine; notes what is asked of it."""

    NAME = "someone/tiny-moe"
    REVISION = "0" * 39 + "1"

    def __init__(self, folder: Path, ranges: bool = True) -> None:
        self.files = {f.relative_to(folder).as_posix(): f.read_bytes() for f in folder.rglob("*") if f.is_file()}
        self.sizes = {name: len(content) for name, content in self.files.items()}
        self.asked: list[str] = []
        self.sent: Counter[str] = Counter()  # bytes of each file
        self.refusal: tuple[int, dict[str, str]] | None = None  # an answer to everything
        self.cuts: dict[str, list[int]] = {}  # by file: after how many bytes each of the next answers breaks off
        self.ranges: dict[str, list[str]] = {}  # by file: what was asked of it with a body
        self.tokens: set[str] = set()  # that came with requests
        self._ranges = ranges
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                hub.answer(self, with_body=False)

            def do_GET(self) -> None:
                hub.answer(self, with_body=True)

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, request: BaseHTTPRequestHandler, with_body: bool) -> None:
        path = unquote(request.path.split("?")[0])
        self.asked.append(path)
        self.tokens.add(request.headers.get("Authorization", ""))
        name = path.partition("/resolve/")[2].partition("/")[2]
        if self.refusal is not None:
            status, headers = self.refusal
            self._send(request, status, b"", with_body, headers)
        elif path.startswith(f"/api/models/{self.NAME}"):
            tree = [{"type": "file", "path": n, "size": size, "oid": "0" * 40} for n, size in self.sizes.items()]
            names = [{"rfilename": n} for n in self.files]
            described = tree if "/tree/" in path else {"id": self.NAME, "sha": self.REVISION, "siblings": names}
            self._send(request, 200, json.dumps(described).encode(), with_body)
        elif path.startswith(f"/{self.NAME}/resolve/") and name in self.files:
            self._send_file(request, name, with_body)
        else:
            self._send(request, 404, b"", with_body, {"X-Error-Code": "RepoNotFound"})

    def _send_file(self, request: BaseHTTPRequestHandler, name: str, with_body: bool) -> None:
        body, asked = self.files[name], request.headers.get("Range")
        status = 200
        if asked and self._ranges:
            start, _, end = asked.removeprefix("bytes=").partition("-")
            body, status = body[int(start) : int(end) + 1 if end else None], 206
        if with_body:
            self.sent[name] += len(body)
            self.ranges.setdefault(name, []).append(asked or "")
        etag = f'"{hashlib.sha256(self.files[name]).hexdigest()}"'
        sizes = {"Content-Length": str(len(body)), "ETag": etag, "X-Repo-Commit": self.REVISION}
        if with_body and self.cuts.get(name):
            body = body[: self.cuts[name].pop(0)]
            request.close_connection = True
        self._send(request, status, body, with_body, sizes)

    def _send(
        self, request: BaseHTTPRequestHandler, status: int, body: bytes, with_body: bool, headers: dict[str, str] = NONE
    ) -> None:
        request.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            request.send_header(name, value)
        request.end_headers()
        if with_body:
            with suppress(ConnectionError):  # who has read enough of a file goes away
                request.wfile.write(body)

    def fetched(self) -> set[str]:
        """Files that somebody asked for, whole or in part."""
        return {path.partition("/resolve/")[2].partition("/")[2] for path in self.asked if "/resolve/" in path}

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
