"""Leftovers: each kind of thing that a test can leave behind is seen."""

import os
import socket
import threading

import pytest

from tests import threads
from tests.leftovers import Held


def test_what_is_given_back_is_not_left() -> None:
    before = Held.now()
    with open(os.devnull, "rb"), socket.socket():
        thread = threading.Thread(target=int)
        thread.start()
    assert before.more_now() == []


@pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="reads Linux' /proc")
def test_what_is_left_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "_ENDS_WITHIN_S", 0.01)
    before, ends = Held.now(), threading.Event()
    threading.Thread(target=ends.wait, name="waiting", daemon=True).start()
    with open(os.devnull, "rb"), socket.socket(), socket.socket():
        assert before.more_now() == ["thread waiting", f"1 more of {os.devnull}", "2 more of socket"]
    ends.set()
