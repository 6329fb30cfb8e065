"""Observer of a reply's steps: the calls by which the generator reports them."""

from collections.abc import Sequence
from typing import Protocol


class StepObserver(Protocol):
    """Gets every step of a reply, in order; ``observe.recorder.Recorder`` says what each call means."""

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
