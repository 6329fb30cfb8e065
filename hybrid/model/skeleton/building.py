"""Building of models by transformers: one at a time in a process, and quietly.

While transformers builds a model, it replaces functions of its classes and torch's default dtype, and restores them
afterwards. Two threads at once would each restore the other's replacements for good: tied weights of every later model
would be left untied.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from transformers.utils import logging

_ONE_AT_A_TIME = RLock()


@contextmanager
def building() -> Iterator[None]:
    """Waits for other threads that build; keeps progress bars and reports of mismatches off the terminal."""
    with _ONE_AT_A_TIME:
        verbosity, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
        logging.set_verbosity_error()
        logging.disable_progress_bar()
        try:
            yield
        finally:
            logging.set_verbosity(verbosity)
            if bars:
                logging.enable_progress_bar()
