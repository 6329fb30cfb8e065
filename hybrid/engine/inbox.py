"""Inbox of the engine's thread: replies in their order, commands between tokens or replies.

Knows queues and futures; any thread may put an order, one thread takes them.
"""

import queue
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from hybrid.types import GenerationRequest, TokenEvent

_IDLE_PERIOD_S = 0.5


@dataclass(slots=True, eq=False)
class Reply:
    """A reply to make, and the queue of its events, which the caller reads."""

    request: GenerationRequest
    events: "queue.SimpleQueue[TokenEvent | BaseException]" = field(default_factory=queue.SimpleQueue)
    cancelled: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Command:
    """An action for the engine's thread, and the future of its result."""

    action: Callable[[], Any]
    between_tokens: bool  # otherwise only between replies
    done: "Future[Any]" = field(default_factory=Future)

    def execute(self) -> None:
        try:
            self.done.set_result(self.action())
        except BaseException as error:
            self.done.set_exception(error)


class Inbox:
    """Orders still to be carried out: ``replies``; ``ready`` commands, which may run between two tokens; and
    ``deferred`` commands, which wait until no reply is under way."""

    def __init__(self) -> None:
        self._received: queue.SimpleQueue[Reply | Command | None] = queue.SimpleQueue()
        self.replies: deque[Reply] = deque()
        self.ready: deque[Command] = deque()
        self.deferred: deque[Command] = deque()

    def put(self, order: Reply | Command) -> None:
        self._received.put(order)

    def wake(self) -> None:
        """Makes a waiting ``receive`` return."""
        self._received.put(None)

    def receive(self, wait: bool, period_s: float | None = None) -> None:
        """Sorts the orders that have come in; with ``wait``, waits for one if there is none, half a second by
        default."""
        timeout = (period_s or _IDLE_PERIOD_S) if wait else 0.0
        while True:
            try:
                order = self._received.get(timeout=timeout) if timeout else self._received.get_nowait()
            except queue.Empty:
                return
            timeout = 0.0
            if isinstance(order, Reply):
                self.replies.append(order)
            elif isinstance(order, Command):
                (self.ready if order.between_tokens else self.deferred).append(order)

    def run_ready(self) -> None:
        """Executes the commands that may run between two tokens."""
        while self.ready:
            self.ready.popleft().execute()
