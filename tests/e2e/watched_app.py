"""Runs ``app.py`` unchanged while noting every address it connects to or looks up outside this machine.

``python -m tests.e2e.watched_app LOG [options of app.py]``; the log stays empty when all is well.
"""

import runpy
import socket
import sys
from pathlib import Path
from typing import Any

LOCAL = ("127.", "::1", "localhost")


def watch(log: Path) -> None:
    """Wraps the two ways out: connecting a socket and resolving a name."""
    log.touch()
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def note(target: object) -> None:
        if not str(target).startswith(LOCAL):
            with log.open("a", encoding="utf-8") as file:
                file.write(f"{target}\n")

    def noted_connect(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            note(address[0])
        connect(self, address)

    def noted_look_up(host: Any, *rest: Any, **named: Any) -> Any:
        if host is not None:
            note(host)
        return look_up(host, *rest, **named)

    socket.socket.connect = noted_connect  # type: ignore[method-assign]
    socket.getaddrinfo = noted_look_up


if __name__ == "__main__":
    watch(Path(sys.argv[1]))
    sys.argv = ["app.py", *sys.argv[2:]]
    runpy.run_path(str(Path(__file__).parents[2] / "app.py"), run_name="__main__")
