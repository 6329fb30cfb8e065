"""Replies under way in all tabs, for the end of the program, which waits for them to be kept."""

import threading

from ui.chat.replies.reply import Reply


class UnderWay:
    """Thread-safe."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._replies: dict[str, Reply] = {}

    def add(self, reply: Reply) -> None:
        with self._changed:
            self._replies[reply.run] = reply

    def remove(self, reply: Reply) -> None:
        """Says that the reply is kept, or that there is nothing of it to keep."""
        with self._changed:
            self._replies.pop(reply.run, None)
            self._changed.notify_all()

    def all(self) -> tuple[Reply, ...]:
        with self._changed:
            return tuple(self._replies.values())

    def wait(self, patience_s: float) -> tuple[Reply, ...]:
        """Waits until there are none; returns those that are left then."""
        with self._changed:
            self._changed.wait_for(lambda: not self._replies, patience_s)
            return tuple(self._replies.values())
