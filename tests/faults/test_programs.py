"""Watched programs: each way to end badly is seen, and told from the others."""

import os
import signal
from pathlib import Path

import pytest

from tests.faults.programs import Crashed, Hung, Program

PATIENCE_S = 60.0


def program_of(folder: Path, source: str) -> Program:
    (folder / "watched.py").write_text(source, encoding="utf-8")
    return Program(folder, "watched")


def test_a_program_that_does_as_it_should(tmp_path: Path) -> None:
    program = program_of(tmp_path, "print('Ready: now')\nprint(input(), 'again', flush=True)\ninput()")
    assert program.line("Ready: ", PATIENCE_S) == "now"
    program.tell("said")
    assert program.line("said ", PATIENCE_S) == "again"
    program.end(signal.SIGTERM, PATIENCE_S)


def test_a_program_that_ends_before_its_line(tmp_path: Path) -> None:
    program = program_of(tmp_path, "print('something else')")
    with pytest.raises(Crashed, match="before a line 'Ready"):
        program.line("Ready: ", PATIENCE_S)
    program.ended(PATIENCE_S)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other ends")
def test_a_program_that_crashes_says_where(tmp_path: Path) -> None:
    program = program_of(tmp_path, "import resource, os\nresource.setrlimit(resource.RLIMIT_CORE, (0, 0))\nos.abort()")
    with pytest.raises(Crashed, match=f"ended with -{int(signal.SIGABRT)}"):
        program.ended(PATIENCE_S)
    assert any("Fatal Python error" in line for line in program.said)


@pytest.mark.parametrize(
    "source", ["raise ValueError('x')", "import threading\nthreading.Thread(target=int, args='x').start()"]
)
def test_a_traceback_is_a_crash_whatever_the_status(tmp_path: Path, source: str) -> None:
    program = program_of(tmp_path, source)
    with pytest.raises(Crashed):
        program.ended(PATIENCE_S)


def test_a_program_that_hangs_is_ended_and_says_where_it_was(tmp_path: Path) -> None:
    program = program_of(
        tmp_path,
        "import resource, threading\nresource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n"
        "def waiting_for_ever():\n    print('here', flush=True)\n    threading.Event().wait()\nwaiting_for_ever()",
    )
    program.line("here", PATIENCE_S)
    with pytest.raises(Hung):
        program.line("there", 0.01)
    with pytest.raises(Hung):
        program.ended(0.01)
    program.abort()
    assert any("waiting_for_ever" in line for line in program.said)
