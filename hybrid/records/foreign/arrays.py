"""NumPy files: ``.npy`` with one array, ``.npz`` with several; arrays of objects, which are pickles, are refused.

The header is read by NumPy; the numbers are then taken straight from the bytes, so that a header that promises more
than the file holds allocates nothing.
"""

import io
import zipfile
from math import prod
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from hybrid.errors import TraceError, refusing
from hybrid.records.foreign.routing import Hints, RawRouting, expert_numbers, shaped

MAGIC, ZIP_MAGIC = b"\x93NUMPY", b"PK\x03\x04"
LARGEST_UNPACKED = 1 << 30
NAMES = ("choices", "routed_experts", "experts", "expert_ids", "topk_ids", "indices")
PICKLE = "It holds pickled objects, which can run code when they are opened: save the numbers alone, as .npy."
_CUT = "It is no complete NumPy file: it is cut short or something else. Save the array again."


def array_of(content: bytes) -> NDArray[Any]:
    """The array of an ``.npy`` file. Raises ``TraceError``."""
    stream = io.BytesIO(content)
    # The header is a Python expression, on which Python's parsers raise many things, and of any shape and type.
    with refusing(_is_cut):
        version = npy.read_magic(stream)
        read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, is_fortran, dtype = read(stream)
        if dtype.hasobject:
            raise TraceError(PICKLE)
        start, count = stream.tell(), prod(shape)
        if any(length < 0 for length in shape) or dtype.itemsize == 0 or count * dtype.itemsize != len(content) - start:
            raise TraceError(_CUT)
        values: NDArray[Any] = np.frombuffer(content, dtype, count, start)
        return values.reshape(shape, order="F" if is_fortran else "C")


def read_npy(content: bytes, hints: Hints) -> RawRouting:
    """An array (tokens, layers, k), or a flat one whose shape ``hints`` give."""
    return RawRouting(shaped(expert_numbers(array_of(content)), hints))


def read_npz(content: bytes, hints: Hints) -> RawRouting:
    """The array of experts among those of an ``.npz`` file; ``weights`` and ``prompt`` beside it, where they fit."""
    arrays = _members(content)
    name = next((name for name in NAMES if name in arrays), None)
    if name is None:
        fitting = [name for name, array in arrays.items() if array.ndim == 3 and array.dtype.kind in "iu"]
        if len(fitting) != 1:
            raise TraceError(f"No array in it is the experts' for certain: name it {NAMES[0]!r} and save again.")
        name = fitting[0]
    ids = shaped(expert_numbers(arrays[name]), hints)
    weights, prompt = arrays.get("weights"), arrays.get("prompt")
    if weights is not None and (weights.dtype.kind != "f" or weights.shape != ids.shape):
        raise TraceError("'weights' must be one number for each choice: correct it, or leave it out.")
    if prompt is not None and (prompt.dtype.kind not in "bui" or prompt.shape != ids.shape[:1]):
        raise TraceError("'prompt' must be true or false for each token: correct it, or leave it out.")
    return RawRouting(
        ids,
        prompt=None if prompt is None else prompt.astype(np.bool_),
        weights=None if weights is None else weights.astype(np.float32),
    )


def _members(content: bytes) -> dict[str, NDArray[Any]]:
    # Each way of compressing has errors of its own.
    with refusing(_is_cut), zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if any(entry.filename.endswith(".pkl") for entry in entries):
            raise TraceError(PICKLE)
        if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
            raise TraceError(f"It unpacks to more than {LARGEST_UNPACKED >> 30} GiB: save fewer tokens.")
        named = [entry for entry in entries if entry.filename.endswith(".npy")]
        return {entry.filename.removesuffix(".npy"): array_of(_unpacked(archive, entry)) for entry in named}


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """At most as many bytes as the archive promises."""
    with archive.open(entry) as file:
        return file.read(entry.file_size)


def _is_cut(_: BaseException) -> TraceError:
    return TraceError(_CUT)
