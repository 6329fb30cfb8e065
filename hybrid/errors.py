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


class HybridError(Exception):
    """Base of every deliberate error; ``field`` names the setting it is about, or is empty."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
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


def is_failure(error: BaseException) -> bool:
    """Whether code has failed, rather than been asked to end. A panic of Rust's code is no ``Exception``."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"
