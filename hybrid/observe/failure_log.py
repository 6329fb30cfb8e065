"""Failures that a loop survives: each kind is logged once, so that one a second does not fill the log.

Knows exceptions and a logger; which failures may be survived, its users decide.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from logging import Logger


class FailureLog:
    """Belongs to one loop. A kind is what was being done, and the error's class."""

    def __init__(self, logger: Logger) -> None:
        self._logger = logger
        self._told: set[tuple[str, type[BaseException]]] = set()

    @contextmanager
    def surviving(self, doing: str) -> Iterator[None]:
        """Logs an exception out of the block and goes on behind it; ``doing`` completes "Failed while ..."."""
        try:
            yield
        except Exception as error:
            self.tell(doing, error)

    def tell(self, doing: str, error: BaseException) -> None:
        """Logs the error, unless one of its kind has been."""
        kind = (doing, type(error))
        if kind not in self._told:
            self._told.add(kind)
            self._logger.warning("Failed while %s, and went on; said once: %r", doing, error, exc_info=error)
