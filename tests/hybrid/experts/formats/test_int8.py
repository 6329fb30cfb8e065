"""Int8 weights: as near as whole numbers can be, products equal to those of what they stand for."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from hybrid.experts.formats import FORMATS

INT8 = FORMATS["int8"]


@given(
    seed=st.integers(0, 2**32 - 1),
    shape=st.tuples(st.integers(1, 3), st.integers(1, 9), st.integers(1, 40)),
    size=st.sampled_from([1e-30, 1e-3, 1.0, 1e4]),
    dtype=st.sampled_from([torch.float32, torch.bfloat16]),
)
def test_every_weight_is_within_half_a_step(
    seed: int, shape: tuple[int, int, int], size: float, dtype: torch.dtype
) -> None:
    matrix = (torch.randn(shape, generator=torch.Generator().manual_seed(seed)) * size).to(dtype)
    values, _, scales = encoded = INT8.encode(matrix)
    assert scales is not None
    assert (values.dtype, values.shape, scales.shape) == (torch.int8, matrix.shape, matrix.shape[:2])
    assert values.abs().amax(-1).eq(127).all(), "the largest weight of a row uses the whole range"
    error = (INT8.decode(encoded) - matrix.float()).abs()
    assert (error <= 0.5001 * scales[..., None]).all()


def test_zeros_stay_zeros_and_signs_stay() -> None:
    values, _, scales = encoded = INT8.encode(torch.tensor([[[0.0, 0.0], [-2.0, 1.0], [0.0, 3.0]]]))
    assert scales is not None
    assert values.tolist() == [[[0, 0], [-127, 64], [0, 127]]]
    assert INT8.decode(encoded)[0, 0].tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("dtype", "tolerance"), [(torch.float32, 1e-6), (torch.bfloat16, 2**-7), (torch.float16, 6e-4)]
)
@pytest.mark.parametrize("biased", [True, False])
def test_a_product_is_that_of_what_the_values_stand_for(dtype: torch.dtype, tolerance: float, biased: bool) -> None:
    torch.manual_seed(0)
    values, _, scales = encoded = INT8.encode(torch.randn(1, 70, 2000))
    inputs, bias = (torch.randn(5, 2000) * 30).to(dtype), torch.randn(70).to(dtype) if biased else None
    assert scales is not None
    exact = inputs.double() @ (values[0].double() * scales[0].double()[:, None]).T + (0 if bias is None else bias)
    product = INT8.product(inputs, encoded.of(0), bias)
    assert product.dtype == dtype
    assert (product.double() - exact).abs().max() <= tolerance * exact.abs().max()


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
def test_damaged_weights_are_not_made_into_sound_ones(bad: float) -> None:
    decoded = INT8.decode(INT8.encode(torch.tensor([[[1.0, bad], [1.0, 2.0]]])))
    assert not decoded[0, 0].isfinite().any()
    assert decoded[0, 1].isfinite().all()
