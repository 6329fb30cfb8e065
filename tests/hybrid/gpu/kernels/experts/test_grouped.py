"""Many experts in one launch against torch's products one by one: orders of rows, biases, odd sizes, any portions."""

from itertools import product

import numpy as np
import pytest
import torch
from torch import Tensor

from hybrid.experts.formats import FORMATS
from hybrid.experts.formats.plain import TORCH_DTYPES
from hybrid.experts.host_weights import ExpertTensors
from hybrid.experts.host_weights import bank_of as bank_of_pool
from hybrid.experts.routing import group_by_expert
from hybrid.experts.torch_mlp import torch_mlp
from hybrid.experts.work import ExpertBank
from hybrid.layer.pair_sums import OneByOne
from hybrid.layout import DtypeName, FormatName
from hybrid.types import ClampedSwiglu, ExpertLayout
from tests.cuda import needs_cuda
from tests.models.stored_matrices import fitting, random_matrix

pytestmark = needs_cuda

DEVICE = torch.device("cuda")
EXPERTS, K = 9, 3
CLAMPED = ClampedSwiglu(alpha=1.702, limit=2.0, offset=1.0)


def gate_of(layout: ExpertLayout, inner: Tensor) -> Tensor:
    gate, up = inner.chunk(2, dim=-1) if layout.concatenated else (inner[..., ::2], inner[..., 1::2])
    if layout.activation == "silu":
        return torch.nn.functional.silu(gate) * up
    gate, up = gate.clamp(max=CLAMPED.limit), up.clamp(-CLAMPED.limit, CLAMPED.limit)
    return gate * torch.sigmoid(CLAMPED.alpha * gate) * (up + CLAMPED.offset)


def bank_of(layout: ExpertLayout) -> ExpertBank:
    def made(*shape: int) -> Tensor:
        return (torch.randn(EXPERTS, *shape, device=DEVICE) / layout.hidden**0.5).to(TORCH_DTYPES[layout.dtype])

    up = random_matrix(layout.format, made(layout.rows, layout.hidden).cpu(), 0)
    down = random_matrix(layout.format, made(layout.hidden, layout.intermediate).cpu(), 1)
    biases = (made(layout.rows), made(layout.hidden)) if layout.biased else (None, None)
    tensors = ExpertTensors.of(up, down, biases, layout.formats).present()
    return bank_of_pool([tensor.to(DEVICE) for tensor in tensors], layout)


@pytest.mark.parametrize(("concatenated", "biased"), list(product((True, False), repeat=2)))
@pytest.mark.parametrize("activation", ["silu", "clamped_swiglu"])
@pytest.mark.parametrize("weight_format", FORMATS)
@pytest.mark.parametrize(
    ("tokens", "hidden", "intermediate", "dtype"),
    [(2, 64, 64, "bfloat16"), (37, 72, 40, "float16"), (500, 192, 136, "bfloat16"), (3000, 128, 96, "bfloat16")],
)
def test_equals_products_one_by_one(
    tokens: int,
    hidden: int,
    intermediate: int,
    dtype: DtypeName,
    activation: str,
    concatenated: bool,
    biased: bool,
    weight_format: FormatName,
) -> None:
    from hybrid.gpu.kernels.experts.grouped import GroupedExperts, covers

    torch.manual_seed(0)
    hidden, intermediate = fitting(weight_format, hidden), fitting(weight_format, intermediate)
    layout = ExpertLayout(
        EXPERTS,
        hidden,
        intermediate,
        dtype,
        True,
        biased,
        concatenated,
        activation,
        CLAMPED,
        weight_format,
    )
    assert covers(layout)
    bank = bank_of(layout)
    states = torch.randn(tokens, hidden, device=DEVICE).to(TORCH_DTYPES[dtype])
    scores = torch.randn(tokens, EXPERTS - 1, device=DEVICE)  # the last expert gets nothing
    weights, index = scores.softmax(dim=-1).topk(K)
    routing = group_by_expert(index.cpu().numpy(), weights.float().cpu().numpy())
    left_out = routing.experts[0]
    experts = [expert for expert in routing.experts if expert != left_out]
    places = [routing.experts.index(expert) for expert in experts]
    expected = torch.zeros(tokens, hidden, device=DEVICE)
    OneByOne(torch_mlp(lambda inner: gate_of(layout, inner)), routing, states, expected).add(bank, places, experts)
    actual = torch.zeros_like(expected)
    grouped = GroupedExperts(layout, K, DEVICE).of_layer(routing, states, index, weights, actual)
    for portion in np.array_split(np.arange(len(places)), 3):
        grouped.add(bank, [places[at] for at in portion], [experts[at] for at in portion])
    grouped.close()
    torch.cuda.synchronize()
    rounding = {"bfloat16": 2e-2, "float16": 3e-3}[dtype]
    assert (actual - expected).norm() <= rounding * expected.norm()
    again = torch.zeros_like(expected)
    grouped._out = again
    grouped.close()
    assert torch.equal(actual, again), "a sum is the same whenever it is made"
