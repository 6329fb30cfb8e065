"""Progress and cancelling of long work: the functions that it calls on the way, and bytes in words."""

from collections.abc import Callable
from time import monotonic, sleep

from hybrid.errors import LoadingCancelledError

Progress = Callable[[float, str], None]
"""Called with the share of the work that is done, 0 to 1, and a description of what comes next."""
Cancelled = Callable[[], bool]
"""Called again and again, on any thread, by work that ends soon after it has returned true."""

_SLOW = 0.5e9  # bytes a second
_FEW_S, _FEW_MIN = 90, 120
_LOOK_S = 0.1


def no_progress(share: float, what: str) -> None:
    """Ignores progress."""


class ByteProgress:
    """Tells ``progress`` of bytes that are moved: how many, how fast, and how long the rest will take.

    ``what`` names the work, such as "Reading the weights"; speed is the mean since the first call, so that bytes which
    were there before do not count.
    """

    def __init__(self, progress: Progress, what: str) -> None:
        self._progress, self._what = progress, what
        self._first: tuple[float, int] | None = None

    def __call__(self, done: int, total: int) -> None:
        now = monotonic()
        began, before = self._first = self._first or (now, done)
        words = f"{self._what}: {done / 1e9:.1f} of {total / 1e9:.1f} GB"
        rate = (done - before) / (now - began) if now > began else 0.0
        if rate > 0:
            words += f", {_rate(rate)}, {time_left((total - done) / rate)}"
        self._progress(done / max(total, 1), words)


def _rate(bytes_per_s: float) -> str:
    return f"{bytes_per_s / 1e9:.1f} GB/s" if bytes_per_s >= _SLOW else f"{bytes_per_s / 1e6:.1f} MB/s"


def time_left(seconds: float) -> str:
    """In the largest unit of which there are some, such as ``35 s left``."""
    if seconds < _FEW_S:
        return f"{max(0.0, seconds):.0f} s left"
    minutes = round(seconds / 60)
    return f"{minutes} min left" if minutes < _FEW_MIN else f"{minutes // 60} h {minutes % 60} min left"


def never_cancelled() -> bool:
    return False


def stop_if(cancelled: Cancelled, way_on: str = "Load the model again if you still want it.") -> None:
    """Raises ``LoadingCancelledError`` if the work is no longer wanted; ``way_on`` says what can be done then."""
    if cancelled():
        raise LoadingCancelledError(f"Loading was cancelled. {way_on}", "model")


def pause(seconds: float, cancelled: Cancelled) -> None:
    """Waits that long, or until the work is no longer wanted."""
    until = monotonic() + seconds
    while not cancelled() and (left := until - monotonic()) > 0:
        sleep(min(left, _LOOK_S))
