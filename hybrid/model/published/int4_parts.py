"""Parts of int4 weights in a checkpoint's headers: what must be there beside the packed numbers, in which shape.

Refuses damaged headers before anything is read, and what cannot be computed exactly.
"""

from collections.abc import Iterator, Mapping, Sequence

from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.errors import UnsupportedModelError

SCALE_TYPES = ("BF16", "F16")


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


def whole_groups(packed: str, columns: int, group: int) -> int:
    """The groups of a row. Raises ``UnsupportedModelError`` if the last one would be smaller than the others."""
    if not columns or columns % group:
        raise unsupported(f"groups of {group} that don't divide the {columns} columns of {packed}")
    return columns // group


def unsupported(what: str) -> UnsupportedModelError:
    return UnsupportedModelError(
        f"The weights are int4 with {what}, which isn't supported yet. Choose an int4 version without that, or a bf16, "
        "FP8, MXFP4 or NVFP4 one.",
        "model",
    )


def _shape(size: Sequence[int]) -> str:
    return " x ".join(str(number) for number in size) or "a single number"
