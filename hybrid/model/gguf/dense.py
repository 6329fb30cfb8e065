"""Dense tensors of a GGUF file: dequantised when they are read, and turned back into transformers' order of values.

The ``gguf`` package dequantises, by rows, so that little more than the result is in memory.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hybrid.checkpoint.tensor_reading import Reader
from hybrid.errors import UnsupportedModelError
from hybrid.layout import FormatName

_ROWS_AT_ONCE = 1 << 22  # weights
PLAIN_TYPES = ("F32", "F16", "BF16")

Convert = Callable[[Tensor], Tensor]


@dataclass(frozen=True, slots=True)
class DenseTensor:
    """A tensor that is not kept as it is stored: ``rows`` of blocks of a ``type``, that stand for weights of
    ``stored_shape``. ``convert`` makes those the ``shape`` of the model's parameter, float32 -> float32."""

    stored: str
    type: str
    stored_shape: tuple[int, ...]
    shape: tuple[int, ...]
    convert: Convert | None = None
    format: FormatName = "plain"
    is_turned: bool = False
    order: None = None

    def parts(self) -> Iterator[str]:
        yield self.stored

    def unpack(self, reader: Reader, dtype: torch.dtype) -> Tensor:
        """The parameter's values."""
        if self.convert is not None:
            plain = torch.empty(self.stored_shape, dtype=torch.float32)
            self._dequantise(reader, plain)
            return self.convert(plain).to(dtype).reshape(self.shape).contiguous()
        values = torch.empty(self.stored_shape, dtype=dtype)
        self._dequantise(reader, values)
        return values.view(self.shape)

    def _dequantise(self, reader: Reader, target: Tensor) -> None:
        rows = target.view(-1, self.stored_shape[-1])
        step = max(1, _ROWS_AT_ONCE // rows.shape[1])
        for first in range(0, len(rows), step):
            part = rows[first : first + step]
            part.copy_(dequantised(self.type, reader.read_rows(self.stored, first, len(part))))


def dequantised(kind: str, stored: Tensor) -> Tensor:
    """Rows of blocks (rows, bytes) -> float32 (rows, columns)."""
    if kind in PLAIN_TYPES:
        dtypes = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
        return stored.view(dtypes[kind]).float()
    gguf = gguf_package("A GGUF file")
    values: NDArray[np.float32] = gguf.quants.dequantize(stored.numpy(), gguf.GGMLQuantizationType[kind])
    return torch.from_numpy(values)


def check_types(shown: str, kinds: set[str], block_bytes: Callable[[str], int]) -> None:
    """Raises ``UnsupportedModelError`` for types that the ``gguf`` package cannot dequantise."""
    for kind in sorted(kinds):
        try:
            dequantised(kind, torch.zeros((1, block_bytes(kind)), dtype=torch.uint8))
        except (NotImplementedError, KeyError) as error:
            raise UnsupportedModelError(
                f"{shown} has weights of the type {kind}, which the installed gguf package can't dequantise. Choose a "
                "version such as Q4_K_M or Q8_0, or run `pip install -U gguf` and start the app again.",
                "model",
            ) from error


def gguf_package(what: str) -> Any:
    """Raises ``UnsupportedModelError`` if it isn't installed."""
    try:
        import gguf
    except ImportError as error:
        raise UnsupportedModelError(
            f"{what} needs a Python package that isn't installed. Run `pip install gguf` and start the app again.",
            "model",
        ) from error
    return gguf


def row_bytes(nbytes: int, shape: tuple[int, ...]) -> int:
    """Bytes of one row of a tensor that takes ``nbytes``."""
    return nbytes // max(1, prod(shape[:-1]))
