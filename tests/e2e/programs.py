"""The programs under test, started and ended."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from hybrid.machine.user_folders import HOME_VARIABLE
from tests.e2e.forks import forked

ROOT = Path(__file__).parents[2]
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True, slots=True)
class _Addresses:
    """Of programs that have ended: by these the browser has kept the page's files.

    ``ended``: a page of the test that used it may still be open, and would take the next program for the same.
    """

    free: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)


_ADDRESSES = _Addresses()


def release_addresses() -> list[str]:
    """Lets later programs have the addresses of those that have ended since the last call; for between tests."""
    released = _ADDRESSES.ended.copy()
    _ADDRESSES.ended.clear()
    _ADDRESSES.free.extend(released)
    return released


@contextmanager
def running(*command: str, home: Path | None = None, **variables: str) -> Iterator[str]:
    """Starts a Python program that prints its address; gives the address, and ends the program.

    What it keeps for its user goes below ``home``, or is gone with it; ``variables`` join its environment.
    """
    with TemporaryDirectory() as passing:
        yield from _run(command, variables | {HOME_VARIABLE: str(home or passing)})


@contextmanager
def scripted(*options: str, home: Path | None = None, compiled: bool = False) -> Iterator[str]:
    """The page on the scripted engine.

    Compiling the cache's rules takes longer than most tests; interpreted, they are fast enough for short replies.
    """
    if compiled:
        with running("-m", "tests.e2e.fake_app", *options, home=home) as address:
            yield address
        return
    if _ADDRESSES.free and "--port" not in options:
        options = (*options, "--port", _ADDRESSES.free.pop().rpartition(":")[2])
    with TemporaryDirectory() as passing, forked(options, {HOME_VARIABLE: str(home or passing)}) as output:
        yield (address := _address_from(output))
    _ADDRESSES.ended.append(address)


def _run(command: Sequence[str], variables: dict[str, str]) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-u", *command],
        cwd=ROOT,
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield _address_from(process.stdout)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _address_from(output: Iterable[str]) -> str:
    said = []
    for line in output:
        said.append(line)
        if ready := re.match(r"Ready: open (http://\S+)", line):
            return ready.group(1)
    pytest.fail("The program ended before it gave an address:\n" + "".join(said))
