"""Activations and routing on their way to the host and back."""

import numpy as np
import pytest
import torch

from hybrid.gpu.activation_staging import DirectStaging, PinnedStaging

HIDDEN, K = 6, 2
needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU")


def inputs(tokens: int, device: str = "cpu", seed: int = 0) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    hidden = torch.randn((tokens, HIDDEN), generator=generator).bfloat16()
    index = torch.randint(0, 8, (tokens, K), generator=generator)
    weights = torch.rand((tokens, K), generator=generator).bfloat16()
    return hidden.to(device), index.to(device), weights.to(device)


def test_on_the_cpu_nothing_is_copied_that_need_not_be() -> None:
    hidden, index, weights = inputs(3)
    routed = DirectStaging().fetch(hidden, index, weights)
    assert routed.hidden.data_ptr() == hidden.data_ptr()
    np.testing.assert_array_equal(routed.choices, index.numpy())
    assert routed.weights.dtype == np.float32
    np.testing.assert_array_equal(routed.weights, weights.float().numpy())


def test_kernels_get_rows_without_gaps() -> None:
    hidden, index, weights = inputs(HIDDEN)
    routed = DirectStaging().fetch(hidden.T, index, weights)
    assert routed.hidden.is_contiguous()
    assert torch.equal(routed.hidden, hidden.T)


def test_on_the_cpu_the_share_is_added_in_place() -> None:
    staging, out = DirectStaging(), torch.ones(2, HIDDEN)
    share = staging.cpu_share(out)
    share += 1.0
    staging.merge(out, share)
    assert out.unique().tolist() == [2.0]


@pytest.mark.parametrize("kind", ["direct", pytest.param("pinned", marks=needs_cuda)])
def test_a_table_starts_with_no_slots(kind: str) -> None:
    staging = DirectStaging() if kind == "direct" else PinnedStaging(HIDDEN, K, torch.bfloat16, torch.device("cuda", 0))
    table = staging.table(2, 3)
    assert (table.shape, table.dtype, table.unique().tolist()) == ((2, 3), torch.int64, [-1])
    assert table.is_pinned() == (kind == "pinned")


@needs_cuda
def test_steps_of_any_length_arrive_whole() -> None:
    staging = PinnedStaging(HIDDEN, K, torch.bfloat16, torch.device("cuda", 0))
    for seed, tokens in enumerate([1, 5, 2, 9, 1]):
        hidden, index, weights = inputs(tokens, "cuda", seed)
        routed = staging.fetch(hidden, index, weights)
        assert routed.hidden.is_pinned()
        assert torch.equal(routed.hidden, hidden.cpu())
        np.testing.assert_array_equal(routed.choices, index.cpu().numpy())
        np.testing.assert_array_equal(routed.weights, weights.float().cpu().numpy())


@needs_cuda
def test_shares_of_consecutive_layers_do_not_mix() -> None:
    """The buffer of one layer's share is written again while the GPU lags behind."""
    staging = PinnedStaging(HIDDEN, K, torch.bfloat16, torch.device("cuda", 0))
    outs = []
    for layer in range(4):
        hidden, index, weights = inputs(3, "cuda", layer)
        staging.fetch(hidden, index, weights)
        out = torch.full((3, HIDDEN), 10.0, device="cuda")
        share = staging.cpu_share(out)
        assert share.unique().tolist() == [0.0]
        share += layer
        torch.cuda._sleep(50_000_000)
        staging.merge(out, share)
        outs.append(out)
    assert [out.unique().tolist() for out in outs] == [[10.0], [11.0], [12.0], [13.0]]
