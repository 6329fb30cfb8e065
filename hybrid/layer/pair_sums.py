"""Sums of the routed pairs of one layer on the device, added some experts at a time.

Knows how many experts one call should compute; ``ExpertMlp`` and ``gpu.kernels.experts.grouped`` have the arithmetic.
"""

from collections.abc import Sequence
from typing import Protocol

from torch import Tensor

from hybrid.experts.routing import Routing
from hybrid.experts.work import ExpertBank, ExpertMlp


class PairSums(Protocol):
    """One layer's sum over its routed pairs."""

    portion: int  # experts that one call of ``add`` should compute

    def add(self, bank: ExpertBank, places: Sequence[int], entries: Sequence[int]) -> None:
        """Queues the experts at ``places`` of the routing's experts, which are the ``entries`` of ``bank``."""

    def close(self) -> None:
        """Completes the sum: work queued from now on sees everything that has been added."""


class OneByOne:
    """Each expert's products on their own, added to ``out`` float32 (tokens, hidden) as they come."""

    portion = 1

    def __init__(self, device: ExpertMlp, routing: Routing, hidden: Tensor, out: Tensor) -> None:
        self._device, self._routing, self._hidden, self._out = device, routing, hidden, out

    def add(self, bank: ExpertBank, places: Sequence[int], entries: Sequence[int]) -> None:
        if places:
            self._device.accumulate(bank, self._routing.device_work(places, entries), self._hidden, self._out)

    def close(self) -> None:
        pass
