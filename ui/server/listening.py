"""Listening socket of the server, and its address; before anything else is loaded, so that the port is open at once."""

import errno
import os
import socket
import time
from typing import Any

PORTS_TRIED = 20
LAST_PORT = 65_535
_NO_FILES_LEFT = frozenset({errno.EMFILE, errno.ENFILE})
_REST_S = 0.05


class Listener(socket.socket):
    """A listening socket that turns clients away while the process may open no more files.

    Otherwise the client stays in the queue, the socket stays readable, and an event loop that looks at it again and
    again has no time for anything else and writes a line each time. The file that is kept open for this makes room for
    accepting the client and closing its connection at once.
    """

    _spare: int | None = None

    def keep_spare(self) -> None:
        """Opens the file whose place an accepted connection can take."""
        try:
            self._spare = os.open(os.devnull, os.O_RDONLY)
        except OSError:
            self._spare = None

    def accept(self) -> tuple[socket.socket, Any]:
        """As of any socket. Raises ``ConnectionAbortedError`` for a client that was turned away."""
        try:
            return super().accept()
        except OSError as error:
            if error.errno not in _NO_FILES_LEFT:
                raise
        self._turn_away()
        raise ConnectionAbortedError(errno.ECONNABORTED, "no files left for this connection")

    def close(self) -> None:
        self._release_spare()
        super().close()

    def _turn_away(self) -> None:
        if self._spare is None:
            time.sleep(_REST_S)  # somebody else took its place
        self._release_spare()
        try:
            super().accept()[0].close()
        except OSError:
            time.sleep(_REST_S)
        self.keep_spare()

    def _release_spare(self) -> None:
        if self._spare is not None:
            os.close(self._spare)
            self._spare = None


def listen(host: str, port: int) -> Listener:
    """A listening socket on ``port`` or the next free one. Raises ``OSError`` when there is none."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    last_error: OSError | None = None
    for candidate in range(port, min(port + PORTS_TRIED, LAST_PORT + 1)) if port else (0,):
        # Explicitly TCP: otherwise asyncio leaves Nagle's algorithm on, which delays every small answer by 40 ms.
        listener = Listener(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
        except OSError as error:
            listener.close()
            last_error = error
        else:
            listener.listen()
            listener.keep_spare()
            return listener
    raise last_error or OSError(f"No free port from {port} on.")


def address_of(listener: socket.socket, host: str) -> str:
    """What to open in a browser."""
    return f"http://{_address_name(host)}:{listener.getsockname()[1]}"


def _address_name(host: str) -> str:
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"[{name}]" if ":" in name else name
