"""Headers of weight files: what they say, and that whatever contradicts itself is refused."""

import json
import struct
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from hybrid.checkpoint.safetensors_headers import StoredTensor, read_header, read_headers, weight_files
from hybrid.errors import UnsupportedModelError

Header = dict[str, object]


def entry(start: object, end: object, shape: object = (2,), dtype: object = "F32") -> Header:
    return {"dtype": dtype, "shape": shape, "data_offsets": [start, end]}


def write(path: Path, header: object, data: bytes) -> Path:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)
    return path


def test_every_tensor_is_found_where_its_bytes_are(tmp_path: Path) -> None:
    tensors = {
        "a.weight": torch.arange(6, dtype=torch.float32).reshape(2, 3),
        "b": torch.tensor(7, dtype=torch.int64),
        "c": torch.arange(4).to(torch.bfloat16),
        "empty": torch.zeros(0, 5),
        "é": torch.ones(3, dtype=torch.bool),
    }
    path = tmp_path / "model.safetensors"
    save_file(tensors, path, metadata={"format": "pt"})
    header = read_header(path)
    assert header.keys() == tensors.keys()
    content = path.read_bytes()
    for name, tensor in tensors.items():
        stored = header[name]
        assert (stored.file, stored.shape, stored.nbytes) == (path, tuple(tensor.shape), tensor.nbytes)
        assert content[stored.start : stored.end] == bytes(tensor.flatten().view(torch.uint8).tolist())
    assert [header[name].dtype for name in tensors] == ["F32", "I64", "BF16", "F32", "BOOL"]


def test_of_two_tensors_of_one_name_the_later_file_is_taken(tmp_path: Path) -> None:
    files = [tmp_path / "a.safetensors", tmp_path / "b.safetensors"]
    for file in files:
        save_file({"same": torch.zeros(2), file.stem: torch.zeros(1)}, file)
    tensors = read_headers(files)
    assert {name: tensor.file for name, tensor in tensors.items()} == {"same": files[1], "a": files[0], "b": files[1]}


DAMAGED: dict[str, tuple[object, bytes]] = {
    "a byte too many": ({"a": entry(0, 8)}, bytes(9)),
    "a byte too few": ({"a": entry(0, 8)}, bytes(7)),
    "no data": ({"a": entry(0, 8)}, b""),
    "a gap": ({"a": entry(0, 8), "b": entry(9, 17)}, bytes(17)),
    "a gap at the start": ({"a": entry(1, 9)}, bytes(9)),
    "an overlap": ({"a": entry(0, 8), "b": entry(4, 12)}, bytes(12)),
    "the same bytes": ({"a": entry(0, 8), "b": entry(0, 8)}, bytes(8)),
    "beyond the file": ({"a": entry(0, 8), "b": entry(1 << 50, (1 << 50) + 8)}, bytes(16)),
    "backwards": ({"a": entry(8, 0)}, bytes(8)),
    "before the file": ({"a": entry(-8, 0)}, bytes(8)),
    "another shape": ({"a": entry(0, 8, [3])}, bytes(8)),
    "a shape that overflows": ({"a": entry(0, 8, [1 << 63, 1 << 63])}, bytes(8)),
    "a negative shape": ({"a": entry(0, 8, [-1, -2])}, bytes(8)),
    "a fraction in the shape": ({"a": entry(0, 8, [2.0])}, bytes(8)),
    "a truth value in the shape": ({"a": entry(0, 1, [True], "U8")}, bytes(1)),
    "text in the shape": ({"a": entry(0, 8, "2")}, bytes(8)),
    "more dimensions than there are": ({"a": entry(0, 8, [1] * 64 + [2])}, bytes(8)),
    "dimensions whose product takes hours": ({"a": entry(0, 8, [(1 << 64) - 1] * 1_000_000)}, bytes(8)),
    "an unknown type": ({"a": entry(0, 8, dtype="F31")}, bytes(8)),
    "no type": ({"a": {"shape": [2], "data_offsets": [0, 8]}}, bytes(8)),
    "three offsets": ({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8, 8]}}, bytes(8)),
    "half a byte": ({"a": entry(0, 1, [1], "F4")}, bytes(1)),
    "a list for a tensor": ({"a": []}, bytes(8)),
    "a list for a header": ([], b""),
    "a number for a header": (b"7", b""),
    "no JSON": (b"{", b""),
    "something after the JSON": (b"{}\0\0", b""),
    "no text": (b'{"\xff": 1}', b""),
    "a name twice": (b'{"a": %b, "a": %b}' % ((json.dumps(entry(0, 8)).encode(),) * 2), bytes(8)),
    "notes that are no text": ({"__metadata__": {"format": 1}, "a": entry(0, 8)}, bytes(8)),
    "a list of notes": ({"__metadata__": ["pt"], "a": entry(0, 8)}, bytes(8)),
    "JSON without end": (b"[" * 200_000, b""),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_a_file_that_contradicts_itself_is_refused(case: str, tmp_path: Path) -> None:
    path = write(tmp_path / "model.safetensors", *DAMAGED[case])
    with pytest.raises(UnsupportedModelError, match=r"model\.safetensors.* could not be read .*: fetch") as refused:
        read_header(path)
    assert refused.value.field == "model"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x02\0\0",
        bytes(8),
        struct.pack("<Q", 3) + b"{}",
        struct.pack("<Q", 1 << 63) + b"{}",
        b"version https://g",
    ],
)
def test_a_file_without_a_whole_header_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(content)
    with pytest.raises(UnsupportedModelError, match="could not be read"):
        read_header(path)


