"""Headers of safetensors files: which tensors a checkpoint holds, and where their bytes lie.

Knows the file format (a length, a JSON object, the data) and the index of a sharded checkpoint; reads no weight and
maps nothing into memory. A file that contradicts itself is refused here, before hours are spent on it.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import prod
from pathlib import Path

from hybrid.checkpoint.lfs_pointers import refuse_pointer
from hybrid.errors import UnsupportedModelError

_LENGTH_BYTES = 8
_LONGEST_HEADER = 100_000_000  # the format's limit
_LARGEST_COUNT = 1 << 64
_MOST_DIMENSIONS = 64  # as in torch; the product of a million lengths would take hours
_LONGEST_INDEX = 100_000_000
_MOST_TENSORS = 1_000_000  # the largest published models have a fifth of that
_BITS = {
    "F4": 4,
    **dict.fromkeys(("F6_E2M3", "F6_E3M2"), 6),
    **dict.fromkeys(("BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ"), 8),
    **dict.fromkeys(("I16", "U16", "F16", "BF16"), 16),
    **dict.fromkeys(("I32", "U32", "F32"), 32),
    **dict.fromkeys(("I64", "U64", "F64", "C64"), 64),
}


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """One tensor of a checkpoint; ``dtype`` is the format's word for it, such as ``"BF16"``."""

    file: Path
    dtype: str
    shape: tuple[int, ...]
    start: int  # in bytes from the beginning of the file
    end: int

    @property
    def nbytes(self) -> int:
        return self.end - self.start


def weight_files(folder: Path, named: object = None, listed: Collection[str] | None = None) -> list[Path]:
    """The files that make up the checkpoint: ``model.safetensors``, or else those that the index names.

    ``named`` is a file or an index that config.json names instead (``transformers_weights``). ``listed`` are the files
    of a checkpoint of which only the index has been fetched. Raises ``UnsupportedModelError`` when there is neither,
    when the index makes no sense, or when a file is missing.
    """
    if named is not None:
        if not isinstance(named, str):
            raise _unreadable(folder, "its config.json names something else than a file of weights")
        first = _inside(folder, named)
        return _present(_indexed_files(first) if named.endswith(".index.json") else [first], folder, listed)
    single = folder / "model.safetensors"
    index = folder / "model.safetensors.index.json"
    if _is_there(single, folder, listed):
        return [single]
    if index.is_file():
        return _present(_indexed_files(index), folder, listed)
    raise _unreadable(folder, "it has neither a model.safetensors nor a model.safetensors.index.json")


def read_headers(files: Iterable[Path]) -> dict[str, StoredTensor]:
    """Every tensor by its name; of two with one name the later file's, as transformers does.

    Raises ``UnsupportedModelError`` for a file that is damaged or cut short.
    """
    return {name: tensor for file in files for name, tensor in read_header(file).items()}


def read_header(file: Path) -> dict[str, StoredTensor]:
    """One file's tensors, in the order of their bytes; they fill the file without gap or overlap."""
    try:
        refuse_pointer(file)
        size = file.stat().st_size
        with file.open("rb") as stream:
            length = int.from_bytes(stream.read(_LENGTH_BYTES), "little")
            data_start = _LENGTH_BYTES + length
            if size < _LENGTH_BYTES or length > _LONGEST_HEADER or data_start > size:
                raise _unreadable(file, "its header is longer than the file, or than any real one")
            header = json.loads(stream.read(length), object_pairs_hook=_without_repeats)
    except OSError as error:
        raise _unreadable(file, error.strerror or type(error).__name__) from error
    except (ValueError, RecursionError) as error:
        raise _unreadable(file, "its header isn't valid JSON") from error
    if not isinstance(header, dict):
        raise _unreadable(file, "its header isn't a JSON object")
    notes = header.pop("__metadata__", None) or {}
    if not isinstance(notes, dict) or not all(isinstance(note, str) for note in notes.values()):
        raise _unreadable(file, "the notes in its header aren't text")
    if len(header) > _MOST_TENSORS:
        raise _unreadable(file, f"it lists more than {_MOST_TENSORS:,} tensors")
    tensors = [(name, _tensor(file, name, entry, data_start)) for name, entry in header.items()]
    tensors.sort(key=lambda item: (item[1].start, item[1].end))
    reached = data_start
    for name, tensor in tensors:
        if tensor.start != reached:
            raise _unreadable(file, f"the bytes of {name!r} overlap another tensor's or leave a gap")
        reached = tensor.end
    if reached != size:
        raise _unreadable(file, f"it has {size} bytes where its header describes {reached}")
    return dict(tensors)


def _tensor(file: Path, name: str, entry: object, data_start: int) -> StoredTensor:
    match entry:
        case {"dtype": str(dtype), "shape": list(shape), "data_offsets": [start, end]} if (
            dtype in _BITS
            and len(shape) <= _MOST_DIMENSIONS
            and all(_is_count(number) for number in (*shape, start, end))
        ):
            if prod(shape) * _BITS[dtype] != (end - start) * 8:
                raise _unreadable(file, f"the shape and type of {name!r} don't fit its number of bytes")
            return StoredTensor(file, dtype, tuple(shape), data_start + start, data_start + end)
    raise _unreadable(file, f"its header describes {name!r} in a way that makes no sense")


def _is_count(number: object) -> bool:
    return type(number) is int and 0 <= number < _LARGEST_COUNT  # a bool is an int, too


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a name that is there twice")
    return values


def _indexed_files(index: Path) -> list[Path]:
    try:
        refuse_pointer(index)
        if index.stat().st_size > _LONGEST_INDEX:
            raise _unreadable(index, "it is longer than any real one")
        described = json.loads(index.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise _unreadable(index, error.strerror or type(error).__name__) from error
    except (ValueError, RecursionError) as error:
        raise _unreadable(index, "it isn't valid JSON") from error
    names = described.get("weight_map") if isinstance(described, dict) else None
    if not isinstance(names, dict) or not names or not all(isinstance(name, str) for name in names.values()):
        raise _unreadable(index, "it has no weight_map that names the files")
    if len(names) > _MOST_TENSORS:
        raise _unreadable(index, f"it lists more than {_MOST_TENSORS:,} tensors")
    return [_inside(index.parent, name) for name in sorted(set(names.values()))]


def _inside(folder: Path, name: str) -> Path:
    """The file ``name``, which must lie in the folder: a downloaded checkpoint must not name other files of the user.

    Raises ``UnsupportedModelError`` otherwise.
    """
    path = Path(name)
    if path.is_absolute() or ".." in path.parts or not name.endswith((".safetensors", ".safetensors.index.json")):
        raise _unreadable(folder, f"it names {name!r} as a file of weights")
    return folder / path


def _present(files: list[Path], folder: Path, listed: Collection[str] | None) -> list[Path]:
    missing = [file.name for file in files if not _is_there(file, folder, listed)]
    if missing:
        raise _unreadable(folder, f"{len(missing)} of its files are missing, such as {missing[0]}")
    return files


def _is_there(file: Path, folder: Path, listed: Collection[str] | None) -> bool:
    try:
        return file.is_file() if listed is None else file.relative_to(folder).as_posix() in listed
    except OSError:  # a name longer than any file's
        return False


def _unreadable(path: Path, why: str) -> UnsupportedModelError:
    return UnsupportedModelError(
        f"The weights in {str(path)!r} could not be read ({why}): fetch the checkpoint again.", "model"
    )
