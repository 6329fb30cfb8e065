"""Programs that are watched for crashes: started, waited for so long at most, ended, and judged by how they ended.

A program that does not do in time what it is waited for is aborted, so that faulthandler says where each of its threads
was. Crashes leave a core file in the program's folder, where the system writes core files there.
"""

import os
import queue
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tests.repository import ROOT

ENDED_WELL = frozenset({0, -signal.SIGTERM, -signal.SIGINT, 128 + signal.SIGINT})
_SIGNS_OF_TROUBLE = ("Fatal Python error", "Traceback (most recent call last)", "terminate called", "corrupt")


class Hung(Exception):
    """What was waited for did not come."""


class Crashed(Exception):
    """The program ended by itself."""


class Program:
    """A module run with faulthandler on; ``said`` has its output so far, standard error in it."""

    def __init__(self, folder: Path, module: str, *options: str, **variables: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-u", "-X", "faulthandler", "-m", module, *options],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": path} | variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said: list[str] = []
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                self.said.append(line)
                self._lines.put(line)
        self._lines.put(None)

    def line(self, start: str, within_s: float) -> str:
        """What follows ``start`` in the next line that begins with it. Raises ``Hung`` or ``Crashed``."""
        while True:
            try:
                line = self._lines.get(timeout=within_s)
            except queue.Empty:
                raise Hung(f"no line {start!r} within {within_s:.0f} s") from None
            if line is None:
                raise Crashed(f"ended before a line {start!r}")
            if line.startswith(start):
                return line.removeprefix(start).rstrip("\n")

    def tell(self, line: str) -> None:
        """Writes a line to the program's input. Raises ``Crashed``."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()
        except OSError:
            raise Crashed("took no more input") from None

    def end(self, number: signal.Signals, within_s: float) -> None:
        """Sends the signal and waits for the program to end, well. Raises ``Hung`` or ``Crashed``."""
        self._process.send_signal(number)
        self.ended(within_s)

    def ended(self, within_s: float) -> None:
        """Waits for the program to end, well. Raises ``Hung`` or ``Crashed``."""
        try:
            code = self._process.wait(within_s)
        except subprocess.TimeoutExpired:
            raise Hung(f"had not ended after {within_s:.0f} s") from None
        self._let_go()
        if code not in ENDED_WELL:
            raise Crashed(f"ended with {code}")
        if trouble := [line for line in self.said if any(sign in line for sign in _SIGNS_OF_TROUBLE)]:
            raise Crashed(trouble[0].strip())

    def abort(self) -> None:
        """Ends a program that hangs, which then says where its threads were; one that has ended stays so."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGABRT)
            try:
                self._process.wait(60)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process.wait()
        self._let_go()

    def _let_go(self) -> None:
        """Of a program that has ended."""
        self._reader.join()
        assert self._process.stdin is not None
        with suppress(OSError):  # of what was still to be written
            self._process.stdin.close()


class Stress:
    """``stress --cpu N`` while the block runs; only ever ends what it started."""

    def __init__(self, workers: int) -> None:
        self._command: Sequence[str] = ("stress", "--cpu", str(workers))
        self._workers = workers
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Stress":
        if self._workers:
            self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, start_new_session=True)
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGTERM)
            self._process.wait()


def let_core_files_be_written() -> None:
    """For the programs started from here on."""
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
