"""Progress and cancelling of long work: the functions that it calls on the way."""

from collections.abc import Callable

Progress = Callable[[float, str], None]
"""Called with the share of the work that is done, 0 to 1, and a description of what comes next."""
Cancelled = Callable[[], bool]


def no_progress(share: float, what: str) -> None:
    """Ignores progress."""


def never_cancelled() -> bool:
    return False
