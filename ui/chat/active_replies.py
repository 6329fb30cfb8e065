"""Active replies: the one waiting or running reply of each tab, and the chat before its question."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import gradio as gr

from hybrid.types import new_request_id
from ui.chat.messages import Message


@dataclass(frozen=True, slots=True)
class Asked:
    """The page before a question: the chat, and in the composer the text and the message being edited."""

    before: list[Message] | None = None
    text: str = ""
    editing: str = ""


class ActiveReplies:
    """Thread-safe. A run is one tab's reply; whoever begins one must end it, whatever happens in between."""

    def __init__(self, cancel: Callable[[str], None]) -> None:
        self._cancel = cancel
        self._lock = threading.Lock()
        self._run_of: dict[str, tuple[str, Asked]] = {}
        self._writing: dict[str, str] = {}  # run -> its tab, until the reply has shown its end

    def begin(self, tab: str, asked: Asked | None = None) -> str | None:
        """A new run for the tab, or ``None`` while it has one."""
        with self._lock:
            if tab in self._run_of:
                return None
            run = new_request_id()
            self._run_of[tab] = run, asked or Asked()
            return run

    def is_busy(self, request: gr.Request) -> bool:
        """Whether the request's tab has a reply under way, or a stopped one that has not shown its end yet."""
        with self._lock:
            return tab_of(request) in self._run_of or tab_of(request) in self._writing.values()

    @contextmanager
    def writing(self, tab: str, run: str) -> Iterator[None]:
        """Marks the tab as writing while the block runs; the run ends with the block."""
        with self._lock:
            self._writing[run] = tab
        try:
            yield
        finally:
            self.end(tab, run)
            with self._lock:
                del self._writing[run]

    def is_current(self, tab: str, run: str) -> bool:
        return self.asked(tab, run) is not None

    def asked(self, tab: str, run: str) -> Asked | None:
        """The page before the run's question; ``None`` if the tab no longer has this run."""
        with self._lock:
            current, asked = self._run_of.get(tab, ("", None))
        return asked if run and current == run else None

    def stop(self, tab: str) -> None:
        """Ends the tab's reply, whether it is running or still waiting for its turn."""
        with self._lock:
            run, _ = self._run_of.pop(tab, ("", None))
        if run:
            self._cancel(run)

    def end(self, tab: str, run: str) -> None:
        with self._lock:
            if self._run_of.get(tab, ("",))[0] == run:
                del self._run_of[tab]


def tab_of(request: gr.Request) -> str:
    return str(request.session_hash)
