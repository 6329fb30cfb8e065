"""What capturing changes about a forward, as far as it shows without a GPU; test_decoder.py captures on one."""

import pytest
import torch

from hybrid.decode.capture import _NumbersMadeThere


@pytest.mark.parametrize("number", [True, 3, 0.0, -1e30])
@pytest.mark.parametrize("options", [{}, {"dtype": torch.bfloat16}, {"device": "cpu"}])
def test_a_number_becomes_the_same_tensor_without_a_copy(number: float, options: dict[str, object]) -> None:
    expected = torch.tensor(number, **options)
    with _NumbersMadeThere():
        actual = torch.tensor(number, **options)
    assert (actual.dtype, actual.device, actual.shape) == (expected.dtype, expected.device, ())
    assert torch.equal(actual, expected)


def test_everything_else_is_left_to_torch() -> None:
    with _NumbersMadeThere():
        assert torch.tensor([1, 2]).tolist() == [1, 2]
        assert float(torch.zeros(()) + 1) == 1.0
