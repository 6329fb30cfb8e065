"""Copies into slots: the thread that stands in for a copy engine, and the order of CUDA's streams."""

import ctypes
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from hybrid.gpu.cuda_driver import Driver, open_driver
from hybrid.gpu.transfer import (
    Copies,
    CudaTransfer,
    DriverCopies,
    ThreadTransfer,
    TorchCopies,
    Transfer,
    allocate_pool,
    make_transfer,
    open_copies,
)
from hybrid.types import Geometry
from tests.models.talkative import PATIENCE_S

pytestmark = pytest.mark.usefixtures("leaves_nothing")

CPU = torch.device("cpu")
needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU")
LONG = 1_000_000_000
"""Device clock cycles: some half a second, so long that the host gets there first by far."""


class HeldPool:
    """A pool of one tensor whose copies wait until they are let go."""

    def __init__(self, slots: int) -> None:
        self.values = [-1.0] * slots
        self.go = threading.Event()

    def __getitem__(self, slot: int) -> "HeldSlot":
        return HeldSlot(self, slot)


class HeldSlot:
    def __init__(self, pool: HeldPool, slot: int) -> None:
        self._pool, self._slot = pool, slot

    def copy_(self, source: float) -> None:
        assert self._pool.go.wait(PATIENCE_S)
        self._pool.values[self._slot] = source


@pytest.fixture
def held() -> Iterator[tuple[HeldPool, ThreadTransfer]]:
    pool = HeldPool(3)
    parts: Any = (pool,)
    transfer = ThreadTransfer(parts)
    yield pool, transfer
    pool.go.set()
    transfer.close()


def fill(transfer: Transfer, slot: int, value: float) -> None:
    source: Any = (value,)
    transfer.fill(slot, source)


def test_fill_and_landed_return_while_the_copy_is_under_way(held: tuple[HeldPool, ThreadTransfer]) -> None:
    pool, transfer = held
    fill(transfer, 1, 5.0)
    assert transfer.landed() == []
    assert pool.values[1] == -1.0
    pool.go.set()
    assert transfer.drain() == [1]
    assert pool.values[1] == 5.0


def test_drain_waits_for_all_and_reports_each_once(held: tuple[HeldPool, ThreadTransfer]) -> None:
    pool, transfer = held
    for slot in range(3):
        fill(transfer, slot, float(slot))
    drained: list[list[int]] = []
    waiter = threading.Thread(target=lambda: drained.append(transfer.drain()))
    waiter.start()
    assert drained == []
    pool.go.set()
    waiter.join(PATIENCE_S)
    assert drained == [[0, 1, 2]]
    assert pool.values == [0.0, 1.0, 2.0]
    assert transfer.landed() == transfer.drain() == []


def test_close_finishes_the_copies_and_ends_the_thread() -> None:
    pool = HeldPool(2)
    parts: Any = (pool,)
    before = set(threading.enumerate())
    transfer = ThreadTransfer(parts)
    (thread,) = set(threading.enumerate()) - before
    fill(transfer, 0, 1.0)
    fill(transfer, 1, 2.0)
    pool.go.set()
    transfer.close()
    assert pool.values == [1.0, 2.0]
    assert not thread.is_alive()
    assert transfer.pool == ()


actions = st.lists(
    st.one_of(
        st.tuples(st.just("fill"), st.integers(0, 3)), st.tuples(st.sampled_from(["landed", "drain"]), st.just(0))
    ),
    max_size=30,
)


@given(actions)
@settings(max_examples=50)
def test_every_fill_is_reported_once_and_in_order(actions: list[tuple[str, int]]) -> None:
    pool = allocate_pool(Geometry(2, 2), (torch.zeros(3), torch.zeros(2, dtype=torch.bfloat16)), CPU)
    transfer = ThreadTransfer(pool)
    issued: list[int] = []
    reported: list[int] = []
    latest: dict[int, float] = {}
    for number, (action, slot) in enumerate(actions):
        if action == "fill":
            issued.append(slot)
            latest[slot] = float(number)
            transfer.fill(slot, (torch.full((3,), float(number)), torch.full((2,), float(number)).bfloat16()))
        else:
            reported += transfer.landed() if action == "landed" else transfer.drain()
        if action == "drain":
            assert reported == issued
    reported += transfer.drain()
    assert reported == issued
    for slot, value in latest.items():
        assert [t[slot].float().unique().tolist() for t in pool] == [[value], [value]]
    transfer.close()


def test_a_pool_has_room_for_every_slot_in_the_weights_own_type() -> None:
    like = (torch.zeros(4, 3, dtype=torch.bfloat16), torch.zeros(3, dtype=torch.float16))
    pool = allocate_pool(Geometry(2, 3), like, CPU)
    assert [(t.shape, t.dtype) for t in pool] == [((6, 4, 3), torch.bfloat16), ((6, 3), torch.float16)]
    assert all(t.shape[0] == 0 for t in allocate_pool(Geometry(0, 3), like, CPU))


def test_the_device_decides_who_copies() -> None:
    transfer = make_transfer((torch.zeros(1, 1),), CPU)
    assert isinstance(transfer, ThreadTransfer)
    transfer.close()


