"""Scripted programs, forked from one process that has imported all they need: importing takes longer than most tests.

``python -m tests.e2e.forks`` is that process. Its standard input is a socket on which it is handed another socket for
each fork; there the fork reads how it is to run and writes what a program prints.
"""

import atexit
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TextIO

from tests.repository import ROOT

END_S = 30


@contextmanager
def forked(options: Sequence[str], variables: dict[str, str]) -> Iterator[TextIO]:
    """What ``tests.e2e.fake_app`` with ``options`` prints; the program ends with this context.

    ``variables`` join its environment.
    """
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            socket.send_fds(_handing_over(), [b"."], [theirs.fileno()])
        ours.sendall(f"{json.dumps([options, variables])}\n".encode())
        with ours.makefile(encoding="utf-8") as output:
            try:
                yield output
            finally:
                ours.shutdown(socket.SHUT_WR)
                ours.settimeout(END_S)
                output.read()  # until nobody can write there any more


@cache
def _handing_over() -> socket.socket:
    """To the process that forks, which is started for the first program and ends with the tests."""
    ours, theirs = socket.socketpair()
    with theirs:
        # Compiling the cache's rules would take longer than most tests.
        environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
        process = subprocess.Popen([sys.executable, "-u", "-m", __name__], cwd=ROOT, env=environment, stdin=theirs)

    def end() -> None:
        ours.close()
        process.wait(END_S)

    atexit.register(end)
    return ours


def _serve_forks() -> None:
    from tests.e2e.fake_app import main  # here, where nobody waits for it in vain

    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    handed_over = socket.socket(fileno=os.dup(0))
    while passed := socket.recv_fds(handed_over, 1, 1)[1]:
        if os.fork() == 0:
            handed_over.close()
            main(_begin(socket.socket(fileno=passed[0])))
            return
        os.close(passed[0])


def _begin(line: socket.socket) -> list[str]:
    """Makes this fork the program that ``line`` asks for; its options."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with line.makefile(encoding="utf-8") as file:
        options, variables = json.loads(file.readline())
    os.environ.update(variables)
    for output in (1, 2):
        os.dup2(line.fileno(), output)
    threading.Thread(target=_end_with, args=(line,), daemon=True).start()
    return list(options)


def _end_with(line: socket.socket) -> None:
    """Ends this program once the other end is closed."""
    line.recv(1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    _serve_forks()
