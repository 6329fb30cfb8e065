"""Observer of a reply's steps: what the generator tells whoever writes them down, see ``recorder``."""

from collections.abc import Sequence
from typing import Protocol


class StepObserver(Protocol):
    """Told of every step of a reply, in order; see ``recorder.Recorder``."""

    def begin(self, request_id: str) -> None: ...

    def computing(self) -> None: ...

    def computed(self, ids: Sequence[int], prompt: bool) -> None: ...

    def sampled(self) -> None: ...


class Nobody:
    """Observes nothing."""

    def begin(self, request_id: str) -> None:
        pass

    def computing(self) -> None:
        pass

    def computed(self, ids: Sequence[int], prompt: bool) -> None:
        pass

    def sampled(self) -> None:
        pass
