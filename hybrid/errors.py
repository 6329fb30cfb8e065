"""Every error the engine raises on purpose; each message says what to change.

Knows nothing of torch or of the page. ``HybridError`` is the one class a caller has to catch:

    HybridError
    ├── ConfigError            a setting that cannot be applied
    │   ├── GeometryError      indexes or ways outside the model
    │   ├── MemoryBudgetError  the slots do not fit the memory they would live in
    │   └── ThreadCountError   more CPU threads than the machine has
    ├── ModelError             a model that cannot be run
    │   ├── ModelNotFoundError no checkpoint at the given path or id
    │   ├── UnsupportedModelError  a family the engine cannot run exactly
    │   └── LoadingCancelledError  the caller has cancelled
    ├── RequestError           a generation request that cannot be served
    ├── DeviceError            the requested device is not there
    ├── TraceError             a routing trace that cannot be read
    ├── KeepingError           what the user keeps, such as conversations, cannot be read or written
    └── EngineClosedError      the engine answers no more
        └── NoModelError       no model is loaded, now or until another has been
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Halves of characters, which nothing can encode; what a terminal obeys; and what turns the direction of writing.
_NOT_TO_BE_SHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LONGEST = 2000  # characters


class HybridError(Exception):
    """Base of every deliberate error; ``field`` names the setting it is about, or is empty.

    A message may quote what a file or a request says, which may be anything: it is made fit to be shown.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(shown(message))
        self.field = field


class ConfigError(HybridError):
    """A setting that cannot be applied."""


class GeometryError(ConfigError):
    """Indexes or ways outside what the model has."""


class MemoryBudgetError(ConfigError):
    """The slots do not fit the memory they would live in."""


class ThreadCountError(ConfigError):
    """More CPU threads than the machine has, or none."""


class ModelError(HybridError):
    """A model that cannot be run."""


class ModelNotFoundError(ModelError):
    """No checkpoint at the given path or id."""


class UnsupportedModelError(ModelError):
    """A family the engine cannot run exactly."""


class LoadingCancelledError(ModelError):
    """Loading ended because the caller has cancelled it."""


class RequestError(HybridError):
    """A generation request that cannot be served."""


class DeviceError(HybridError):
    """The requested device is not there."""


class TraceError(HybridError):
    """A routing trace that cannot be read."""


class KeepingError(HybridError):
    """What the user keeps, such as conversations, cannot be read or written."""


class EngineClosedError(HybridError):
    """The engine answers no more."""


class NoModelError(EngineClosedError):
    """No model is loaded: another is being loaded, or none could be. The engine runs and takes ``load_model``."""


@contextmanager
def refusing(refusal: Callable[[BaseException], HybridError]) -> Iterator[None]:
    """Makes that refusal of whatever the block raises, but for a ``HybridError``.

    For libraries that read what comes from elsewhere: on damaged or hostile bytes they raise what they like.
    """
    try:
        yield
    except HybridError:
        raise
    except BaseException as error:
        if not is_failure(error):
            raise
        raise refusal(error) from error


def is_failure(error: BaseException) -> bool:
    """Whether something has failed, rather than been interrupted; a panic in Rust arrives as no ``Exception``."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def shown(message: str) -> str:
    """The message as any terminal and any page can show it, with the middle left out if it is very long."""
    if len(message) > _LONGEST:  # what to change stands at the end
        message = f"{message[: _LONGEST // 2]} … {message[-_LONGEST // 2 :]}"
    return _NOT_TO_BE_SHOWN.sub("\ufffd", message)
