"""The numba kernels where up is stored in one format and down in another, against float64."""

from dataclasses import replace

import numpy as np
import pytest

from hybrid.layout import FormatName
from tests.hybrid.cpu.test_kernels import Case, layout_of

pytestmark = pytest.mark.usefixtures("every_job_in_parallel")


@pytest.mark.parametrize(
    ("up", "down"), [("q4_k", "q6_k_m"), ("iq4_xs", "q8_0"), ("int4_f16", "q4_1"), ("int4_zeros_64_f16", "int4_zeros")]
)
def test_equals_float64_within_float32_rounding(up: FormatName, down: FormatName) -> None:
    layout = replace(layout_of(256, 512, weight_format=up), down_format=down)
    case = Case(layout, 6, (1, 5), 3, 256)
    expected, bound = case.reference()
    assert (np.abs(case.result(2) - expected) <= 2e-6 * bound).all()
