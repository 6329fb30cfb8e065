"""Descriptions of quantisation in a configuration: any value in any place is refused by name, or read."""

from pathlib import Path
from typing import Any

import pytest

from hybrid.errors import UnsupportedModelError
from hybrid.model.published import published_layout

NONSENSE = (None, True, 7, 32.0, "x", [], [1], {}, {"weights": 1}, {"a": 1})


@pytest.mark.parametrize("value", NONSENSE, ids=repr)
@pytest.mark.parametrize("name", ["quant_method", "format", "config_groups", "bits", "group_size", "version"])
@pytest.mark.parametrize("method", ["compressed-tensors", "gptq", "awq", "fp8", "modelopt"])
def test_any_value_in_any_place(method: str, name: str, value: Any, tmp_path: Path) -> None:
    described = {
        "quant_method": method, "format": "pack-quantized", "bits": 4, "group_size": 32, "version": "gemm",
        "config_groups": {"g": {"weights": {"num_bits": 4, "type": "int", "group_size": 32}}},
    }  # fmt: skip
    try:
        layout = published_layout("it", tmp_path, {"quantization_config": described | {name: value}})
    except UnsupportedModelError:
        return
    assert layout is not None
    if method in {"gptq", "awq"}:
        assert (name, value) != ("group_size", 32.0), "a size that is no whole number"


@pytest.mark.parametrize("groups", [{"a": 1}, {"a": None}, {"a": ["weights"]}, {"a": "weights"}, [], 7])
def test_groups_that_are_none(groups: Any, tmp_path: Path) -> None:
    described = {"quant_method": "compressed-tensors", "format": "pack-quantized", "config_groups": groups}
    with pytest.raises(UnsupportedModelError, match="isn't supported yet"):
        published_layout("it", tmp_path, {"quantization_config": described})
