"""Small steps on the CPU: one token through a model whose dense part is tiny.

Such products take a few microseconds each. Waking other threads for them takes as long, and on a busy machine a thread
that is not scheduled holds all of them up; oneDNN takes three times as long to set up a bfloat16 product as torch's own
kernel takes to compute it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

from hybrid.types import ModelInfo

_SMALL_BYTES = 8 << 20  # of weights outside the experts, which one thread reads in less than a millisecond


def has_small_steps(info: ModelInfo) -> bool:
    """Whether one thread computes a token's dense part sooner than several do."""
    return info.dense_bytes <= _SMALL_BYTES


@contextmanager
def small_step() -> Iterator[None]:
    """One thread for torch, and its own kernels, while a token is computed; experts keep their threads."""
    onednn: Any = torch.backends.mkldnn
    threads, was_enabled = torch.get_num_threads(), onednn.enabled
    torch.set_num_threads(1)
    onednn.enabled = False
    try:
        yield
    finally:
        onednn.enabled = was_enabled
        torch.set_num_threads(threads)
