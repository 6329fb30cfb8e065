"""What config.json and the headers alone tell of a checkpoint, also of one that cannot be run."""

import subprocess
import sys
from pathlib import Path

import pytest

from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.fit.stored_facts import stored_facts
from tests.repository import ROOT

BYTES = {"BF16": 2, "F32": 4, "U8": 1, "I32": 4, "F8_E4M3": 1}


def tensors(**shapes: tuple[str, tuple[int, ...]]) -> dict[str, StoredTensor]:
    """By name, with an underscore for each dot: type and shape."""
    stored = {}
    for name, (dtype, shape) in shapes.items():
        size = BYTES[dtype]
        for length in shape:
            size *= length
        stored[name.replace("__", ".")] = StoredTensor(Path("file"), dtype, shape, 0, size)
    return stored


def numbered(layers: int, experts: int, dtype: str = "BF16") -> dict[str, StoredTensor]:
    return tensors(
        **{
            f"model__layers__{layer}__mlp__experts__{expert}__{matrix}__weight": (dtype, (4, 8))
            for layer in range(layers)
            for expert in range(experts)
            for matrix in ("gate_proj", "up_proj", "down_proj")
        }
    )


def test_experts_with_numbers_are_counted_by_layer() -> None:
    config = {"model_type": "qwen3_moe", "num_hidden_layers": 5, "num_experts_per_tok": 2}
    rest = tensors(
        model__embed_tokens__weight=("F32", (10, 8)),
        model__layers__0__mlp__shared_experts__up_proj__weight=("BF16", (4, 8)),
        model__layers__0__mlp__gate__weight=("BF16", (6, 8)),
    )
    facts = stored_facts("a model", config, numbered(3, 6) | rest)
    assert (facts.family, facts.layers, facts.moe_layers, facts.experts, facts.top_k) == ("qwen3_moe", 5, 3, 6, 2)
    assert facts.experts_bytes == 3 * 6 * 3 * 64
    assert facts.dense_bytes == 320 + 64 + 96
    assert (facts.expert_types, facts.dense_types) == (("BF16",), ("F32", "BF16"))
    assert facts.quantisation == ""


def test_stacked_and_packed_experts_are_counted_by_their_stack() -> None:
    """As gpt-oss is published, with its sizes of a stack and the method of its packing."""
    config = {"model_type": "gpt_oss", "quantization_config": {"quant_method": "mxfp4"}, "num_local_experts": 32}
    packed = tensors(
        model__layers__0__mlp__experts__gate_up_proj_blocks=("U8", (32, 8, 2, 16)),
        model__layers__0__mlp__experts__gate_up_proj_scales=("U8", (32, 8, 2)),
        model__layers__0__mlp__experts__down_proj_bias=("BF16", (32, 8)),
        model__layers__0__self_attn__sinks=("BF16", (8,)),
    )
    facts = stored_facts("a model", config, packed)
    assert (facts.experts, facts.moe_layers, facts.quantisation) == (32, 1, "mxfp4")
    assert facts.experts_bytes == 32 * (256 + 16 + 16)
    assert facts.expert_types == ("U8", "BF16")
    assert facts.layers is None


def test_stacks_without_a_word_of_experts_are_known_by_their_number() -> None:
    config = {"text_config": {"num_local_experts": 4, "num_experts_per_tok": 2}, "model_type": "granitemoe"}
    stored = tensors(
        model__layers__0__block_sparse_moe__input_linear__weight=("BF16", (4, 8, 8)),
        model__layers__0__block_sparse_moe__output_linear__weight=("BF16", (4, 8, 4)),
        model__layers__1__block_sparse_moe__input_linear__weight=("BF16", (4, 8, 8)),
        model__layers__0__conv__weight=("BF16", (3, 8, 8)),
    )
    facts = stored_facts("a model", config, stored)
    assert (facts.experts, facts.moe_layers, facts.top_k, facts.dense_bytes) == (4, 2, 2, 2 * 3 * 64)


@pytest.mark.parametrize(
    ("described", "method"),
    [
        ({"quantization_config": {"quant_method": "fp8"}}, "fp8"),
        ({"text_config": {"quantization_config": {"quant_method": "awq"}}}, "awq"),
        ({"compression_config": {"format": "pack-quantized"}}, "pack-quantized"),
        ({"quantization_config": {}}, "unknown"),
        ({"quantization_config": None}, ""),
    ],
)
def test_the_method_of_quantisation_is_found_at_any_depth(described: dict[str, object], method: str) -> None:
    assert stored_facts("a model", described, numbered(1, 2)).quantisation == method


def test_neither_torch_nor_transformers_is_needed() -> None:
    program = (
        "import sys\n"
        "from hybrid.checkpoint.files import CheckpointFiles\n"
        "from hybrid.fit.stored_facts import read_facts\n"
        "print(read_facts(CheckpointFiles('assets/demo-moe')).experts)\n"
        "print([name for name in ('torch', 'transformers', 'numba') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["8", "[]"], done.stderr
