"""Threads that a test leaves behind."""

import threading
from collections.abc import Collection

_ENDS_WITHIN_S = 10
_OF_THE_PROGRAM = frozenset({"text-helper", "text-helper-start"})  # one helper serves all engines, and stays


def left_over(before: Collection[threading.Thread]) -> list[str]:
    """Names of those begun since that do not end.

    transformers tells the threads that read weights to end, and does not wait for it.
    """
    since = [thread for thread in threading.enumerate() if thread not in before and thread.name not in _OF_THE_PROGRAM]
    for thread in since:
        thread.join(_ENDS_WITHIN_S)
    return [thread.name for thread in since if thread.is_alive()]
