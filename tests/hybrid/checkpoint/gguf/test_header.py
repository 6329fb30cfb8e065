"""Headers of GGUF files: what they say, and that whatever contradicts itself is refused before memory is taken."""

import struct
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hybrid.checkpoint.gguf.header import is_whole, read_gguf_header
from hybrid.errors import UnsupportedModelError

Tensor = tuple[str, tuple[int, ...], int, int]  # name, lengths as in the file, type, offset
Entry = tuple[str, bytes]  # key, type and value


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value.encode())) + value.encode()


def number(value: int) -> bytes:
    return struct.pack("<II", 4, value)


def header_of(
    tensors: list[Tensor],
    entries: tuple[Entry, ...] = (("general.architecture", struct.pack("<I", 8) + text("x")),),
    start: bytes = b"GGUF" + struct.pack("<I", 3),
    counts: tuple[int, int] | None = None,
) -> bytes:
    header = start + struct.pack("<QQ", *(counts or (len(tensors), len(entries))))
    header += b"".join(text(key) + value for key, value in entries)
    for name, lengths, kind, offset in tensors:
        header += text(name) + struct.pack(f"<I{len(lengths)}QIQ", len(lengths), *lengths, kind, offset)
    return header


def build(tensors: list[Tensor], data: bytes, *more: Any, **options: Any) -> bytes:
    header = header_of(tensors, *more, **options)
    return header + bytes(-len(header) % 32) + data


def test_every_tensor_is_found_where_its_bytes_are(tmp_path: Path) -> None:
    path, random = tmp_path / "tiny.gguf", np.random.default_rng(0)
    tensors: dict[str, tuple[Any, str]] = {
        "a.weight": (random.normal(size=(2, 3, 64)).astype(np.float32), "Q8_0"),
        "b": (random.normal(size=5).astype(np.float32), "F32"),
        "c.weight": (random.normal(size=(4, 32)).astype(np.float16), "F16"),
    }
    writer = gguf.GGUFWriter(path, "some")
    writer.add_block_count(7)
    writer.add_array("some.lengths", [1, 2, 3])
    writer.add_token_list([f"token {number}" for number in range(5000)])
    writer.add_token_types([1] * 5000)
    written: dict[str, Any] = {}
    for name, (values, kind) in tensors.items():
        number = gguf.GGMLQuantizationType[kind]
        written[name] = gguf.quants.quantize(values, number) if kind == "Q8_0" else values
        writer.add_tensor(name, written[name], raw_dtype=number)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    header, content = read_gguf_header(path), path.read_bytes()
    assert header.text("general.architecture") == "some"
    assert header.metadata["some.block_count"] == 7
    assert header.metadata["some.lengths"] == (1, 2, 3)
    assert header.metadata["tokenizer.ggml.tokens"] == header.metadata["tokenizer.ggml.token_type"] == 5000
    assert header.tensors.keys() == tensors.keys()
    for name, (values, kind) in tensors.items():
        stored = header.tensors[name]
        assert (stored.file, stored.dtype, stored.shape) == (path, kind, values.shape)
        assert content[stored.start : stored.end] == written[name].tobytes()


