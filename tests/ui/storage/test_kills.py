"""SIGKILL at random moments, while a program keeps turns of conversations and runs: what it was told is kept, is there.

``KILLS=500 pytest tests/ui/storage/test_kills.py`` tries more of them.
"""

import multiprocessing
import os
import random
import signal
import sys
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from tests.fakes.writers import PATIENCE_S, STATS, conversations, turn
from ui.storage.conversations import SavedMessage
from ui.storage.runs import Curve, RunsStore, run_of

KILLS = int(os.environ.get("KILLS", "30"))
LONGEST_S = 0.06
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs signals and fork")


def write_for_ever(folder: Path, writer: int, told: Connection) -> None:
    """Says after each write what is kept by now."""
    store, runs = conversations(folder), RunsStore(lambda: folder / "runs.db")
    told.send(None)
    for number in range(1 << 30):
        if number % 9 == 0:
            conversation: str = ""
            before: tuple[SavedMessage, ...] = ()
        after = (*before, *turn(writer, number))
        conversation, before = store.keep(conversation, before, after), after
        told.send((conversation, after))
        run = f"{writer}-{number}"
        runs.add(run_of(replace(STATS, request_id=run), "stop", "demo-moe"), Curve(1, (20.0,), (0.5,)))
        told.send(run)


def test_what_was_acknowledged_is_there(tmp_path: Path) -> None:
    forked, rng = multiprocessing.get_context("fork"), random.Random(0)
    kept: dict[str, Any] = {}
    runs: list[str] = []
    for writer in range(KILLS):
        hears, tells = forked.Pipe(duplex=False)
        program = forked.Process(target=write_for_ever, args=(tmp_path, writer, tells))
        program.start()
        tells.close()
        assert hears.recv() is None
        sleep(rng.uniform(0.0, LONGEST_S))
        os.kill(program.pid or 0, signal.SIGKILL)
        program.join(PATIENCE_S)
        while hears.poll():
            try:
                said = hears.recv()
            except EOFError:
                break
            if isinstance(said, str):
                runs.append(said)
            else:
                kept[said[0]] = said[1]
    store = conversations(tmp_path)
    for conversation, messages in kept.items():
        # A turn more may have been kept, of which the program could say nothing any more.
        assert store.read(conversation)[: len(messages)] == messages
    assert store.problem == ""
    there = {run["id"] for run in RunsStore(lambda: tmp_path / "runs.db").rows()}
    assert set(runs) <= there
    assert len(runs) > KILLS // 4, "it was killed while it wrote, not before"
