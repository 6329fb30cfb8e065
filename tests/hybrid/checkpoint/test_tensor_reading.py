"""Reading stored tensors: the same values whatever the target looks like, watched, stopped, and never half done."""

import random
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import save_file
from torch import Tensor

from hybrid.checkpoint import tensor_reading
from hybrid.checkpoint.safetensors_headers import read_header
from hybrid.checkpoint.tensor_reading import Reader, empty
from hybrid.errors import LoadingCancelledError

TYPES = [torch.float32, torch.bfloat16, torch.float16, torch.float64]


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tensor_reading, "_BLOCK_BYTES", 64)


def save(tensors: dict[str, Tensor], folder: Path) -> Path:
    path = folder / "model.safetensors"
    save_file(tensors, path)
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    shape=st.lists(st.integers(0, 9), max_size=4),
    order=st.randoms(use_true_random=False),
    stored=st.sampled_from(TYPES),
    wanted=st.sampled_from(TYPES),
)
def test_any_target_gets_the_values(
    shape: list[int], order: random.Random, stored: torch.dtype, wanted: torch.dtype, tmp_path: Path
) -> None:
    torch.manual_seed(0)
    tensor = torch.randn(shape).to(stored)
    reader = Reader(read_header(save({"x": tensor, "y": torch.ones(5)}, tmp_path)))
    dims = list(range(len(shape)))
    order.shuffle(dims)
    memory = torch.full([shape[dim] + 1 for dim in dims], 7.0).to(wanted)  # a margin, which stays as it is
    inner = memory
    for dim in range(len(shape)):
        inner = inner.narrow(dim, 0, inner.shape[dim] - 1)
    target = inner.permute([dims.index(dim) for dim in range(len(shape))])
    reader.fill([("x", target)])
    assert torch.equal(target, tensor.to(wanted))
    if memory.dim():
        inner.zero_()
        assert memory.count_nonzero() == memory.numel() - inner.numel()
    assert torch.equal(reader.read("x"), tensor)
    assert reader.read("x").dtype == stored


def test_many_tensors_of_many_files_end_where_they_belong(tmp_path: Path) -> None:
    torch.manual_seed(0)
    stored, tensors = {}, {}
    for number in range(3):
        folder = tmp_path / str(number)
        folder.mkdir()
        part = {f"{number}.{index}": torch.randn(5, 11) for index in range(7)}
        tensors |= part
        stored |= read_header(save(part, folder))
    memory = torch.empty(len(tensors), 5, 11)
    Reader(stored).fill(zip(tensors, memory, strict=True))
    assert torch.equal(memory, torch.stack(list(tensors.values())))


def test_progress_is_told_in_bytes_up_to_all(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    stored = read_header(save({"x": torch.zeros(10, 100), "y": torch.zeros(3, 7, dtype=torch.bfloat16)}, tmp_path))
    reader = Reader(stored, progress=lambda done, total: seen.append((done, total)))
    reader.fill([("x", torch.empty(100, 10).t())])
    reader.read("y")
    assert {total for _, total in seen} == {4000 + 42}
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})
    assert seen[-1][0] == 4042
    assert len(seen) > 2


def test_reading_stops_when_asked(tmp_path: Path) -> None:
    answers = iter([False, False, True])
    done: list[int] = []
    reader = Reader(
        read_header(save({"x": torch.zeros(100, 100)}, tmp_path)),
        progress=lambda read, total: done.append(read),
        cancelled=lambda: next(answers, True),
    )
    with pytest.raises(LoadingCancelledError):
        reader.fill([("x", torch.empty(100, 100))])
    assert len(done) == 2
    with pytest.raises(LoadingCancelledError):
        reader.read("x")


def test_what_a_watcher_raises_ends_the_reading(tmp_path: Path) -> None:
    def fail(done: int, total: int) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Reader(read_header(save({"x": torch.zeros(9)}, tmp_path)), progress=fail).fill([("x", torch.empty(9))])


def test_a_file_that_became_shorter_is_noticed(tmp_path: Path) -> None:
    path = save({"x": torch.zeros(100, 100)}, tmp_path)
    reader = Reader(read_header(path))
    path.write_bytes(path.read_bytes()[:-1])
    for read in (lambda: reader.read("x"), lambda: reader.fill([("x", torch.empty(100, 100))])):
        with pytest.raises(EOFError, match=r"model\.safetensors"):
            read()


@pytest.mark.parametrize("shape", [(), (0, 3), (5,), (3, 1000, 1000)])
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.int64, torch.bool])
def test_memory_is_its_own_and_stays_while_it_is_used(shape: tuple[int, ...], dtype: torch.dtype) -> None:
    memory = empty(shape, dtype)
    assert (tuple(memory.shape), memory.dtype, memory.is_contiguous()) == (shape, dtype, True)
    assert memory.untyped_storage().nbytes() == memory.nbytes
    view = memory.fill_(1).flatten()[-1:]
    del memory
    assert bool((view == 1).all())


def test_a_system_without_large_pages_gives_memory_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("hybrid.checkpoint.tensor_reading.mmap.MADV_HUGEPAGE", raising=False)
    assert empty((3, 1000, 1000), torch.float32).fill_(2).sum() == 6e6
