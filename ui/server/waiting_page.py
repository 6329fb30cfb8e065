"""Waiting page: what the port answers while the program starts, and the terminal says, too.

The port is open before torch and Gradio are imported, which takes seconds, and before a model is read, which may take
minutes. Imports nothing that takes time. Hands the listening socket over when the real page is there.
"""

import _thread
import json
import os
import signal
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic
from types import MappingProxyType

from ui.server.access import OTHER_USER, Access
from ui.server.connections.owners import Connection
from ui.server.served_names import ServedNames, same_site

PAGE = Path(__file__).with_name("waiting_page.html")
STATUS, CANCEL = "/startup", "/startup/cancel"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_POLL_S = 0.05
_TELL_AGAIN_S = 10.0  # between two lines in the terminal of how far one stage is
_LAST_LOOK_S = 1.5  # how long a page that is open has to learn why the program ends


@dataclass(frozen=True, slots=True)
class Stage:
    """``share`` of it that is done, 0 to 1; ``failed``: the program ends, for the reason that ``what`` gives."""

    what: str
    share: float = 0.0
    failed: bool = False


class WaitingPage:
    """Answers on ``listener`` until it is closed; ``tell`` gets every new stage as a line, and now and then
    how far it is."""

    def __init__(
        self, listener: socket.socket, access: Access, model: str, tell: Callable[[str], None] = print
    ) -> None:
        self.stage = Stage("Loading libraries")
        self.looked = threading.Event()  # somebody has seen the present stage
        self.names, self.model, self.started = ServedNames(access.host), model, monotonic()
        self.access, self.port = access, int(listener.getsockname()[1])
        self._tell, self._told = tell, monotonic()
        self._server = _Server(listener, self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_POLL_S,), name="waiting-page", daemon=True
        )
        self._thread.start()

    def progress(self, share: float, what: str) -> None:
        """As ``hybrid.progress.Progress``."""
        kind, previous_kind = what.partition(":")[0], self.stage.what.partition(":")[0]
        self.stage = Stage(what, share)
        now = monotonic()
        if kind != previous_kind:
            self._tell(f"{kind} ...")
            self._told = now
        elif now - self._told >= _TELL_AGAIN_S:
            self._tell(what)
            self._told = now

    def fail(self, why: str) -> None:
        """Says why the program ends, and gives a page that is open the time to ask."""
        self.looked.clear()
        self.stage = Stage(why, failed=True)
        self.looked.wait(_LAST_LOOK_S if self._server.asked else 0)
        self.close()

    def close(self) -> None:
        """Answers nobody any more; the socket goes on listening, and who asks now waits."""
        self._server.shutdown()
        self._thread.join()

    def status(self) -> dict[str, object]:
        stage = self.stage
        self.looked.set()
        return {
            "model": self.model,
            "what": stage.what,
            "share": stage.share,
            "failed": stage.failed,
            "seconds": monotonic() - self.started,
        }


def _interrupt() -> None:
    """As Ctrl+C in the terminal. A main thread that waits for another one is woken by a real signal alone."""
    if os.name == "posix":
        os.kill(os.getpid(), signal.SIGINT)
    else:
        _thread.interrupt_main()


class _Server(ThreadingHTTPServer):
    """On a socket that listens already."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, listener: socket.socket, page: WaitingPage) -> None:
        super().__init__(listener.getsockname()[:2], _Answer, bind_and_activate=False)
        self.socket.close()
        self.socket, self.page, self.asked = listener, page, False


class _Answer(BaseHTTPRequestHandler):
    server: _Server
    timeout = 5

    def do_GET(self) -> None:
        page = self.server.page
        if not page.names.serves(self.headers.get("Host", "")):
            self._send(400, "text/plain", "This server does not answer to that host name.")
        elif self._is_stranger():
            return
        elif self.path.partition("?")[0] == STATUS:
            self.server.asked = True
            self._send(200, "application/json", json.dumps(page.status()))
        elif "text/html" in self.headers.get("Accept", ""):
            self._send(200, "text/html; charset=utf-8", PAGE.read_text(encoding="utf-8"))
        else:
            self._send(503, "text/plain", "The program is starting.")

    def do_POST(self) -> None:
        host = self.headers.get("Host", "")
        if not self.server.page.names.serves(host) or not same_site(host, self.headers.get("Origin") or "null"):
            self._send(403, "text/plain", "Requests from other sites are refused.")
        elif self._is_stranger():
            return
        elif self.path == CANCEL:
            _interrupt()
            self._send(202, "text/plain", "")
        else:
            self._send(503, "text/plain", "The program is starting.")

    def log_message(self, format: str, *arguments: object) -> None:
        """The terminal is for the person who started the program."""

    def _is_stranger(self) -> bool:
        """Whether somebody came without a key, or brings one just now; either has been answered then."""
        page, (path, _, query) = self.server.page, self.path.partition("?")
        if not page.access.may_connect(Connection(self.client_address[:2], self.connection.getsockname()[:2])):
            self._send(403, "text/plain", OTHER_USER)
            return True
        if self.command == "GET" and page.access.is_key(query):
            self._send(303, "text/plain", "", page.access.entry_headers(path, page.port))
            return True
        cookies = "; ".join(self.headers.get_all("Cookie", []))
        if page.access.admits(cookies, self.headers.get("Authorization", ""), page.port):
            return False
        text, asked = page.access.question()
        self._send(401, "text/plain", text, asked)
        return True

    def _send(self, status: int, kind: str, text: str, more: Mapping[str, str] = MappingProxyType({})) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in (_HEADERS | {"Content-Type": kind, "Content-Length": str(len(body))} | dict(more)).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
