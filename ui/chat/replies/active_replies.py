"""Active replies: the one waiting or running reply of each tab, the tabs that follow it, and its end without any.

A reply belongs to the program, not to the tab that asked for it. Tabs follow it: the one that asked, the same one after
a reload, others that show the same conversation. When the last has gone, the reply goes on for a grace period, in
which a reloaded tab is back, and then is cancelled.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import gradio as gr

from hybrid.types import new_request_id
from ui.chat.messages import Message
from ui.chat.replies.reply import Reply

# Long enough for a page to load again on a busy machine.
GRACE_S = 30.0
LEAVING_S = 5.0

Later: TypeAlias = Callable[[Callable[[], None]], object]
"""Calls what it is given after the grace period, on another thread."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The page before a question: the chat, and in the composer the text and the message being edited.

    ``continues``: no question was asked; the last reply, with this request id, goes on.
    """

    before: list[Message] | None = None
    text: str = ""
    editing: str = ""
    continues: str = ""


class Found(NamedTuple):
    """A reply that a tab takes up; ``reply`` is ``None`` while it waits for its turn."""

    run: str
    reply: Reply | None


@dataclass(slots=True)
class _Run:
    asked: Asked
    reply: Reply | None = None
    followers: list[str] = field(default_factory=list)
    abandoned: object = None  # the time without followers that its end waits for


def after_grace(action: Callable[[], None]) -> None:
    timer = threading.Timer(GRACE_S, action)
    timer.daemon = True  # the program's end does not wait for it
    timer.start()


class ActiveReplies:
    """Thread-safe. A run is one reply; whoever begins one must end it, whatever happens in between."""

    def __init__(self, cancel: Callable[[str], None], later: Later = after_grace) -> None:
        self._cancel, self._later = cancel, later
        self._lock = threading.Condition()
        self._run_of: dict[str, str] = {}  # tab -> the run that Stop ends
        self._leaving: set[str] = set()  # tabs that still follow, but not for long
        self._runs: dict[str, _Run] = {}  # until the reply has ended and all its followers have shown that

    def begin(self, tab: str, asked: Asked | None = None) -> str | None:
        """A new run for the tab, or ``None`` while it has one."""
        with self._lock:
            if tab in self._run_of:
                return None
            run = new_request_id()
            self._run_of[tab], self._runs[run] = run, _Run(asked or Asked())
            return run

    def take_up(self, tab: str, run: str, conversation: str) -> Found | None:
        """Makes that run the tab's, or the one that is writing in that conversation; ``None`` if there is neither.

        The tab has the grace period to follow it.
        """
        with self._lock:
            if run not in self._runs:
                run = next((each for each in self._runs if conversation and self._writes_in(each) == conversation), "")
            found = self._runs.get(run)
            if found is None or (found.reply and found.reply.is_over):
                return None
            self._run_of[tab] = run
        self._abandon(run)
        return Found(run, found.reply)

    def is_busy(self, request: gr.Request) -> bool:
        """Whether the request's tab has a reply under way, or a stopped one that has not shown its end yet."""
        tab = tab_of(request)
        with self._lock:
            return tab in self._run_of or any(tab in each.followers for each in self._runs.values())

    def leave(self, tab: str) -> bool:
        """Lets the tab show something else, if another tab follows its reply; returns whether it may.

        Waits until the tab is sent no more of the reply, which would be shown in place of what comes next.
        """
        with self._lock:
            run = self._run_of.get(tab, "")
            followers = self._runs[run].followers if run in self._runs else []
            if all(each == tab for each in followers):
                return False
            del self._run_of[tab]
            if tab in followers:
                self._leaving.add(tab)
                followers[:] = [each for each in followers if each != tab]
                self._lock.wait_for(lambda: tab not in self._leaving, LEAVING_S)
            return True

    def writer(self, tab: str, run: str, reply: Reply) -> Reply | None:
        """The reply of the tab's run: the one that is being written, or else ``reply``, which the caller starts.

        ``None`` if the tab no longer has this run.
        """
        with self._lock:
            if self._run_of.get(tab) != run or run not in self._runs:
                return None
            current = self._runs[run]
            current.reply = current.reply or reply
            return current.reply

    @contextmanager
    def following(self, tab: str, run: str) -> Iterator[None]:
        """Marks the tab as following the run while the block runs, or until it leaves."""
        with self._lock:
            current = self._runs.setdefault(run, _Run(Asked()))
            current.followers.append(tab)
            current.abandoned = None
        try:
            yield
        finally:
            with self._lock:
                if tab in current.followers:
                    current.followers.remove(tab)
                self._leaving.discard(tab)
                self._lock.notify_all()
            self.end(tab, run)
            self._abandon(run)

    def follows(self, tab: str, run: str) -> bool:
        with self._lock:
            return run in self._runs and tab in self._runs[run].followers

    def asked(self, run: str) -> Asked:
        """The page before the run's question."""
        with self._lock:
            current = self._runs.get(run)
        return current.asked if current else Asked()

    def is_current(self, tab: str, run: str) -> bool:
        with self._lock:
            return bool(run) and self._run_of.get(tab) == run

    def stop(self, tab: str) -> None:
        """Ends the tab's reply, whether it is running or still waiting for its turn."""
        with self._lock:
            run = self._run_of.pop(tab, "")
            self._drop_if_done(run)
        if run:
            self._cancel(run)

    def end(self, tab: str, run: str) -> None:
        """The tab has no longer this run."""
        with self._lock:
            if self._run_of.get(tab) == run and not (run in self._runs and tab in self._runs[run].followers):
                del self._run_of[tab]
            self._drop_if_done(run)

    def over(self, run: str) -> None:
        """The reply has ended: tabs that do not follow it have no run any more."""
        with self._lock:
            followers = self._runs[run].followers if run in self._runs else []
            for tab in [tab for tab, its in self._run_of.items() if its == run and tab not in followers]:
                del self._run_of[tab]
            self._drop_if_done(run)

    def _writes_in(self, run: str) -> str:
        reply = self._runs[run].reply
        return "" if reply is None or reply.is_over else reply.conversation

    def _drop_if_done(self, run: str) -> None:
        """Forgets a run that has ended, or that nobody has and that has not begun."""
        current = self._runs.get(run)
        if current is None or current.followers:
            return
        if current.reply.is_over if current.reply else run not in self._run_of.values():
            del self._runs[run]

    def _abandon(self, run: str) -> None:
        """Cancels the reply after the grace period, unless somebody follows it then."""
        with self._lock:
            current = self._runs.get(run)
            if current is None or current.reply is None or current.followers:
                return
            current.abandoned = since = object()

        def expire() -> None:
            with self._lock:
                given_up = current.abandoned is since and not current.followers
            if given_up:
                self._cancel(run)

        self._later(expire)


def tab_of(request: gr.Request) -> str:
    return str(request.session_hash)
