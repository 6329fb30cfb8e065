"""Ring of buffers on the device that experts pass through for one step, without taking a slot.

Knows which buffer holds which expert and when it is free again; not why an expert is needed.
"""

from collections import deque
from collections.abc import Collection

import torch

from hybrid.experts.host_weights import HostStore, bank_of
from hybrid.gpu.transfer import Weights, allocate_pool
from hybrid.types import ExpertKey, ExpertLayout, Geometry

_RING_BYTES = 3 << 29
_FEWEST = 2
_LAYERS_AHEAD = 2  # layers whose experts fit into the ring at most: the one being computed, and the next


def ring_size(experts: int, expert_bytes: int) -> int:
    """How many buffers there are, for so many experts a layer."""
    return max(_FEWEST, min(_LAYERS_AHEAD * experts, _RING_BYTES // expert_bytes))


class Ring:
    """Buffers that experts pass through, filled in turn. This class copies at once, for slots emulated in RAM."""

    def __init__(self, store: HostStore, layout: ExpertLayout, device: torch.device) -> None:
        self._store, self.expert_bytes = store, store.expert_bytes
        self.size = ring_size(store.experts, store.expert_bytes)
        self._buffers = allocate_pool(Geometry(self.size, 1), store.expert(ExpertKey(0, 0)), device)
        self.bank = bank_of(self._buffers, layout)
        self._free = deque(range(self.size))
        self._holding: dict[ExpertKey, int] = {}

    def holds(self, key: ExpertKey) -> bool:
        return key in self._holding

    @property
    def room(self) -> int:
        return len(self._free)

    def load(self, key: ExpertKey) -> None:
        """Starts copying an expert into the next buffer; there must be ``room``."""
        buffer = self._free.popleft()
        self._copy(self._store.expert(key), buffer)
        self._holding[key] = buffer

    def take(self, key: ExpertKey) -> int:
        """The buffer of an expert, for work that is queued after this call."""
        return self._holding[key]

    def give_back(self, key: ExpertKey) -> None:
        """Frees the expert's buffer: no work queued after this call reads it."""
        self._free.append(self._holding.pop(key))

    def keep_only(self, keys: Collection[ExpertKey]) -> None:
        """Gives back the buffers of all other experts, which were copied in vain."""
        for key in [key for key in self._holding if key not in keys]:
            self.give_back(key)

    def load_now(self, key: ExpertKey) -> None:
        """Copies an expert through a buffer and waits for it; for timing the link."""
        self.load(key)
        self.give_back(key)

    def weights(self, buffer: int) -> Weights:
        return tuple(tensor[buffer] for tensor in self._buffers)

    def _copy(self, source: Weights, buffer: int) -> None:
        for target, tensor in zip(self._buffers, source, strict=True):
            target[buffer].copy_(tensor, non_blocking=True)


class CudaRing(Ring):
    """Copies on one stream: a copy waits for its buffer's last use, and a use for the copy; the host never waits."""

    def __init__(self, store: HostStore, layout: ExpertLayout, device: torch.device) -> None:
        super().__init__(store, layout, device)
        self._device = device
        self._stream = torch.cuda.Stream(device)
        self._ready = [torch.cuda.Event() for _ in range(self.size)]
        self._used = [torch.cuda.Event() for _ in range(self.size)]

    def take(self, key: ExpertKey) -> int:
        buffer = super().take(key)
        torch.cuda.current_stream(self._device).wait_event(self._ready[buffer])
        return buffer

    def give_back(self, key: ExpertKey) -> None:
        self._used[self._holding[key]].record(torch.cuda.current_stream(self._device))
        super().give_back(key)

    def load_now(self, key: ExpertKey) -> None:
        self.load(key)
        self._ready[self._holding[key]].synchronize()
        self.give_back(key)

    def _copy(self, source: Weights, buffer: int) -> None:
        self._stream.wait_event(self._used[buffer])
        with torch.cuda.stream(self._stream):
            super()._copy(source, buffer)
            self._ready[buffer].record(self._stream)