def test_a_header_longer_than_any_real_one_is_not_read(tmp_path: Path) -> None:
    """However large the file: this one has no bytes on the disk."""
    path = tmp_path / "model.safetensors"
    with path.open("wb") as file:
        file.write(struct.pack("<Q", 200_000_000))
        file.truncate(1 << 40)
    with pytest.raises(UnsupportedModelError, match="header"):
        read_header(path)


def test_a_folder_for_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedModelError, match="could not be read"):
        read_header(tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    entries=st.lists(
        st.builds(
            entry,
            start=st.integers(-1, 12),
            end=st.integers(-1, 12),
            shape=st.lists(st.integers(-1, 3), max_size=3),
            dtype=st.sampled_from(["F32", "BF16", "F4", "F6_E2M3", "I8", "C64", "U7", ""]),
        ),
        max_size=3,
    ),
    size=st.integers(0, 14),
)
def test_files_are_refused_where_the_library_refuses_them(entries: list[Header], size: int, tmp_path: Path) -> None:
    path = write(tmp_path / "model.safetensors", dict(zip("abc", entries, strict=False)), bytes(size))
    try:
        with safe_open(path, framework="pt") as file:
            expected = {
                name: (file.get_slice(name).get_dtype(), tuple(file.get_slice(name).get_shape()))
                for name in file.keys()  # noqa: SIM118  # it is no mapping
            }
    except SafetensorError:
        with pytest.raises(UnsupportedModelError):
            read_header(path)
    else:
        assert {name: (tensor.dtype, tensor.shape) for name, tensor in read_header(path).items()} == expected


def index(folder: Path, content: object) -> None:
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / "model.safetensors.index.json").write_text(text, encoding="utf-8")


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).touch()


def test_one_file_comes_before_an_index_and_strays_are_left_alone(tmp_path: Path) -> None:
    touch(tmp_path, "model-00001-of-00002.safetensors", "stray.safetensors", "consolidated.safetensors")
    index(tmp_path, {"weight_map": {"a": "model-00001-of-00002.safetensors"}})
    assert weight_files(tmp_path) == [tmp_path / "model-00001-of-00002.safetensors"]
    touch(tmp_path, "model.safetensors")
    assert weight_files(tmp_path) == [tmp_path / "model.safetensors"]


def test_each_file_of_an_index_is_named_once_in_order(tmp_path: Path) -> None:
    touch(tmp_path, "b.safetensors", "a.safetensors")
    index(tmp_path, {"weight_map": {"x": "b.safetensors", "y": "a.safetensors", "z": "b.safetensors"}})
    assert weight_files(tmp_path) == [tmp_path / "a.safetensors", tmp_path / "b.safetensors"]


def test_a_byte_order_mark_before_an_index_is_skipped(tmp_path: Path) -> None:
    touch(tmp_path, "a.safetensors")
    index(tmp_path, "\ufeff" + json.dumps({"weight_map": {"x": "a.safetensors"}}))
    assert weight_files(tmp_path) == [tmp_path / "a.safetensors"]


def test_files_that_the_configuration_names_come_first(tmp_path: Path) -> None:
    touch(tmp_path, "model.safetensors", "other.safetensors", "a.safetensors")
    (tmp_path / "other.safetensors.index.json").write_text(json.dumps({"weight_map": {"x": "a.safetensors"}}))
    assert weight_files(tmp_path, "other.safetensors") == [tmp_path / "other.safetensors"]
    assert weight_files(tmp_path, "other.safetensors.index.json") == [tmp_path / "a.safetensors"]


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[" * 200_000,
        [],
        {},
        {"weight_map": {}},
        {"weight_map": ["a.safetensors"]},
        {"weight_map": {"x": 1}},
        {"weight_map": {"x": "missing.safetensors"}},
        {"weight_map": {"x": "../outside.safetensors"}},
        {"weight_map": {"x": "/etc/passwd"}},
        {"weight_map": {"x": "weights.bin"}},
        {"weight_map": {"x": "\ud800.safetensors"}},
        {"weight_map": {"x": "\0.safetensors"}},
        {"weight_map": {"x": "\x1b[31m.safetensors"}},
        {"weight_map": {"x": "x" * 5000 + ".safetensors"}},
    ],
)
def test_an_index_that_makes_no_sense_is_refused(content: object, tmp_path: Path) -> None:
    folder = tmp_path / "checkpoint"
    folder.mkdir()
    touch(tmp_path, "outside.safetensors")
    touch(folder, "weights.bin")
    index(folder, content)
    with pytest.raises(UnsupportedModelError, match=r"could not be read .*: fetch the checkpoint again") as refused:
        weight_files(folder)
    assert str(refused.value).isprintable()
    str(refused.value).encode()


@pytest.mark.parametrize(
    "named",
    ["missing.safetensors", "../outside.safetensors", "weights.bin", 7, ["a"], {}, "\0.safetensors"],
)
def test_a_file_that_the_configuration_names_in_vain_is_refused(named: object, tmp_path: Path) -> None:
    folder = tmp_path / "checkpoint"
    folder.mkdir()
    touch(tmp_path, "outside.safetensors")
    touch(folder, "weights.bin")
    with pytest.raises(UnsupportedModelError, match="could not be read"):
        weight_files(folder, named)


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    touch(tmp_path, "stray.safetensors")
    with pytest.raises(UnsupportedModelError, match=r"neither a model\.safetensors nor"):
        weight_files(tmp_path)


def test_bytes_are_the_difference_of_the_ends() -> None:
    assert StoredTensor(Path("x"), "F32", (2,), 100, 108).nbytes == 8
