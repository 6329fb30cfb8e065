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
    """A reply to make, and the events of it for whoever asked."""

    request: GenerationRequest
    events: "queue.SimpleQueue[TokenEvent | BaseException]" = field(default_factory=queue.SimpleQueue)
    cancelled: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Command:
    """Something to execute on the engine's thread, and the future of its result."""

    action: Callable[[], Any]
    between_tokens: bool  # else only between replies
    done: "Future[Any]" = field(default_factory=Future)

    def execute(self) -> None:
        try:
            self.done.set_result(self.action())
        except BaseException as error:
            self.done.set_exception(error)


class Orders:
    """The inbox. ``replies`` and ``deferred`` have been taken out of it and are still to be done."""

    def __init__(self) -> None:
        self._inbox: queue.SimpleQueue[Reply | Command | None] = queue.SimpleQueue()
        self.replies: deque[Reply] = deque()
        self.deferred: deque[Command] = deque()

    def put(self, order: Reply | Command) -> None:
        self._inbox.put(order)

    def wake(self) -> None:
        """Makes a waiting ``take`` return."""
        self._inbox.put(None)

    def take(self, wait: bool) -> None:
        """Empties the inbox and executes the commands that may run between tokens; ``wait``: a while for the first."""
        timeout = _IDLE_PERIOD_S if wait else 0.0
        while True:
            try:
                order = self._inbox.get(timeout=timeout) if timeout else self._inbox.get_nowait()
            except queue.Empty:
                return
            timeout = 0.0
            if isinstance(order, Reply):
                self.replies.append(order)
            elif isinstance(order, Command) and order.between_tokens:
                order.execute()
            elif isinstance(order, Command):
                self.deferred.append(order)
