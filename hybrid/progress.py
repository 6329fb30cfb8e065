"""Progress and cancelling of long work: what is told on the way, and what is asked."""

from collections.abc import Callable

Progress = Callable[[float, str], None]
"""Told the share of the work that is done, 0 to 1, and what is being done."""
Cancelled = Callable[[], bool]


def no_progress(share: float, what: str) -> None:
    """Nobody watches."""


def never_cancelled() -> bool:
    return False
