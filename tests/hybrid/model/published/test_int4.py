"""Int4 checkpoints: what is refused by its headers or its small tensors, before memory is taken for experts."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.errors import UnsupportedModelError
from hybrid.experts.formats import FORMATS
from hybrid.model import weights
from hybrid.model.loading import load_model, open_checkpoint
from hybrid.model.made.formats import check_order
from hybrid.model.published.int4 import Gptq
from hybrid.types import ExpertKey, ExpertLayout
from tests.models.packed_models import LAYOUTS, save_packed

CPU = torch.device("cpu")
SIZES = {"hidden_size": 64, "moe_intermediate_size": 64}
Tensors = dict[str, Tensor]
Change = Callable[[Tensors], None]


def drop(suffix: str) -> Change:
    def change(tensors: Tensors) -> None:
        del tensors[next(name for name in tensors if name.endswith(suffix))]

    return change


def cut(suffix: str) -> Change:
    def change(tensors: Tensors) -> None:
        name = next(name for name in tensors if name.endswith(suffix))
        tensors[name] = tensors[name][:-1].clone()

    return change


def in_float32(suffix: str) -> Change:
    def change(tensors: Tensors) -> None:
        tensors.update({name: tensor.float() for name, tensor in tensors.items() if name.endswith(suffix)})

    return change


def one_group(tensors: Tensors) -> None:
    """Nothing: only the configuration says so."""


HEADERS: dict[str, tuple[str, Change, str]] = {
    "awq, no zero points": ("awq", drop("gate_proj.qzeros"), "lacks .*gate_proj.qzeros, without which .*qweight"),
    "awq, no scales": ("awq", drop("down_proj.scales"), "lacks .*down_proj.scales"),
    "awq, fewer scales": ("awq", cut("up_proj.scales"), r"up_proj.scales is 1 x 64 in the files .* be 2 x 64"),
    "awq, fewer zero points": ("awq", cut("up_proj.qzeros"), r"up_proj.qzeros is 1 x 8 in the files .* be 2 x 8"),
    "awq, odd columns": ("awq", cut("up_proj.qweight"), "groups of 32 that don't divide the 63 columns"),
    "awq, wide scales": ("awq", in_float32("scales"), "scales stored as F32, which isn't supported"),
    "gptq, no zero points": ("gptq with zeros", drop("gate_proj.qzeros"), "lacks .*gate_proj.qzeros"),
    "gptq, fewer zero points": ("gptq with zeros", cut("gate_proj.qzeros"), "qzeros is 1 x 8 in the files"),
    "gptq, fewer in its order": ("gptq with zeros", cut("gate_proj.g_idx"), "g_idx is 63 in the files .* be 64"),
    "int4, no zero points": ("int4 with zeros", drop("weight_zero_point"), "lacks .*weight_zero_point"),
    "int4, fewer zero points": ("int4 with zeros", cut("weight_zero_point"), "weight_zero_point is .* in the files"),
    "int4, fewer in its order": ("int4 ordered", cut("down_proj.weight_g_idx"), "g_idx is 63 in the files .* be 64"),
    "gptq, no order": ("gptq ordered", drop("gate_proj.g_idx"), "lacks .*gate_proj.g_idx, without which"),
    "by rows, more scales": ("gptq", one_group, r"scales is 2 x 64 in the files .* be 1 x 64"),
}


@pytest.mark.parametrize("case", HEADERS)
def test_damaged_headers_are_refused(case: str, tmp_path: Path) -> None:
    name, change, why = HEADERS[case]
    layout = LAYOUTS[name]
    if change is one_group:
        layout = replace(layout, description=layout.description | {"group_size": -1})
    folder, _ = save_packed("qwen3_moe", layout, tmp_path, **SIZES)
    tensors = load_file(folder / "model.safetensors")
    change(tensors)
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, folder / "model.safetensors")
    with pytest.raises(UnsupportedModelError, match=why):
        open_checkpoint(str(folder))


@pytest.mark.parametrize(
    "described",
    [
        {"quant_method": "awq", "bits": 4, "group_size": 128, "version": "gemv"},
        {"quant_method": "awq", "bits": 8, "group_size": 128, "version": "gemm"},
        {"quant_method": "awq", "bits": 4, "group_size": 128, "backend": "llm-awq"},
        {"quant_method": "gptq", "bits": 4, "group_size": 128, "checkpoint_format": "marlin"},
        {"quant_method": "gptq", "bits": 4, "group_size": 16},
    ],
    ids=json.dumps,
)
def test_other_versions_are_refused_by_name(described: dict[str, object], tmp_path: Path) -> None:
    layout = replace(LAYOUTS["awq"], description=described)
    folder, _ = save_packed("qwen3_moe", layout, tmp_path, **SIZES)
    with pytest.raises(UnsupportedModelError, match=re.escape(str(described["quant_method"]))) as refused:
        open_checkpoint(str(folder))
    assert "AWQ, or int4" in str(refused.value)


def spread_columns(tensors: Tensors) -> None:
    """Every other column of a matrix belongs to the other group."""
    tensors.update({name: torch.arange(64).int() % 2 for name in tensors if name.endswith("g_idx")})


def uneven_groups(tensors: Tensors) -> None:
    """All columns in the first one."""
    tensors.update({name: tensor * 0 for name, tensor in tensors.items() if name.endswith("g_idx")})


def unknown_groups(tensors: Tensors) -> None:
    tensors.update({name: tensor - 1 for name, tensor in tensors.items() if name.endswith("g_idx")})


def up_of_its_own(tensors: Tensors) -> None:
    name = next(name for name in tensors if name.endswith("experts.3.up_proj.g_idx"))
    tensors[name] = tensors[name].flip(0).contiguous()


def other_zeros(tensors: Tensors) -> None:
    tensors.update({name: tensor + 1 for name, tensor in tensors.items() if name.endswith("qzeros")})


@pytest.mark.parametrize(
    ("layout", "change", "why"),
    [
        ("gptq", spread_columns, 'although its config.json says "desc_act": false'),
        ("gptq", other_zeros, 'says "sym": true'),
        ("gptq ordered", uneven_groups, "groups that don't have 32 columns each"),
        ("gptq ordered", unknown_groups, "groups that don't have 32 columns each"),
        ("int4 ordered", uneven_groups, "groups that don't have 32 columns each"),
        ("gptq ordered", up_of_its_own, "gate and up of expert 3 have their columns in different orders"),
    ],
)
def test_what_small_tensors_say_is_refused_before_memory_is_taken(
    layout: str, change: Change, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = save_packed("qwen3_moe", LAYOUTS[layout], tmp_path, **SIZES)
    tensors = load_file(folder / "model.safetensors")
    change(tensors)
    save_file(tensors, folder / "model.safetensors")
    checkpoint, taken = open_checkpoint(str(folder)), list[str]()
    monkeypatch.setattr(weights.DirectTensor, "empty", lambda tensor: taken.append(tensor.name))
    with pytest.raises(UnsupportedModelError, match=why):
        load_model(checkpoint, CPU)
    assert taken == []


@pytest.mark.parametrize("spread", [True, False])
def test_groups_that_lie_together_all_the_same_need_no_order(spread: bool, tmp_path: Path) -> None:
    gptq = LAYOUTS["gptq"]
    folder, _ = save_packed(
        "qwen3_moe", replace(gptq, description=gptq.description | {"desc_act": True}), tmp_path, **SIZES
    )
    tensors = load_file(folder / "model.safetensors")
    if spread:
        spread_columns(tensors)
        save_file(tensors, folder / "model.safetensors")
    checkpoint = open_checkpoint(str(folder))
    assert checkpoint.layout.ordered is spread
    assert checkpoint.info.expert_bytes == 3 * 64 * (64 // 2 + 2 * 64 // 32) + spread * 4 * 64


def test_an_order_is_that_of_each_expert_and_moves_with_it(tmp_path: Path) -> None:
    folder, _ = save_packed("qwen3_moe", LAYOUTS["gptq ordered"], tmp_path, **SIZES)
    loaded = load_model(open_checkpoint(str(folder)), CPU)
    order = loaded.store.layers[0].up_order
    assert order is not None
    assert order.dtype == torch.int32
    assert len({tuple(row.tolist()) for row in order}) == len(order), "each expert has its own"
    assert all(sorted(row.tolist()) == list(range(64)) for row in order)
    assert loaded.store.expert_bytes == loaded.info.expert_bytes
    assert loaded.store.expert(ExpertKey(0, 2))[-1].equal(order[2])


def test_before_a_download_the_configuration_is_believed(tmp_path: Path) -> None:
    shapes = {"x.qweight": ("I32", (8, 64)), "x.scales": ("F16", (2, 64)), "x.g_idx": ("I32", (64,))}
    stored = {name: StoredTensor(tmp_path / "none", kind, shape, 0, 256) for name, (kind, shape) in shapes.items()}
    for ordered in (False, True):
        matrix = Gptq(32, symmetric=True, lower=1, ordered=ordered).packed(stored).matrices["x.weight"]
        assert (matrix.order is not None) is ordered


def test_experts_in_an_order_before_an_activation_of_their_own_are_refused() -> None:
    layout = ExpertLayout(4, 64, 64, "float32", True, False, True, "custom", format="int4", ordered=True)
    with pytest.raises(UnsupportedModelError, match="x have their columns ordered by activation .desc_act., and an"):
        check_order("x", layout)
    check_order("x", replace(layout, ordered=False))
    check_order("x", replace(layout, activation="silu"))


@pytest.mark.parametrize("layout", ["awq", "gptq with zeros", "int4 with zeros"])
def test_zero_points_take_four_bytes_a_group_with_their_scale(layout: str, tmp_path: Path) -> None:
    folder, _ = save_packed("qwen3_moe", LAYOUTS[layout], tmp_path, **SIZES)
    checkpoint = open_checkpoint(str(folder))
    assert FORMATS[checkpoint.layout.format].scale_kind == "zeros"
    assert checkpoint.info.expert_bytes == 3 * 64 * (64 // 2 + 4 * 64 // 32)
