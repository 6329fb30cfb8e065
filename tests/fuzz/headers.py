"""Targets that read headers of weight files and the index of a checkpoint: bytes alone, without torch."""

import json
import struct
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
from safetensors.numpy import save

from hybrid.checkpoint.gguf.header import is_whole, read_gguf_header
from hybrid.checkpoint.gguf.shards import gguf_files
from hybrid.checkpoint.safetensors_headers import read_header, weight_files
from tests.fuzz.mutations import mutated, other_value
from tests.fuzz.target import Target
from tests.hybrid.checkpoint.gguf.test_header import WHOLE

_LONGEST_GGUF_HEADER = 20_000


def _index(_: bytes, folder: Path) -> None:
    assert all(file.resolve().is_relative_to(folder.resolve()) for file in weight_files(folder))


def _weights(folder: Path) -> None:
    for name in ("a.safetensors", "b.safetensors"):
        (folder / name).touch()


@cache
def weights() -> Sequence[bytes]:
    arrays = {"a": np.zeros((2, 3), "f4"), "b.weight": np.zeros(4, "i1"), "empty": np.zeros((0, 5), "f2")}
    many_lengths = {"a": {"dtype": "F32", "shape": [1] * 64, "data_offsets": [0, 4]}}
    return save(arrays, {"format": "pt"}), save({}), _framed(json.dumps(many_lengths).encode(), bytes(4))


def _framed(header: bytes, data: bytes) -> bytes:
    return struct.pack("<Q", len(header)) + header + data


def other_safetensors(content: bytes, random: Random) -> bytes:
    """Half of them with a header that is JSON of the right length, which others seldom are."""
    length = int.from_bytes(content[:8], "little")
    header, data = content[8 : 8 + length], content[8 + length :]
    try:
        described = json.loads(header)
    except (ValueError, RecursionError):
        return mutated(content, random)
    match random.randrange(4):
        case 0:
            return mutated(content, random)
        case 1:
            return _framed(mutated(header, random), data)
        case 2:
            return _framed(header, mutated(data, random))
        case _:
            return _framed(json.dumps(other_value(described, random)).encode(), data)


def _header(_: bytes, folder: Path) -> None:
    file = folder / "model.safetensors"
    size, reached = file.stat().st_size, 0
    for tensor in read_header(file).values():
        assert reached <= tensor.start <= tensor.end <= size
        reached = tensor.end


def _gguf_names(content: bytes, _: Path) -> None:
    names = content.decode(errors="surrogateescape").split("\n")
    gguf_files(names, names[0] or None, "it")


def other_gguf(content: bytes, random: Random) -> bytes:
    """Its weights stay: nobody reads them before the header has been."""
    header = min(len(content), _LONGEST_GGUF_HEADER)
    return mutated(content[:header], random) + content[header:]


def _gguf_header(content: bytes, folder: Path) -> None:
    is_whole(content)
    header = read_gguf_header(folder / "model.gguf")
    assert all(tensor.end <= len(content) for tensor in header.tensors.values())


TARGETS = {
    "index": Target(
        lambda: (b'{"metadata": {"total_size": 9}, "weight_map": {"x": "a.safetensors", "y": "b.safetensors"}}',),
        _index,
        "model.safetensors.index.json",
        _weights,
    ),
    "safetensors": Target(weights, _header, "model.safetensors", mutate=other_safetensors),
    "gguf-header": Target(lambda: (WHOLE,), _gguf_header, "model.gguf"),
    "gguf-names": Target(lambda: (b"a-00001-of-00002.gguf\na-00002-of-00002.gguf",), _gguf_names),
}
