"""The program is ended in the middle of a reply: what was written is kept, and it ends at once and quietly."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hybrid.machine.user_folders import HOME_VARIABLE
from tests.faults.tab import Tab
from tests.repository import ROOT
from ui.chat.replies.writer import PATIENCE_S
from ui.server.server import GRACE_S
from ui.storage.conversations import Conversations, SavedMessage

WORDS = " ".join(f"word{number}" for number in range(2000))
FIELDS = [0, 1, 0, 0, 1, "", 2000, ""]
QUESTION = "How are you?"
AT_MOST_S = 2.0
ALWAYS_S = 0.3  # until uvicorn looks at its signals, and for connections to be told


@contextmanager
def program(home: Path) -> Iterator["subprocess.Popen[str]"]:
    """The page on a scripted engine that writes for minutes."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "tests.e2e.fake_app", "--pace", "0.02", "--reply", WORDS],
        cwd=ROOT,
        env=os.environ | {HOME_VARIABLE: str(home), "NUMBA_DISABLE_JIT": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def kept(home: Path) -> tuple[SavedMessage, ...]:
    store = Conversations(lambda: home / "data" / "conversations.db")
    (listed,) = store.listed()
    return store.read(listed.id)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_in_the_middle_of_a_reply(tmp_path: Path, number: signal.Signals) -> None:
    with program(tmp_path) as process:
        assert process.stdout
        tab = Tab(process.stdout.readline().split()[2])
        tab.ask(QUESTION, *FIELDS)
        with tab.events() as lines:
            assert any("word9" in line for line in lines)
            process.send_signal(number)
            process.wait(60)
        tab.client.close()
        _, errors = process.communicate()
    question, answer = kept(tmp_path)
    assert question.text == QUESTION
    assert answer.text.startswith("word0 word1 ")
    assert "word9" in answer.text
    assert errors == ""
    assert process.returncode in {0, -number, 128 + number}


def test_waiting_for_replies_and_connections_leaves_time_to_spare() -> None:
    assert PATIENCE_S + GRACE_S + ALWAYS_S < AT_MOST_S
