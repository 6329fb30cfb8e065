"""The program is ended in the middle of a reply: what was written is kept, and it ends at once and quietly."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from hybrid.machine.user_folders import HOME_VARIABLE
from tests.repository import ROOT
from ui.chat.handlers import PATIENCE_S
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


class Tab:
    """As the browser asks."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=address, timeout=60)
        config = self.client.get("/config").json()
        self._handlers = {each["api_name"]: each for each in config["dependencies"]}
        self._ids = {each["props"].get("elem_id"): each["id"] for each in config["components"]}

    def ask(self) -> None:
        """Sends the question, and begins with the reply."""
        answer = dict(
            zip(self._handlers["ask"]["outputs"], self._post("run/predict", "ask", [QUESTION, [], "", ""]), strict=True)
        )
        chat = [{"role": "user", "content": [{"type": "text", "text": QUESTION}], "metadata": None}]
        run, conversation = answer[self._ids["run"]], answer[self._ids["conversation"]]
        self._post("queue/join", "reply", [chat, run, conversation, *FIELDS])

    def _post(self, route: str, name: str, data: list[Any]) -> list[Any]:
        body = {"data": data, "fn_index": self._handlers[name]["id"], "session_hash": "tab"}
        answer = self.client.post(f"/gradio_api/{route}", json=body)
        assert answer.status_code == 200, answer.text
        values: list[Any] = answer.json().get("data", [])
        return values


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
        tab.ask()
        with tab.client.stream("GET", "/gradio_api/queue/data", params={"session_hash": "tab"}) as events:
            assert any("word9" in line for line in events.iter_lines())
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