ONE: list[Tensor] = [("a", (2,), 0, 0)]
HUGE = 1 << 62
DAMAGED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "nearly so"),
    "another kind": (b"GGML" + bytes(60), "isn't a GGUF file"),
    "version 1": (build(ONE, bytes(8), start=b"GGUF\x01\0\0\0"), "has version 1"),
    "big-endian": (build(ONE, bytes(8), start=b"GGUF\0\0\0\x03"), "big-endian"),
    "a byte too few": (build(ONE, bytes(7)), "bytes where its header describes"),
    "no data": (build(ONE, b""), "bytes where its header describes"),
    "an overlap": (build([*ONE, ("b", (40,), 0, 0)], bytes(400)), "overlap"),
    "half an overlap": (build([("a", (16,), 0, 0), ("b", (16,), 0, 32)], bytes(400)), "overlap"),
    "beyond the file": (build([("a", (2,), 0, 1 << 40)], bytes(8)), "bytes where its header describes"),
    "an odd offset": (build([("a", (2,), 0, 4)], bytes(40)), "odd place"),
    "an unknown type": (build([("a", (2,), 99, 0)], bytes(8)), "unknown type 99"),
    "half a block": (build([("a", (16,), 8, 0)], bytes(34)), "doesn't fit its type Q8_0"),
    "no dimensions": (build([("a", (), 0, 0)], bytes(8)), "has 0 dimensions"),
    "many dimensions": (build([("a", (1,) * 5, 0, 0)], bytes(8)), "has 5 dimensions"),
    "no rows": (build([("a", (2, 0), 0, 0)], bytes(8)), "doesn't fit"),
    "a shape that overflows": (build([("a", (HUGE, HUGE), 0, 0)], bytes(8)), "doesn't fit"),
    "a tensor twice": (build([*ONE, *ONE], bytes(64)), "has the tensor 'a' twice"),
    "a key twice": (build([], b"", (("k", number(1)), ("k", number(2)))), "has 'k' twice"),
    "an unknown value": (build([], b"", (("k", struct.pack("<I", 77)),)), "unknown type 77"),
    "arrays of arrays": (build([], b"", (("k", struct.pack("<IIQ", 9, 9, 1)),)), "unknown type 9"),
    "a text of terabytes": (build([], b"", (("k", struct.pack("<IQ", 8, 1 << 42)),)), "cut short"),
    "an array of terabytes": (build([], b"", (("k", struct.pack("<IIQ", 9, 4, 1 << 42)),)), "cut short"),
    "texts without end": (build([], b"", (("k", struct.pack("<IIQ", 9, 8, 1 << 60)),)), "cut short"),
    "a name that is no text": (build([], b"", (("k", struct.pack("<IQ", 8, 1) + b"\xff"),)), "isn't UTF-8"),
    "tensors without end": (build([], b"", counts=(1 << 40, 0)), "claims to have"),
    "values without end": (build([], b"", counts=(0, 1 << 40)), "claims to have"),
    "fewer tensors than it says": (build(ONE, b"", counts=(3, 1)), "has 0 dimensions"),
    "no alignment": (build(ONE, bytes(8), (("general.alignment", number(0)),)), "alignment is 0"),
    "an alignment in text": (
        build(ONE, bytes(8), (("general.alignment", struct.pack("<I", 8) + text("32")),)),
        "alignment is 32",
    ),
    "a pointer": (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS pointer"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_file_that_contradicts_itself_is_refused(name: str, tmp_path: Path) -> None:
    content, words = DAMAGED[name]
    path = tmp_path / "damaged.gguf"
    path.write_bytes(content)
    with pytest.raises(UnsupportedModelError, match=words) as refusal:
        read_gguf_header(path)
    assert "damaged.gguf" in str(refusal.value)


def test_a_header_of_gigabytes_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "huge.gguf"
    header = build([], b"", (("k", struct.pack("<IQ", 8, 3 << 30)),))
    with path.open("wb") as stream:
        stream.write(header)
        stream.truncate(4 << 30)  # a hole
    with pytest.raises(UnsupportedModelError, match="longer than any real one"):
        read_gguf_header(path)


def test_padding_between_and_behind_tensors_is_none_of_them(tmp_path: Path) -> None:
    path = tmp_path / "padded.gguf"
    path.write_bytes(build([("b", (3,), 0, 64), *ONE], bytes(500)))
    tensors = read_gguf_header(path).tensors
    assert {name: tensor.nbytes for name, tensor in tensors.items()} == {"a": 8, "b": 12}
    assert list(tensors) == ["a", "b"], "in the order of their bytes"


HEADER = header_of(
    [("a", (32, 2), 8, 0), ("b", (2,), 0, 96)],
    (
        ("general.architecture", struct.pack("<I", 8) + text("some")),
        ("some.texts", struct.pack("<IIQ", 9, 8, 2) + text("x") + text("yz")),
        ("some.numbers", struct.pack("<IIQ2f", 9, 6, 2, 1.0, 2.0)),
    ),
)
WHOLE = HEADER + bytes(-len(HEADER) % 32 + 104)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400)
@given(
    changes=st.lists(st.tuples(st.integers(0, len(HEADER) - 1), st.integers(0, 255)), max_size=6),
    length=st.integers(0, len(WHOLE) + 40),
)
def test_whatever_is_damaged_is_refused_or_lies_within_the_file(
    changes: list[tuple[int, int]], length: int, tmp_path: Path
) -> None:
    content = bytearray(WHOLE)
    for at, value in changes:
        content[at] = value
    path = tmp_path / "maybe.gguf"
    path.write_bytes((content + bytes(40))[:length])
    try:
        header = read_gguf_header(path)
    except UnsupportedModelError:
        return
    reached = 0
    for tensor in header.tensors.values():
        assert reached <= tensor.start <= tensor.end <= length
        reached = tensor.end


@given(length=st.integers(0, len(WHOLE)))
def test_the_first_bytes_hold_the_header_or_not(length: int) -> None:
    assert is_whole(WHOLE[:length]) == (length >= len(HEADER))
