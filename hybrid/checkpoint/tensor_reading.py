"""Reading of stored tensors: bytes of weight files into tensors, by several threads, with progress and cancelling.

Every byte is copied once, from the system's file cache to where it stays, unless its type or the order of its
dimensions changes on the way. No file is mapped: the pages of a mapping would count as memory in addition to the copy.
"""

import mmap
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor
from transformers.modeling_utils import str_to_torch_dtype

from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.progress import Cancelled, never_cancelled, stop_if

_BLOCK_BYTES = 16 << 20  # between two checks for cancelling
_MOST_THREADS = 8
_LARGE_BYTES = 4 << 20  # from here on, large pages are requested

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class _Move:
    """Bytes of a file from ``start`` on, of one type, and the tensor that they become."""

    file: Path
    start: int
    dtype: torch.dtype
    target: Tensor

    @property
    def is_plain(self) -> bool:
        return self.target.is_contiguous() and self.target.dtype == self.dtype


class Reader:
    """Reads the tensors of a checkpoint.

    ``progress`` gets the bytes read so far and in all, from one thread at a time. ``cancelled`` is called before every
    block, from several threads; if it returns true, the reading ends with ``LoadingCancelledError``.
    """

    def __init__(
        self,
        stored: Mapping[str, StoredTensor],
        progress: Callable[[int, int], None] | None = None,
        cancelled: Cancelled = never_cancelled,
    ) -> None:
        self._stored = stored
        self._progress = progress
        self._cancelled = cancelled
        self._done = 0
        self._total = sum(tensor.nbytes for tensor in stored.values())
        self._lock = threading.Lock()

    def read(self, name: str) -> Tensor:
        """One tensor as it is stored."""
        stored = self._stored[name]
        target = empty(stored.shape, torch_dtype(stored))
        self._read_into(stored.file, stored.start, target)
        return target

    def read_rows(self, name: str, first: int, count: int) -> Tensor:
        """Some rows of a stored tensor as bytes (count, bytes of a row); a row is all along the last dimension."""
        stored, size = self._stored[name], self.row_bytes(name)
        target = torch.empty((count, size), dtype=torch.uint8)
        self._read_into(stored.file, stored.start + first * size, target)
        return target

    def row_bytes(self, name: str) -> int:
        stored = self._stored[name]
        return stored.nbytes // max(1, prod(stored.shape[:-1]))

    def fill(self, targets: Iterable[tuple[str, Tensor]]) -> None:
        """Reads stored tensors into views of their shapes, of any type and any strides."""
        moves = [move for name, target in targets for move in _moves(self._stored[name], target)]
        moves.sort(key=lambda move: (move.file, move.start))
        on_threads(self._carry_out, moves)

    @torch.no_grad()
    def _carry_out(self, move: _Move) -> None:
        if move.is_plain:
            self._read_into(move.file, move.start, move.target)
            return
        scratch = torch.empty(move.target.shape, dtype=move.dtype)
        self._read_into(move.file, move.start, scratch)
        if move.target.dim() == 2 and move.target.t().is_contiguous():
            move.target.t().copy_(scratch.t())  # in this form, torch transposes in blocks that fit the cache
        else:
            move.target.copy_(scratch)

    def _read_into(self, file: Path, start: int, target: Tensor) -> None:
        rest = _flat(target).view(torch.uint8).numpy().data
        with file.open("rb", buffering=0) as stream:
            stream.seek(start)
            while rest:
                stop_if(self._cancelled)
                count = stream.readinto(rest[:_BLOCK_BYTES])
                if not count:
                    raise EOFError(f"{file.name} became shorter while it was read")
                rest = rest[count:]
                self._report(count)

    def _report(self, count: int) -> None:
        with self._lock:
            self._done += count
            if self._progress is not None:
                self._progress(self._done, self._total)


def on_threads(action: Callable[[Part], object], parts: Iterable[Part]) -> None:
    """Carries out an action for all parts; raises the first of its errors, and then begins no other part."""
    with ThreadPoolExecutor(min(_MOST_THREADS, os.cpu_count() or 1), "weights") as pool:
        try:
            for done in as_completed([pool.submit(action, part) for part in parts]):
                done.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def torch_dtype(stored: StoredTensor) -> torch.dtype:
    """Raises ``KeyError`` for types that torch does not have."""
    dtype: torch.dtype = str_to_torch_dtype[stored.dtype]
    return dtype


def empty(shape: Sequence[int], dtype: torch.dtype) -> Tensor:
    """An uninitialised tensor on pages of its own; on large pages where the system has them, which it gives sooner.

    No page of it holds anything else: experts are page-locked, and CUDA refuses to copy memory of which only a part
    is locked.
    """
    size = prod(shape) * dtype.itemsize
    if not size or not hasattr(mmap, "MADV_HUGEPAGE"):
        return torch.empty(shape, dtype=dtype)
    memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    if size >= _LARGE_BYTES:
        with suppress(OSError):  # a system built without large pages
            memory.madvise(mmap.MADV_HUGEPAGE)
    return torch.frombuffer(memory, dtype=dtype).view(tuple(shape))


def _moves(stored: StoredTensor, target: Tensor) -> Iterator[_Move]:
    """Moves small enough to be shared out among threads; each transposes one matrix at most."""
    move = _Move(stored.file, stored.start, torch_dtype(stored), target)
    if move.is_plain:
        yield from _in_blocks(move, _flat(target))
    elif target.dim() == 2 and not target.is_contiguous():
        yield move
    elif target.dim() <= 2:
        yield from _in_blocks(move, target)
    else:
        row_bytes = stored.nbytes // len(target) if len(target) else 0
        for number, part in enumerate(target):
            start = stored.start + number * row_bytes
            yield from _moves(
                StoredTensor(stored.file, stored.dtype, tuple(part.shape), start, start + row_bytes), part
            )


def _flat(target: Tensor) -> Tensor:
    """A contiguous tensor as one dimension; ``view`` would keep odd strides of a tensor of one number."""
    return target.as_strided((target.numel(),), (1,))


def _in_blocks(move: _Move, target: Tensor) -> Iterator[_Move]:
    if target.dim() == 0:
        yield move
        return
    row_bytes = prod(target.shape[1:]) * move.dtype.itemsize
    rows = max(1, _BLOCK_BYTES // max(1, row_bytes))
    for first in range(0, len(target), rows):
        yield _Move(move.file, move.start + first * row_bytes, move.dtype, target[first : first + rows])
