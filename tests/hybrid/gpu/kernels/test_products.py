"""A matrix times one token, against torch's own product; test_joined_kernels.py has what it is joined with."""

import pytest
import torch
from torch.nn import functional

from tests.cuda import needs_cuda

DEVICE = "cuda"
TOLERANCE = {torch.float32: 1e-5, torch.float16: 2e-3, torch.bfloat16: 1e-2}


@needs_cuda
@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize("biased", [False, True])
@pytest.mark.parametrize(("outputs", "size"), [(1, 1), (5, 7), (33, 2880), (9, 4096), (8, 5000), (3, 14336)])
def test_equals_torchs_product(outputs: int, size: int, biased: bool, dtype: torch.dtype) -> None:
    from hybrid.gpu.kernels.products import linear

    torch.manual_seed(size)
    weight = torch.randn(outputs, size, dtype=dtype, device=DEVICE)
    bias = torch.randn(outputs, dtype=dtype, device=DEVICE) if biased else None
    hidden = torch.randn(1, size, 2, dtype=dtype, device=DEVICE)[..., 0]
    out = linear(hidden, weight, bias)
    expected = functional.linear(hidden.double(), weight.double(), None if bias is None else bias.double())
    assert out.dtype == dtype
    assert out.shape == (1, outputs)
    assert (out.double() - expected).abs().max() / expected.abs().max() < TOLERANCE[dtype]
