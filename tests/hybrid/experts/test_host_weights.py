"""Host weights: views, bytes, the pages under them, and page-locking against a fake CUDA runtime."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from hybrid.experts.host_weights import ExpertTensors, HostStore, page_ranges
from hybrid.types import ExpertKey

PAGE = 4096


def make_store(layers: int = 2, experts: int = 3, biased: bool = True) -> HostStore:
    def layer(index: int) -> ExpertTensors:
        up = torch.arange(experts * 8 * 4, dtype=torch.float32).view(experts, 8, 4) + 1000 * index
        bias = torch.ones(experts, 8) if biased else None
        return ExpertTensors(up, up.transpose(1, 2).contiguous(), bias, None if bias is None else bias[:, :4])

    return HostStore([layer(i) for i in range(layers)])


class FakeCudart:
    """``cudaHostRegister`` that answers with the given codes in turn, then with success."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.locked: dict[int, int] = {}

    def cudaHostRegister(self, start: int, size: int, flags: int) -> int:
        assert start % PAGE == 0
        assert size % PAGE == 0
        status = self.answers.pop(0) if self.answers else 0
        if status == 0:
            self.locked[start] = size
        return status

    def cudaHostUnregister(self, start: int) -> int:
        del self.locked[start]
        return 0


@pytest.fixture
def cudart(monkeypatch: pytest.MonkeyPatch) -> FakeCudart:
    fake = FakeCudart()
    monkeypatch.setattr(torch.cuda, "cudart", lambda: fake)
    return fake


def test_an_expert_is_a_view_of_its_own_rows() -> None:
    store = make_store()
    views = store.expert(ExpertKey(1, 2))
    layer = store.layers[1]
    assert [v.data_ptr() for v in views] == [t[2].data_ptr() for t in layer.present()]
    assert store.expert_bytes == sum(v.nbytes for v in views) == (8 * 4 * 2 + 8 + 4) * 4


def test_absent_biases_take_no_bytes() -> None:
    store = make_store(biased=False)
    assert len(store.expert(ExpertKey(0, 0))) == 2
    assert store.expert_bytes == 8 * 4 * 2 * 4


@given(st.lists(st.tuples(st.integers(0, 40_000), st.integers(1, 20_000)), min_size=1, max_size=8))
def test_page_ranges_cover_every_byte_once_and_nothing_else(spans: list[tuple[int, int]]) -> None:
    memory = torch.zeros(60_000, dtype=torch.uint8)
    tensors = [memory[start : start + size] for start, size in spans]
    ranges = page_ranges(tensors)
    pages = [page for start, end in ranges for page in range(start, end, PAGE)]
    assert all(start % PAGE == end % PAGE == 0 for start, end in ranges)
    assert pages == sorted(set(pages))
    needed = {page for t in tensors for page in range(t.data_ptr() // PAGE * PAGE, t.data_ptr() + t.nbytes, PAGE)}
    assert set(pages) == needed


def test_page_lock_takes_all_pages_and_release_gives_them_back(cudart: FakeCudart) -> None:
    store = make_store()
    tensors = [t for layer in store.layers for t in layer.present()]
    assert store.page_lock() == ""
    assert store.page_locked
    assert sorted((s, s + n) for s, n in cudart.locked.items()) == page_ranges(tensors)
    store.release()
    assert not store.page_locked
    assert cudart.locked == {}
    store.release()


def test_a_refusal_leaves_everything_pageable_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = torch.zeros(4 * PAGE * 4)
    layers = [memory[i * 2 * PAGE : i * 2 * PAGE + 8].view(2, 2, 2) for i in range(2)]
    store = HostStore([ExpertTensors(t, t, None, None) for t in layers])
    cudart = FakeCudart(0, 2)
    monkeypatch.setattr(torch.cuda, "cudart", lambda: cudart)
    sentence = store.page_lock()
    assert "CUDA error 2" in sentence
    assert "ulimit -l" in sentence
    assert not store.page_locked
    assert cudart.locked == {}


def test_pages_that_another_owner_locked_are_left_to_them(monkeypatch: pytest.MonkeyPatch) -> None:
    store = make_store(layers=1)
    cudart = FakeCudart(712)
    monkeypatch.setattr(torch.cuda, "cudart", lambda: cudart)
    assert store.page_lock() == ""
    store.release()
    assert cudart.locked == {}


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU")
def test_cuda_sees_the_weights_page_locked_in_place() -> None:
    store = make_store()
    addresses = [t.data_ptr() for layer in store.layers for t in layer.present()]
    assert store.page_lock() == ""
    assert all(t.is_pinned() for layer in store.layers for t in layer.present())
    assert [t.data_ptr() for layer in store.layers for t in layer.present()] == addresses
    store.release()
    assert not any(t.is_pinned() for layer in store.layers for t in layer.present())


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU")
def test_a_refused_page_lock_leaves_no_error_behind_for_the_next_kernel() -> None:
    """CUDA reports the error of a refused call at the next check, wherever that is."""
    twice = make_store()
    other = HostStore(twice.layers)
    assert twice.page_lock() == ""
    assert other.page_lock() == ""
    assert float(torch.ones(4, device="cuda").sum()) == 4.0
    other.release()
    twice.release()
