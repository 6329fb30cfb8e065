"""Slots on the device, and the asynchronous copies into them.

Knows streams, events and threads; does not know which expert a slot holds or why. Two copy engines behind one
interface: ``CudaTransfer`` (a copy stream, ordered against the compute stream by events; the host never waits) and
``ThreadTransfer`` (a background thread, for slots emulated in RAM).

Cache rule 3: a copy into a slot waits, on the copy stream, for everything queued on the compute stream so far, the
slot's last use included, unless the caller knows that this use has ended. Waiting for everything delays a copy of
milliseconds by some microseconds, and saves a record of which slot was read when. Computation reads a slot only after
the host has seen its copy end, so the compute stream never has to wait for a copy.
"""

import queue
import threading
from collections import deque
from typing import Protocol

import torch
from torch import Tensor

from hybrid.gpu.cuda_driver import Driver, open_driver
from hybrid.types import Geometry

Weights = tuple[Tensor, ...]


class Transfer(Protocol):
    """Copies one expert's weights into a slot, behind the computation."""

    pool: Weights  # each (slots, ...)

    def fill(self, slot: int, source: Weights, *, unused: bool = False) -> None:
        """Starts the copy and returns at once.

        ``unused``: nothing that is queued reads the slot; otherwise the copy waits for everything queued so far.
        """

    def landed(self) -> list[int]:
        """Slots whose copy has finished since the last call; never waits."""

    def drain(self) -> list[int]:
        """Waits for every copy under way, then returns what ``landed`` would."""

    def close(self) -> None:
        """Waits for every copy under way and gives the slots' memory back."""


def allocate_pool(geometry: Geometry, like: Weights, device: torch.device) -> Weights:
    """Room for ``geometry.slots`` experts shaped like the given one, each ``(slots, ...)``."""
    return tuple(torch.empty((geometry.slots, *t.shape), dtype=t.dtype, device=device) for t in like)


class Copies(Protocol):
    """Copies queued on one stream, which end in the order they began."""

    stream: torch.cuda.Stream

    def start(self, slot: Weights, source: Weights) -> None:
        """Queues one expert's copy."""

    def ended(self) -> int:
        """How many copies have ended so far."""


class TorchCopies:
    """Copies started by torch; events show their ends."""

    def __init__(self, device: torch.device) -> None:
        self.stream = torch.cuda.Stream(device)
        self._events: deque[torch.cuda.Event] = deque()
        self._ended = 0

    def start(self, slot: Weights, source: Weights) -> None:
        with torch.cuda.stream(self.stream):
            for place, tensor in zip(slot, source, strict=True):
                place.copy_(tensor, non_blocking=True)
        ready = torch.cuda.Event()
        ready.record(self.stream)
        self._events.append(ready)

    def ended(self) -> int:
        while self._events and self._events[0].query():
            self._events.popleft()
            self._ended += 1
        return self._ended


class DriverCopies:
    """Copies started by the driver; the device counts their ends in ``word``, an int32 in page-locked memory."""

    def __init__(self, driver: Driver, stream: torch.cuda.Stream, word: Tensor) -> None:
        self.stream = stream
        self._driver, self._handle = driver, stream.cuda_stream
        self._address, self._count = word.data_ptr(), word.fill_(-1).numpy()
        self._started = 0

    def works(self) -> bool:
        """Whether the device's count arrives here; to be called before the first copy."""
        try:
            self._driver.tell(self._address, self._started, self._handle)
        except RuntimeError:
            return False
        self.stream.synchronize()
        return self.ended() == self._started

    def start(self, slot: Weights, source: Weights) -> None:
        for place, tensor in zip(slot, source, strict=True):
            assert place.nbytes == tensor.nbytes, "a slot has room for one expert"
            assert tensor.is_contiguous(), "an expert's weights lie together"
            self._driver.copy(place.data_ptr(), tensor.data_ptr(), place.nbytes, self._handle)
        self._driver.tell(self._address, self._started + 1, self._handle)
        self._started += 1

    def ended(self) -> int:
        return int(self._count[0])


def open_copies(device: torch.device, driver: Driver | None) -> Copies:
    """The driver's copies where they work, otherwise torch's."""
    if driver is not None:
        word = torch.empty(1, dtype=torch.int32, pin_memory=True)
        copies = DriverCopies(driver, torch.cuda.Stream(device), word)
        if copies.works():
            return copies
    return TorchCopies(device)


class CudaTransfer:
    """Copies on one stream; a slot is ready once the host has seen its copy end."""

    def __init__(self, pool: Weights, device: torch.device, copies: Copies) -> None:
        self.pool = pool
        self._slots = [tuple(part[slot] for part in pool) for slot in range(len(pool[0]))]
        self._device, self._copies = device, copies
        self._under_way: deque[int] = deque()
        self._landed = 0

    def fill(self, slot: int, source: Weights, *, unused: bool = False) -> None:
        if not unused:
            self._copies.stream.wait_stream(torch.cuda.current_stream(self._device))
        self._copies.start(self._slots[slot], source)
        self._under_way.append(slot)

    def landed(self) -> list[int]:
        new = self._copies.ended() - self._landed
        self._landed += new
        return [self._under_way.popleft() for _ in range(new)]

    def drain(self) -> list[int]:
        self._copies.stream.synchronize()
        return self.landed()

    def close(self) -> None:
        self._copies.stream.synchronize()
        torch.cuda.current_stream(self._device).synchronize()
        self._under_way.clear()
        self._landed = self._copies.ended()
        self._slots.clear()
        self.pool = ()
        torch.cuda.empty_cache()


class ThreadTransfer:
    """A background thread stands in for the copy engine; slots lie in RAM.

    Computation on emulated slots has finished when it returns, so a slot's last use needs no waiting.
    """

    def __init__(self, pool: Weights) -> None:
        self.pool = pool
        self._orders: queue.SimpleQueue[tuple[int, Weights] | None] = queue.SimpleQueue()
        self._landed: deque[int] = deque()
        self._idle = threading.Condition()
        self._under_way = 0
        self._thread = threading.Thread(target=self._copy_until_closed, name="hybrid-copy", daemon=True)
        self._thread.start()

    def fill(self, slot: int, source: Weights, *, unused: bool = False) -> None:
        with self._idle:
            self._under_way += 1
        self._orders.put((slot, source))

    def landed(self) -> list[int]:
        slots = []
        while self._landed:
            slots.append(self._landed.popleft())
        return slots

    def drain(self) -> list[int]:
        with self._idle:
            self._idle.wait_for(lambda: self._under_way == 0)
        return self.landed()

    def close(self) -> None:
        self._orders.put(None)
        self._thread.join()
        self.pool = ()

    def _copy_until_closed(self) -> None:
        while (order := self._orders.get()) is not None:
            slot, source = order
            for pool, tensor in zip(self.pool, source, strict=True):
                pool[slot].copy_(tensor)
            self._landed.append(slot)
            with self._idle:
                self._under_way -= 1
                self._idle.notify_all()


def make_transfer(pool: Weights, device: torch.device) -> Transfer:
    if device.type != "cuda":
        return ThreadTransfer(pool)
    return CudaTransfer(pool, device, open_copies(device, open_driver()))