class Machine:
    """A driver's library and a stream of it: what is queued happens when it is let go, or never."""

    cuda_stream = 7

    def __init__(self) -> None:
        self.queued: list[Callable[[], object]] = []
        self.refuses = self.deaf = False
        # Through the ABI, as the driver's own: widths and order count.
        status, address, size = ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t
        copy = ctypes.CFUNCTYPE(status, ctypes.c_uint64, address, size, address)(self._copy)
        tell = ctypes.CFUNCTYPE(status, address, ctypes.c_uint64, ctypes.c_uint32, ctypes.c_uint)(self._tell)
        self.cuMemcpyHtoDAsync_v2, self.cuStreamWriteValue32_v2 = copy, tell

    def _copy(self, target: int, source: int, size: int, stream: int) -> int:
        assert stream == self.cuda_stream
        self.queued.append(lambda: ctypes.memmove(target, source, size))
        return 0

    def _tell(self, stream: int, word: int, value: int, flags: int) -> int:
        assert (stream, flags) == (self.cuda_stream, 0)
        if self.refuses:
            return 801
        if not self.deaf:
            self.queued.append(lambda: ctypes.memmove(word, ctypes.byref(ctypes.c_uint32(value)), 4))
        return 0

    def go(self, steps: int) -> None:
        for step in self.queued[:steps]:
            step()
        del self.queued[:steps]

    def synchronize(self) -> None:
        self.go(len(self.queued))


@pytest.fixture
def machine() -> Machine:
    return Machine()


def copies_on(machine: Any) -> DriverCopies:
    return DriverCopies(Driver(machine), machine, torch.empty(1, dtype=torch.int32))


def transfer_on(copies: Copies) -> tuple[torch.Tensor, CudaTransfer]:
    pool = torch.full((2, 16), 1.0)
    return pool, CudaTransfer((pool,), CPU, copies)


def test_the_drivers_copies_are_told_of_when_they_have_ended_and_not_before(machine: Machine) -> None:
    copies = copies_on(machine)
    assert copies.works()
    pool, transfer = transfer_on(copies)
    sources = [torch.full((16,), float(value)) for value in (2, 3)]
    for slot, source in enumerate(sources):
        transfer.fill(slot, (source,), unused=True)
    assert transfer.landed() == []
    machine.go(1)  # the first copy, without the word of its end
    assert transfer.landed() == []
    machine.go(1)
    assert transfer.landed() == [0]
    assert pool[0].unique().tolist() == [2.0]
    assert transfer.drain() == [1]
    assert pool[1].unique().tolist() == [3.0]
    assert transfer.landed() == transfer.drain() == []


def test_a_copy_that_was_refused_is_not_told_of(machine: Machine) -> None:
    copies = copies_on(machine)
    assert copies.works()
    _, transfer = transfer_on(copies)
    source = torch.full((16,), 2.0)
    machine.refuses = True
    with pytest.raises(RuntimeError, match="801"):
        transfer.fill(0, (source,), unused=True)
    machine.refuses = False
    transfer.fill(1, (source,), unused=True)
    assert transfer.drain() == [1]


def test_a_closed_transfer_has_nothing_to_tell(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "current_stream", lambda device: machine)
    copies = copies_on(machine)
    assert copies.works()
    _, transfer = transfer_on(copies)
    transfer.fill(0, (torch.zeros(16),), unused=True)
    transfer.close()
    assert transfer.landed() == []
    assert transfer.pool == ()


@pytest.mark.parametrize("fault", ["refuses", "deaf"])
def test_a_driver_whose_word_does_not_arrive_is_found_out(machine: Machine, fault: str) -> None:
    setattr(machine, fault, True)
    assert not copies_on(machine).works()


@pytest.fixture(params=["torch", "driver"])
def cuda(request: pytest.FixtureRequest) -> Iterator[tuple[torch.Tensor, CudaTransfer]]:
    device = torch.device("cuda", 0)
    pool = torch.full((2, 1024), 1.0, device=device)
    torch.cuda.synchronize()
    copies = open_copies(device, open_driver() if request.param == "driver" else None)
    assert isinstance(copies, DriverCopies if request.param == "driver" else TorchCopies)
    transfer = CudaTransfer((pool,), device, copies)
    yield pool, transfer
    transfer.close()


@needs_cuda
def test_a_copy_waits_for_the_slots_last_use(cuda: tuple[torch.Tensor, CudaTransfer]) -> None:
    """Rule 3: computation that was queued on the old contents sees the old contents."""
    pool, transfer = cuda
    source = torch.full((1024,), 2.0).pin_memory()
    read = torch.zeros(1024, device=pool.device)
    torch.cuda._sleep(LONG)
    read.copy_(pool[0])
    queued = torch.cuda.Event()
    queued.record()
    transfer.fill(0, (source,))
    assert not queued.query(), "the host waited for the computation, or the computation was too short to tell"
    assert transfer.landed() == []
    assert transfer.drain() == [0]
    assert read.unique().tolist() == [1.0]
    assert pool[0].unique().tolist() == [2.0]
    assert pool[1].unique().tolist() == [1.0]


@needs_cuda
def test_a_slot_is_ready_when_its_copy_has_ended_and_not_before(cuda: tuple[torch.Tensor, CudaTransfer]) -> None:
    pool, transfer = cuda
    source = torch.full((1024,), 3.0).pin_memory()
    with torch.cuda.stream(transfer._copies.stream):
        torch.cuda._sleep(LONG)
    transfer.fill(1, (source,))
    assert transfer.landed() == [], "a copy has landed when it has ended"
    assert transfer.drain() == [1]
    assert (pool[1] * 1.0).unique().tolist() == [3.0]
    assert transfer.landed() == []


@needs_cuda
def test_copies_are_told_of_in_the_order_they_began(cuda: tuple[torch.Tensor, CudaTransfer]) -> None:
    pool, transfer = cuda
    sources = [torch.full((1024,), float(value)).pin_memory() for value in range(6)]
    for turn, source in enumerate(sources):
        transfer.fill(turn % 2, (source,), unused=True)
    assert transfer.drain() == [0, 1] * 3
    assert transfer.drain() == []
    assert [slot.unique().tolist() for slot in pool] == [[4.0], [5.0]]
