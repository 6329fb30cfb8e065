"""Timing a miss on either side, against a device and a CPU that we make up."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from hybrid.decode import device_setup
from hybrid.decode.device_setup import _measure
from hybrid.experts import timing
from hybrid.experts.work import ExpertBank, ExpertWork, TokenBuffers, TokenCall
from hybrid.layer.miss_split import MissCosts
from hybrid.layer.misses import Misses
from tests.fakes.executor_bench import CPU, LAYOUT, STORE, K

CALL, EXPERT, LINK = 0.5, 1.0, 2.5
BESIDE = 1.25
"""By how much the CPU is slower while the device reads."""


class MadeUp:
    """A clock, a queue of reads of k experts, a CPU; after a pause of the link ``slow_calls`` take 15 times as long."""

    def __init__(self, slow_calls: int = 0) -> None:
        self.now = self.reads_end = 0.0
        self.slow_calls, self._left = slow_calls, 0

    def read(self) -> None:
        if not self._busy():
            self._left = self.slow_calls
        self.reads_end = max(self.reads_end, self.now) + K * LINK

    def wait(self, *_: object) -> None:
        self.now = max(self.now, self.reads_end)

    def compute(self, experts: int) -> None:
        seconds = CALL + experts * EXPERT * (BESIDE if self._busy() else 1.0)
        if self._busy() and self._left:
            self._left -= 1
            seconds *= 15
        self.now += seconds

    def accumulate(self, bank: ExpertBank, work: ExpertWork, hidden: Tensor, out: Tensor) -> None:
        raise AssertionError("steps of one token are bound")

    def bind(self, bank: ExpertBank, buffers: TokenBuffers) -> TokenCall:
        return lambda own_rows: self.compute(len(buffers.choices))

    def event(self, enable_timing: bool) -> "Event":
        return Event(self)

    def _busy(self) -> bool:
        return self.now < self.reads_end


class Event:
    """Passes when what was queued before it has ended."""

    def __init__(self, device: MadeUp) -> None:
        self._device = device

    def record(self) -> None:
        self.at = max(self._device.now, self._device.reads_end)

    def query(self) -> bool:
        return self._device.now >= self.at

    def elapsed_time(self, other: "Event") -> float:
        return (other.at - self.at) * 1e3


@pytest.fixture
def measure(monkeypatch: pytest.MonkeyPatch) -> Callable[[MadeUp], MissCosts]:
    def measure(machine: MadeUp) -> MissCosts:
        monkeypatch.setattr(device_setup, "perf_counter", lambda: machine.now)
        monkeypatch.setattr(torch.cuda, "synchronize", machine.wait)
        monkeypatch.setattr(torch.cuda, "Event", machine.event)
        monkeypatch.setattr(timing, "perf_counter", lambda: machine.now)
        return _measure(Misses(STORE, machine), LAYOUT, K, machine.read, CPU)

    return measure


@pytest.mark.parametrize("slow_calls", [0, 2])
def test_both_sides_alone_and_beside_each_other(measure: Callable[[MadeUp], MissCosts], slow_calls: int) -> None:
    """Also where the first calls beside a link that becomes busy are slow."""
    costs = measure(MadeUp(slow_calls))
    assert costs.call == pytest.approx(CALL)
    assert costs.cpu == pytest.approx(EXPERT)
    assert costs.link == costs.link_beside == pytest.approx(LINK)
    assert costs.cpu_beside == pytest.approx(EXPERT * BESIDE)


def test_a_cpu_that_is_slow_beside_the_link_for_good_is_not_waited_for(measure: Callable[[MadeUp], MissCosts]) -> None:
    costs = measure(MadeUp(slow_calls=10**9))
    assert costs.cpu_beside > 10 * EXPERT
    assert costs.link_beside == pytest.approx(LINK)
