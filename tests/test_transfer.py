"""Copies into slots: the thread that stands in for a copy engine, and the order of CUDA's streams."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from hybrid.driver import open_driver
from hybrid.transfer import (
    CudaTransfer,
    DriverCopies,
    ThreadTransfer,
    TorchCopies,
    Transfer,
    allocate_pool,
    make_transfer,
)
from hybrid.types import Geometry
from tests.talkative import PATIENCE_S

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


@pytest.fixture(params=["torch", "driver"])
def cuda(request: pytest.FixtureRequest) -> Iterator[tuple[torch.Tensor, CudaTransfer]]:
    device = torch.device("cuda", 0)
    pool = torch.full((2, 1024), 1.0, device=device)
    torch.cuda.synchronize()
    driver = open_driver()
    assert driver is not None
    transfer = CudaTransfer(
        (pool,), device, TorchCopies(device) if request.param == "torch" else DriverCopies(driver, device)
    )
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
def test_computation_waits_for_the_slot_to_be_ready(cuda: tuple[torch.Tensor, CudaTransfer]) -> None:
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
