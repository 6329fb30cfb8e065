"""The programs under test, started and ended."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from hybrid.machine.user_folders import HOME_VARIABLE

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


@contextmanager
def running(*command: str, home: Path | None = None, **variables: str) -> Iterator[str]:
    """Starts a Python program that prints its address; gives the address, and ends the program.

    What it keeps for its user goes below ``home``, or is gone with it; ``variables`` join its environment.
    """
    with TemporaryDirectory() as passing:
        yield from _run(command, variables | {HOME_VARIABLE: str(home or passing)})


def scripted(*options: str, home: Path | None = None, compiled: bool = False) -> AbstractContextManager[str]:
    """The page on the scripted engine.

    Compiling the cache's rules takes longer than most tests; interpreted, they are fast enough for short replies.
    """
    variables = {} if compiled else {"NUMBA_DISABLE_JIT": "1"}
    return running("-m", "tests.e2e.fake_app", *options, home=home, **variables)


def _run(command: Sequence[str], variables: dict[str, str]) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-u", *command],
        cwd=ROOT,
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield _address_from(process)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _address_from(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if ready := re.match(r"Ready: open (http://\S+)", line):
            return ready.group(1)
    pytest.fail("The program ended before it gave an address:\n" + "".join(said))
