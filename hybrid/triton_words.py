"""A few words of page-locked host memory, read by the device itself.

Importing this module needs Triton, which torch ships for CUDA on Linux only.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"

import triton
import triton.language as tl
from torch import Tensor


def read(source: Tensor, target: Tensor) -> None:
    """Fills ``target`` on the device from page-locked ``source``; both are contiguous, and equally large."""
    count = target.numel()
    _read[(1,)](source, target, count, block=triton.next_power_of_2(count), num_warps=1)


@triton.jit
def _read(source, target, count, block: tl.constexpr):
    at = tl.arange(0, block)
    tl.store(target + at, tl.load(source + at, mask=at < count, volatile=True), mask=at < count)
