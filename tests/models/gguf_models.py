"""Tiny models in GGUF files, made with the ``gguf`` package, and blocks of random numbers of every type."""

import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType
from numpy.typing import NDArray

# Where in a block halves begin, which must be numbers.
_HALVES = {"Q4_1": (0, 2), "Q5_1": (0, 2), "Q4_K": (0, 2), "Q5_K": (0, 2), "Q6_K": (208,), "MXFP4": ()}


def random_blocks(name: str, shape: tuple[int, ...], random: np.random.Generator, size: float = 1.0) -> NDArray:
    """Bytes (..., rows, bytes) of a type that stand for random weights of about ``size``."""
    columns, block_bytes = GGML_QUANT_SIZES[GGMLQuantizationType[name]]
    stored = random.integers(0, 256, (*shape[:-1], shape[-1] // columns, block_bytes), dtype=np.uint8)
    largest = {"Q4_0": 8, "Q4_1": 15, "Q5_0": 16, "Q5_1": 31, "Q8_0": 127, "IQ4_NL": 127}.get(name, 2000)
    for first in _HALVES.get(name, (0,)):
        halves = random.normal(size=stored.shape[:-1]) * size / largest
        stored[..., first : first + 2] = halves.astype(np.float16)[..., None].view(np.uint8)
    if name == "MXFP4":
        middle = 125 + int(np.log2(size))
        stored[..., 0] = random.integers(middle - 2, middle + 2, stored.shape[:-1])
    return stored.reshape(*shape[:-1], -1)
