"""Deferred kernels of a step: results whose memory is there, and whose values are computed once somebody reads them.

A kernel waits until it is seen what reads its result; that may then compute both in one launch. Whatever else touches
the result has the kernel launched first, by a dispatch mode of torch that sees every operation. Views touch nothing.
So values are always those of the order in which a model's forward asked for them.

Knows tensors and launches; nothing of what kernels compute. Kernels launched past torch must be told of here:
``settle`` what they read, ``overwrite`` what they write.
"""

# mypy: disable-error-code="no-untyped-call"

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

T = TypeVar("T")


class TooLateError(RuntimeError):
    """Somebody reads what was not expected to be read, and whose inputs are gone."""


def _raise_too_late() -> None:
    raise TooLateError("A result is read that was joined with another kernel.")


class _Waiting:
    """``what`` describes the kernel, for whoever can compute it along the way.

    ``expected``: somebody will read the result. If not, it is launched only when somebody does all the same.
    """

    __slots__ = ("expected", "inputs", "launch", "outputs", "what")

    def __init__(
        self, what: object, outputs: tuple[Tensor, ...], inputs: tuple[Tensor, ...], launch: Callable[[], None]
    ) -> None:
        self.what, self.outputs, self.inputs, self.launch = what, outputs, inputs, launch
        self.expected = True


class Deferral(TorchDispatchMode):
    """Launches in their order of need while it is entered, at once while not. For one thread."""

    def __init__(self) -> None:
        super().__init__()
        self._by_result: dict[int, _Waiting] = {}  # by the address of its memory
        self._entered = False

    def __enter__(self) -> "Deferral":
        self._entered = True
        super().__enter__()
        return self

    def __exit__(self, *exception: Any) -> None:
        self._entered = False
        self.forget_all()
        super().__exit__(*exception)

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        if self._by_result and not func.is_view:
            tensors = list(_tensors((args, kwargs)))
            replaced = self._replaced(func, args) if not kwargs else None
            if replaced is not None:
                return replaced
            self.settle(*tensors)
            if func._schema.is_mutable:
                self.overwrite(*tensors)
        return func(*args, **(kwargs or {}))

    def _replaced(self, func: Any, args: tuple[Any, ...]) -> Tensor | None:
        """The sum of two results, if it can be computed along the way; ``None`` leaves it to torch."""
        two = len(args) == 2 and all(isinstance(argument, Tensor) for argument in args)
        return self.add(*args) if func is torch.ops.aten.add.Tensor and two else None

    def add(self, one: Tensor, other: Tensor) -> Tensor | None:
        """For subclasses: the sum, if one of the two is still to be computed and can be so in one launch with it."""
        return None

    def defer(
        self, what: object, outputs: tuple[Tensor, ...], inputs: tuple[Tensor, ...], launch: Callable[[], None]
    ) -> None:
        """``launch`` writes the ``outputs``, which are contiguous, from ``inputs``, which it settles itself."""
        if not self._entered:
            launch()
            return
        self.settle(*outputs)
        waiting = _Waiting(what, outputs, inputs, launch)
        for output in outputs:
            self._by_result[_memory(output)] = waiting

    def waiting_for(self, tensor: Tensor, kind: type[T]) -> T | None:
        """What computes all of ``tensor`` when asked to, if that is of this kind and has not been launched."""
        waiting = self._by_result.get(_memory(tensor))
        if waiting is None or not isinstance(waiting.what, kind):
            return None
        outputs = (output for output in waiting.outputs if _memory(output) == _memory(tensor))
        same = any((output.data_ptr(), output.numel()) == (tensor.data_ptr(), tensor.numel()) for output in outputs)
        return waiting.what if same else None

    def computed(self, what: object) -> None:
        """Another kernel has written the results of ``what`` along the way."""
        for waiting in self._all():
            if waiting.what is what:
                self._forget(waiting)

    def passed_over(self, what: object) -> None:
        """Another kernel has computed ``what`` along the way for itself: nobody else is expected to read it."""
        for waiting in self._all():
            if waiting.what is what:
                waiting.expected = False

    def settle(self, *tensors: Tensor) -> None:
        """Launches what is still to be computed of these tensors."""
        for tensor in tensors:
            waiting = self._by_result.get(_memory(tensor))
            if waiting is not None:
                self._launch(waiting)

    def overwrite(self, *tensors: Tensor) -> None:
        """Launches what reads these tensors, which are about to change."""
        changing = {_memory(tensor) for tensor in tensors}
        for waiting in self._all():
            if not changing.isdisjoint(map(_memory, waiting.inputs)):
                if waiting.expected:
                    self._launch(waiting)
                else:
                    waiting.launch = _raise_too_late

    def settle_all(self) -> None:
        """Launches everything that somebody may still read; what reads others first, as it may compute these, too."""
        for waiting in reversed(self._all()):
            if waiting.expected:
                self._launch(waiting)

    def end(self) -> None:
        """``settle_all``; nobody reads anything else afterwards."""
        self.settle_all()
        self.forget_all()

    def forget_all(self) -> None:
        """What has not been launched never will be."""
        self._by_result.clear()

    def _all(self) -> list[_Waiting]:
        return list(dict.fromkeys(self._by_result.values()))

    def _launch(self, waiting: _Waiting) -> None:
        if self._forget(waiting):
            waiting.launch()

    def _forget(self, waiting: _Waiting) -> bool:
        """Whether it had not been launched."""
        keys = [key for key, other in self._by_result.items() if other is waiting]
        for key in keys:
            del self._by_result[key]
        return bool(keys)


def _memory(tensor: Tensor) -> int:
    return tensor.untyped_storage().data_ptr()


def _tensors(value: Any) -> Iterator[Tensor]:
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, Mapping):
        yield from _tensors(list(value.values()))
    elif isinstance(value, Iterable) and not isinstance(value, str):
        for item in value:
            yield from _tensors(item)
