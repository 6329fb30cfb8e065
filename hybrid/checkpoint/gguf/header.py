"""Headers of GGUF files: metadata and tensors, and where their bytes lie.

Knows the file format (versions 2 and 3, little-endian); reads no weight. A file that contradicts itself is refused
here, before memory is taken: its counts and lengths are believed only as far as the file reaches.
"""

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path

from hybrid.checkpoint.lfs_pointers import refuse_pointer
from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.errors import UnsupportedModelError

Value = int | float | bool | str | tuple[int | float | bool, ...]

_MAGIC, _VERSIONS = b"GGUF", (2, 3)
LONGEST_HEADER = 1 << 28  # bytes; the largest vocabularies take a tenth of it
_LARGEST_COUNT = 1 << 62
_MOST_DIMENSIONS = 4
_LONGEST_TUPLE = 4096  # arrays with more elements are per token
_SMALLEST_ENTRY, _SMALLEST_TENSOR = 13, 32  # bytes
_NUMBERS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
_TEXT, _ARRAY = 8, 9
_ALIGNMENT, _USUAL_ALIGNMENT, _LARGEST_ALIGNMENT = "general.alignment", 32, 1 << 20

# By number in the file: the type's name, the columns of a block, and its bytes.
_TYPES = {
    0: ("F32", 1, 4), 1: ("F16", 1, 2), 2: ("Q4_0", 32, 18), 3: ("Q4_1", 32, 20), 6: ("Q5_0", 32, 22),
    7: ("Q5_1", 32, 24), 8: ("Q8_0", 32, 34), 9: ("Q8_1", 32, 40), 10: ("Q2_K", 256, 84), 11: ("Q3_K", 256, 110),
    12: ("Q4_K", 256, 144), 13: ("Q5_K", 256, 176), 14: ("Q6_K", 256, 210), 15: ("Q8_K", 256, 292),
    16: ("IQ2_XXS", 256, 66), 17: ("IQ2_XS", 256, 74), 18: ("IQ3_XXS", 256, 98), 19: ("IQ1_S", 256, 50),
    20: ("IQ4_NL", 32, 18), 21: ("IQ3_S", 256, 110), 22: ("IQ2_S", 256, 82), 23: ("IQ4_XS", 256, 136),
    24: ("I8", 1, 1), 25: ("I16", 1, 2), 26: ("I32", 1, 4), 27: ("I64", 1, 8), 28: ("F64", 1, 8),
    29: ("IQ1_M", 256, 56), 30: ("BF16", 1, 2), 34: ("TQ1_0", 256, 54), 35: ("TQ2_0", 256, 66), 39: ("MXFP4", 32, 17),
    40: ("NVFP4", 64, 36), 41: ("Q1_0", 128, 18),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What a file says. Shapes are those of torch, the rows' columns last; a tensor's ``dtype`` is the type's name.

    ``metadata`` has of an array of texts, or of one of more than some thousand numbers, only its length.
    """

    metadata: Mapping[str, Value]
    tensors: Mapping[str, StoredTensor]

    def text(self, key: str) -> str:
        """Empty if there is no text under the key."""
        value = self.metadata.get(key, "")
        return value if isinstance(value, str) else ""


class _EndedError(Exception):
    """The header goes on beyond what there is to read."""


class _DamagedError(Exception):
    """The header makes no sense; says why."""


def read_gguf_header(file: Path) -> GgufHeader:
    """Raises ``UnsupportedModelError`` for a file that is damaged, cut short, or of another kind."""
    try:
        refuse_pointer(file)
        size = file.stat().st_size
        if size < len(_MAGIC):
            raise _DamagedError("it is empty, or nearly so")
        with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
            metadata, entries, end = _parsed(_Cursor(content, min(size, LONGEST_HEADER)))
        return GgufHeader(metadata, _tensors(file, entries, end, _alignment(metadata), size))
    except _EndedError as error:
        longer = "is longer than any real one" if size > LONGEST_HEADER else "is cut short"
        raise unreadable(file, f"its header {longer}") from error
    except (_DamagedError, OSError) as error:
        raise unreadable(file, str(error)) from error


def is_whole(start: bytes) -> bool:
    """Whether a file's first bytes hold all of its header; true, too, if that is damaged."""
    try:
        _parsed(_Cursor(start, len(start)))
    except _EndedError:
        return False
    except _DamagedError:
        return True
    return True


def unreadable(file: Path, why: str) -> UnsupportedModelError:
    return UnsupportedModelError(
        f"The GGUF file {file.name!r} could not be read ({why}). Download it again, or choose another.", "model"
    )


class _Cursor:
    """A place in the bytes of a header, which goes on up to ``end`` at most."""

    def __init__(self, content: bytes | mmap.mmap, end: int) -> None:
        self.content, self.end, self.at = content, end, 0

    def take(self, count: int) -> bytes:
        start = self.at
        self.skip(count)
        return self.content[start : self.at]

    def skip(self, count: int) -> None:
        if count > self.end - self.at:
            raise _EndedError
        self.at += count

    def number(self, form: str) -> int | float | bool:
        value: int | float | bool = struct.unpack(form, self.take(struct.calcsize(form)))[0]
        return value

    def count(self, form: str = "<Q") -> int:
        return int(self.number(form))

    def text(self) -> str:
        try:
            return self.take(self.count()).decode("utf-8")
        except UnicodeDecodeError as error:
            raise _DamagedError("a name or text in its header isn't UTF-8") from error

    def skip_texts(self, count: int) -> None:
        content, at, end = self.content, self.at, self.end
        for _ in range(count):
            at += 8 + int.from_bytes(content[at : at + 8], "little")
            if at > end:
                raise _EndedError
        self.at = at


_Entry = tuple[str, tuple[int, ...], int, int]  # name, shape, number of the type, offset


def _parsed(cursor: _Cursor) -> tuple[dict[str, Value], list[_Entry], int]:
    """Metadata, the tensors as they are described, and where the header ends."""
    if cursor.take(len(_MAGIC)) != _MAGIC:
        raise _DamagedError("it isn't a GGUF file")
    version = cursor.count("<I")
    if version not in _VERSIONS:
        swapped = int.from_bytes(version.to_bytes(4, "little"), "big") in _VERSIONS
        raise _DamagedError("it is for big-endian machines" if swapped else f"it has version {version} of the format")
    tensors, values = cursor.count(), cursor.count()
    if max(tensors * _SMALLEST_TENSOR, values * _SMALLEST_ENTRY) > LONGEST_HEADER:
        raise _DamagedError(f"its header claims to have {tensors} tensors and {values} values")
    metadata: dict[str, Value] = {}
    for _ in range(values):
        key = cursor.text()
        if key in metadata:
            raise _DamagedError(f"its header has {key!r} twice")
        metadata[key] = _value(cursor, cursor.count("<I"))
    entries = [_entry(cursor) for _ in range(tensors)]
    return metadata, entries, cursor.at


def _value(cursor: _Cursor, kind: int) -> Value:
    if kind == _TEXT:
        return cursor.text()
    if kind != _ARRAY:
        return cursor.number(_form(kind))
    of, count = cursor.count("<I"), cursor.count()
    if of == _TEXT:
        cursor.skip_texts(count)
        return count
    form = _form(of)
    if count > _LONGEST_TUPLE:
        cursor.skip(count * struct.calcsize(form))
        return count
    return tuple(cursor.number(form) for _ in range(count))


def _form(kind: int) -> str:
    if kind not in _NUMBERS:
        raise _DamagedError(f"its header has a value of the unknown type {kind}")
    return _NUMBERS[kind]


def _entry(cursor: _Cursor) -> _Entry:
    name, dimensions = cursor.text(), cursor.count("<I")
    if not 0 < dimensions <= _MOST_DIMENSIONS:
        raise _DamagedError(f"the tensor {name!r} has {dimensions} dimensions")
    shape = tuple(cursor.count() for _ in range(dimensions))[::-1]
    return name, shape, cursor.count("<I"), cursor.count()


def _alignment(metadata: Mapping[str, Value]) -> int:
    alignment = metadata.get(_ALIGNMENT, _USUAL_ALIGNMENT)
    if type(alignment) is not int or not 0 < alignment <= _LARGEST_ALIGNMENT:
        raise _DamagedError(f"its alignment is {alignment}")
    return alignment


def _tensors(file: Path, entries: list[_Entry], end: int, alignment: int, size: int) -> dict[str, StoredTensor]:
    """In the order of their bytes, which neither overlap nor lie outside of the file."""
    data_start = -(-end // alignment) * alignment
    tensors: dict[str, StoredTensor] = {}
    for name, shape, kind, offset in entries:
        if name in tensors:
            raise _DamagedError(f"its header has the tensor {name!r} twice")
        if kind not in _TYPES:
            raise _DamagedError(f"the tensor {name!r} is of the unknown type {kind}")
        dtype, columns, block_bytes = _TYPES[kind]
        if shape[-1] % columns or not all(0 < length < _LARGEST_COUNT for length in shape):
            raise _DamagedError(f"the shape of {name!r} doesn't fit its type {dtype}")
        start = data_start + offset
        if offset % alignment:
            raise _DamagedError(f"the bytes of {name!r} begin at an odd place")
        tensors[name] = StoredTensor(file, dtype, shape, start, start + prod(shape) // columns * block_bytes)
    in_file_order = sorted(tensors.items(), key=lambda item: item[1].start)
    reached = data_start
    for name, tensor in in_file_order:
        if tensor.start < reached:
            raise _DamagedError(f"the bytes of {name!r} overlap another tensor's")
        reached = tensor.end
    if reached > size:
        raise _DamagedError(f"it has {size} bytes where its header describes {reached}")
    return dict(in_file_order)
