"""The Triton kernels of a token's experts against float64: orders of rows, activations, biases, sizes, and shares."""

import math
from itertools import product

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from hybrid.experts.formats import FORMATS
from hybrid.experts.formats.plain import TORCH_DTYPES
from hybrid.experts.host_weights import ExpertTensors
from hybrid.experts.host_weights import bank_of as bank_of_pool
from hybrid.experts.work import ExpertBank
from hybrid.gpu.mailbox import DeviceRouting
from hybrid.layout import DtypeName, FormatName
from hybrid.types import ClampedSwiglu, ExpertLayout
from tests.cuda import needs_cuda
from tests.models.stored_matrices import fitting, random_matrix

pytestmark = needs_cuda

DEVICE = torch.device("cuda")
EXPERTS, SLOTS = 5, 3
CHOICES, IN_SLOTS = [1, 4, 3, 0], [2, -1, 0, -1]  # two hits and two misses
CLAMPED = ClampedSwiglu(alpha=1.702, limit=2.0, offset=1.0)


def bank_of(layout: ExpertLayout, entries: int, *, on_device: bool) -> ExpertBank:
    shapes = [(layout.rows, layout.hidden), (layout.hidden, layout.intermediate)]
    if layout.biased:
        shapes += [(layout.rows,), (layout.hidden,)]
    scales = [3 / math.sqrt(layout.hidden), 0.1, 3.0, 1.0]
    made = [
        (torch.randn(entries, *shape) * scale).to(TORCH_DTYPES[layout.dtype])
        for shape, scale in zip(shapes, scales, strict=False)
    ]
    up, down = (random_matrix(layout.format, matrix, seed) for seed, matrix in enumerate(made[:2]))
    biases = (made[2], made[3]) if layout.biased else (None, None)
    tensors = ExpertTensors.of(up, down, biases, layout.formats).present()
    return bank_of_pool([t.to(DEVICE) if on_device else t.pin_memory() for t in tensors], layout)


def in_float64(layout: ExpertLayout, bank: ExpertBank, entry: int, hidden: Tensor, device_rows: int) -> Tensor:
    """What one expert's first ``device_rows`` rows give; the bias of down belongs to the last."""
    up, down = (bank.format.decode(matrix).double().cpu() for matrix in (bank.up_of(entry), bank.down_of(entry)))
    up_bias, down_bias = (
        torch.zeros(()) if biases is None else biases[entry].double().cpu() for biases in (bank.up_bias, bank.down_bias)
    )
    rows = up @ hidden.double().cpu()[0] + up_bias
    gate, partner = rows.chunk(2) if layout.concatenated else (rows[::2], rows[1::2])
    if layout.activation == "clamped_swiglu":
        swiglu = layout.swiglu
        gate, partner = gate.clamp(max=swiglu.limit), partner.clamp(-swiglu.limit, swiglu.limit)
        inner = gate * torch.sigmoid(swiglu.alpha * gate) * (partner + swiglu.offset)
    else:
        inner = functional.silu(gate) * partner
    return down[:, :device_rows] @ inner[:device_rows] + (down_bias if device_rows == layout.intermediate else 0)


def routing(device_rows: int) -> DeviceRouting:
    return DeviceRouting(
        choices=torch.tensor(CHOICES, device=DEVICE),
        weights=torch.rand(len(CHOICES)).to(DEVICE),
        slots=torch.tensor(IN_SLOTS, device=DEVICE),
        rows=torch.tensor([device_rows], dtype=torch.int32, device=DEVICE),
        waits=torch.zeros(1, dtype=torch.int32, device=DEVICE),
    )


@pytest.mark.parametrize(("hidden", "intermediate", "dtype"), [(33, 65, "float32"), (520, 1030, "bfloat16")])
@pytest.mark.parametrize("activation", ["silu", "clamped_swiglu"])
@pytest.mark.parametrize(("concatenated", "biased"), list(product((True, False), repeat=2)))
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("weight_format", FORMATS)
def test_equals_float64(
    hidden: int,
    intermediate: int,
    dtype: DtypeName,
    activation: str,
    concatenated: bool,
    biased: bool,
    share: float,
    weight_format: FormatName,
) -> None:
    from hybrid.gpu.kernels.experts.gates import covers
    from hybrid.gpu.kernels.experts.one_token import DeviceExperts

    torch.manual_seed(0)
    hidden, intermediate = fitting(weight_format, hidden), fitting(weight_format, intermediate)
    step = FORMATS[weight_format].step
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
    slots, host = bank_of(layout, SLOTS, on_device=True), bank_of(layout, EXPERTS, on_device=False)
    device_rows = intermediate if share == 1.0 else int(share * intermediate) // step * step
    experts = DeviceExperts(layout, slots, [host], len(CHOICES), DEVICE)
    token, routed = torch.randn(1, hidden).to(DEVICE, TORCH_DTYPES[dtype]), routing(device_rows)
    outputs = torch.full((len(CHOICES), hidden), float("nan"), device=DEVICE)
    experts.run(0, token, routed, outputs)
    for place, (choice, slot) in enumerate(zip(CHOICES, IN_SLOTS, strict=True)):
        if slot >= 0:
            expected = in_float64(layout, slots, slot, token, intermediate)
        else:
            expected = in_float64(layout, host, choice, token, device_rows)
        expected *= float(routed.weights[place])
        error = (outputs[place].double().cpu() - expected).norm()
        assert error <= 1e-5 * expected.norm(), (place, float(error))
