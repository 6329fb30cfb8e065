"""The slots on the device and the asynchronous copies into them.

Knows streams, events and threads; does not know which expert a slot holds or why. Two copy engines
behind one interface: ``CudaTransfer`` (a copy stream, ordered against the compute stream by events,
the host never waiting) and ``ThreadTransfer`` (a background thread, for slots emulated in RAM).

Cache rule 3: a copy into a slot waits, on the copy stream, for everything queued on the compute stream so far, the
slot's last use included, unless the caller knows that use to have ended; compute waits, on the compute stream, for the
slot's ready event. One event for all that is queued costs a copy of milliseconds some microseconds, and needs no
book of which slot was read when.
"""

import queue
import threading
from collections import deque
from typing import Protocol

import torch
from torch import Tensor

from hybrid.types import Geometry

Weights = tuple[Tensor, ...]


class Transfer(Protocol):
    """Copies one expert's weights into a slot, behind the computation."""

    pool: Weights  # each (slots, ...)

    def fill(self, slot: int, source: Weights, *, unused: bool = False) -> None:
        """Starts the copy and returns at once.

        ``unused``: nothing queued reads the slot any more; else everything queued so far is taken to.
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


class CudaTransfer:
    """One copy stream; a slot's readiness is a CUDA event."""

    def __init__(self, pool: Weights, device: torch.device) -> None:
        self.pool = pool
        self._slots = [tuple(part[slot] for part in pool) for slot in range(len(pool[0]))]
        self._device = device
        self._stream = torch.cuda.Stream(device)
        self._under_way: deque[tuple[int, torch.cuda.Event]] = deque()

    def fill(self, slot: int, source: Weights, *, unused: bool = False) -> None:
        if not unused:
            self._stream.wait_stream(torch.cuda.current_stream(self._device))
        with torch.cuda.stream(self._stream):
            for place, tensor in zip(self._slots[slot], source, strict=True):
                place.copy_(tensor, non_blocking=True)
        ready = torch.cuda.Event()
        ready.record(self._stream)
        self._under_way.append((slot, ready))

    def landed(self) -> list[int]:
        slots = []
        last = None
        while self._under_way and self._under_way[0][1].query():
            slot, last = self._under_way.popleft()
            slots.append(slot)
        if last is not None:  # copies end in the order they began
            torch.cuda.current_stream(self._device).wait_event(last)
        return slots

    def drain(self) -> list[int]:
        self._stream.synchronize()
        return self.landed()

    def close(self) -> None:
        self._stream.synchronize()
        torch.cuda.current_stream(self._device).synchronize()
        self._under_way.clear()
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
    return CudaTransfer(pool, device) if device.type == "cuda" else ThreadTransfer(pool)
