"""The copy benchmark: what it counts, on copies that a test controls; and what it says without a GPU."""

from itertools import count

import pytest
import torch

from hybrid.bench import __main__ as bench
from hybrid.bench import transfer
from hybrid.bench.transfer import CudaCopies, KernelPasses, copy_rate, kernel_rate, rates_together
from tests.cuda import needs_cuda
from tests.fakes.bench_tools import tiny_model


class FakeCopies:
    """A batch of 100 bytes in 4 seconds, still under way when asked for the first ``polls`` times."""

    total_bytes = 100

    def __init__(self, polls: int) -> None:
        self.polls, self.started = polls, 0

    def start(self) -> None:
        self.started += 1

    def under_way(self) -> bool:
        self.polls -= 1
        return self.polls >= 0

    def seconds(self) -> float:
        return 4.0


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> KernelPasses:
    """Every look at the clock, one before the passes and one after each, finds it a second later."""
    passes = KernelPasses(tiny_model(), threads=1)
    clock = count()
    monkeypatch.setattr(transfer, "perf_counter", lambda: float(next(clock)))
    return passes


def test_rate_of_a_batch() -> None:
    copies = FakeCopies(0)
    assert copy_rate(copies) == 25
    assert copies.started == 1


def test_kernel_passes_count_only_while_copies_are_under_way(kernel: KernelPasses) -> None:
    # Passes 1 and 2 end while the batch is under way, 3 after it.
    copied, computed = rates_together(FakeCopies(3), kernel)
    assert copied == 25
    assert computed == pytest.approx(2 * kernel.pass_bytes / 3)


def test_copies_too_short_for_one_pass_tell_nothing_of_the_kernel(kernel: KernelPasses) -> None:
    assert rates_together(FakeCopies(1), kernel) == (25, None)


def test_the_kernel_alone_reads_top_k_experts_a_pass(kernel: KernelPasses) -> None:
    assert kernel.pass_bytes == 2 * 3 * 256 * 512 * 2
    assert kernel_rate(kernel) == 20 * kernel.pass_bytes


def test_without_a_gpu_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(SystemExit) as ended:
        bench.main(["transfer"])
    assert ended.value.code == 2
    assert "no CUDA GPU" in capsys.readouterr().err


@needs_cuda
def test_copies_on_a_gpu_land() -> None:
    loaded = tiny_model()
    copies = CudaCopies(loaded.store, torch.device("cuda"))
    assert copy_rate(copies) > 0
    assert not copies.under_way()
