"""Flags in page-locked host memory, read by the device itself.

Importing this module needs Triton, which torch ships for CUDA on Linux only.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"

import triton
import triton.language as tl
from torch import Tensor

_BLOCK = 4096


def read(source: Tensor, target: Tensor) -> None:
    """Fills ``target`` on the device from page-locked ``source``; both are contiguous, alike and equally large."""
    count = target.numel()
    block = min(_BLOCK, triton.next_power_of_2(count))
    _read[(triton.cdiv(count, block),)](source, target, count, block=block, num_warps=1 if count < _BLOCK else 8)


@triton.jit
def _read(source, target, count, block: tl.constexpr):
    at = tl.program_id(0).to(tl.int64) * block + tl.arange(0, block)
    tl.store(target + at, tl.load(source + at, mask=at < count, volatile=True), mask=at < count)
