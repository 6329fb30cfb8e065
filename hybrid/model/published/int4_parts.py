"""Parts of int4 weights in a checkpoint's headers: what must be there beside the packed numbers, in which shape.

Refuses damaged headers before anything is read, and what cannot be computed exactly.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.errors import UnsupportedModelError
from hybrid.model.published.packed_matrix import Convert

SCALE_TYPES = ("BF16", "F16")
WHOLE_ROW = -1  # as a size of groups
_SIZES = (128, 64, 32)
LARGEST = _SIZES[0]


def word_matrices(stored: Mapping[str, StoredTensor], suffix: str) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Matrices of words whose names end so: the name without the end, the whole name, and the shape."""
    for name, tensor in stored.items():
        stem = name.removesuffix(suffix)
        if stem != name and tensor.dtype == "I32" and len(tensor.shape) == 2:
            yield stem, name, tensor.shape


def part(
    stored: Mapping[str, StoredTensor], name: str, shape: Sequence[int], packed: str, types: Sequence[str]
) -> StoredTensor:
    """The stored tensor ``name``, which belongs to the numbers in ``packed``.

    Raises ``UnsupportedModelError`` if it is missing, or has another shape or type.
    """
    tensor = stored.get(name)
    if tensor is None:
        raise UnsupportedModelError(
            f"The checkpoint lacks {name}, without which {packed} stands for nothing. Download it again.", "model"
        )
    if tensor.shape != tuple(shape):
        raise UnsupportedModelError(
            f"{name} is {_shape(tensor.shape)} in the files and would have to be {_shape(shape)}, by {packed} and the "
            "group_size in config.json. Use the config.json and the weights of one and the same model.",
            "model",
        )
    if tensor.dtype not in types:
        raise unsupported(f"{name} stored as {tensor.dtype}")
    return tensor


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a row: how many are ``stored``, and how many columns each has in memory.

    A scale for a whole row is kept for each of its groups of ``size`` columns, which are ``repeats`` as many: the same
    weights, in the formats there are.
    """

    stored: int
    size: int
    repeats: int = 1

    def spread(self, convert: Convert | None = None) -> Convert | None:
        """``convert``, with what it makes of the stored groups (..., stored * record) repeated for those in memory."""
        if self.repeats == 1:
            return convert

        def convert_and_repeat(*stored: Tensor) -> Tensor:
            groups = convert(*stored) if convert is not None else stored[0]
            return torch.cat([groups] * self.repeats, -1)

        return convert_and_repeat


def groups_in(packed: str, columns: int, group: int) -> Groups:
    """Of rows with ``group`` columns in each, or one for the ``WHOLE_ROW``.

    Raises ``UnsupportedModelError`` if the last group would be smaller than the others.
    """
    sizes = _SIZES if group == WHOLE_ROW else (group,)
    size = next((size for size in sizes if columns and columns % size == 0), 0)
    if not size:
        raise unsupported(f"groups of {sizes[-1]} that don't divide the {columns} columns of {packed}")
    if group == WHOLE_ROW:
        return Groups(1, size, columns // size)
    return Groups(columns // size, size)


def unsupported(what: str) -> UnsupportedModelError:
    return UnsupportedModelError(
        f"The weights are int4 with {what}, which isn't supported yet. Choose an int4 version without that, or a bf16, "
        "FP8, MXFP4 or NVFP4 one.",
        "model",
    )


def _shape(size: Sequence[int]) -> str:
    return " x ".join(str(number) for number in size) or "a single number"
