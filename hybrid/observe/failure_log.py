"""Log of failures that a loop survives: each kind is logged once, so that one a second does not fill the log.

Knows exceptions and a logger; its users decide which failures to survive.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from logging import Logger


class FailureLog:
    """Belongs to one loop. The kind of a failure is what the loop was doing, and the error's class."""

    def __init__(self, logger: Logger) -> None:
        self._logger = logger
        self._logged: set[tuple[str, type[BaseException]]] = set()

    @contextmanager
    def surviving(self, doing: str) -> Iterator[None]:
        """Logs an exception from the block and goes on after it; ``doing`` completes "Failed while ..."."""
        try:
            yield
        except Exception as error:
            self.tell(doing, error)

    def tell(self, doing: str, error: BaseException) -> None:
        """Logs the error, unless one of its kind has been logged before."""
        kind = (doing, type(error))
        if kind not in self._logged:
            self._logged.add(kind)
            self._logger.warning("Failed while %s, and went on; said once: %r", doing, error, exc_info=error)
