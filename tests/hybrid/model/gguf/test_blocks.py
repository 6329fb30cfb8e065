"""Blocks of GGUF files in memory: exactly the numbers that the ``gguf`` package finds in them, in as many bytes."""

from itertools import combinations

import numpy as np
import pytest
import torch
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType, quants

from hybrid.experts.formats import FORMATS, Matrix
from hybrid.experts.formats.weight_format import group_columns
from hybrid.layout import FormatName
from hybrid.model.gguf.blocks import TYPES, format_for, relaid, relay_into
from tests.models.gguf_models import random_blocks

FORMS = sorted(
    {(name, form) for names in combinations(TYPES, 2) for name in names if (form := format_for(set(names)))}
    | {(name, kind.format) for name, kind in TYPES.items()}
)


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_holds_the_numbers_of_the_file(name: str, form: FormatName) -> None:
    kind, rows, blocks = TYPES[name], 37, 3
    stored = random_blocks(name, (rows, blocks * kind.columns), np.random.default_rng(0))
    assert GGML_QUANT_SIZES[GGMLQuantizationType[name]] == (kind.columns, kind.bytes)
    weight_format = FORMATS[form]
    assert weight_format.group_dtype is not None
    values, groups = relaid(name, torch.from_numpy(stored), form)
    assert values.shape == (rows, weight_format.stored_columns(blocks * kind.columns))
    matrix = Matrix(values, groups.contiguous().view(weight_format.group_dtype))
    assert matrix.groups.shape == (rows, group_columns(weight_format, blocks * kind.columns))
    expected = quants.dequantize(stored, GGMLQuantizationType[name])
    assert np.array_equal(weight_format.decode(matrix).numpy(), expected)
    if form == kind.format:
        assert matrix.nbytes == stored.nbytes


def test_layers_of_several_types_have_a_format_if_one_holds_them_all() -> None:
    assert format_for({"Q4_K"}) == "q4_k"
    assert format_for({"Q4_K", "Q5_K"}) == "q5_k"
    assert format_for({"Q5_K", "Q6_K"}) == format_for({"Q4_K", "Q5_K", "Q6_K"}) == "q6_k_m"
    assert format_for({"Q4_K", "Q8_0"}) is format_for({"Q2_K"}) is None


@pytest.mark.parametrize("name", ["Q4_K", "Q8_0"])
def test_is_laid_out_where_it_stays_whatever_its_strides(name: str) -> None:
    kind, rows = TYPES[name], 5
    stored = torch.from_numpy(random_blocks(name, (rows, 2 * kind.columns), np.random.default_rng(0)))
    values, groups = relaid(name, stored, kind.format)
    of_groups = FORMATS[kind.format].group_dtype
    assert of_groups is not None
    groups = groups.view(of_groups)
    whole = Matrix(torch.zeros_like(values), torch.zeros_like(groups))
    apart = Matrix(*(torch.zeros((rows, 2, part.shape[1]), dtype=part.dtype)[:, 1] for part in (values, groups)))
    for target in (whole, apart):
        relay_into(name, stored, kind.format, target)
        assert target.groups is not None
        assert torch.equal(target.values, values)
        assert torch.equal(target.groups, groups)


def test_memory_of_another_size_is_not_written_to() -> None:
    stored = torch.zeros((2, TYPES["Q4_K"].bytes), dtype=torch.uint8)
    values, groups = relaid("Q4_K", stored, "q4_k")
    with pytest.raises(AssertionError, match="addresses"):
        relay_into("Q4_K", stored, "q4_k", Matrix(values[:1], groups[:1]))
