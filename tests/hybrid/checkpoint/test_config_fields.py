"""Bounds on configurations: those of real models pass, and absurd ones are refused before anything is built."""

from typing import Any

import pytest

from hybrid.checkpoint.config_fields import LARGEST_SIZE, MOST_LAYERS, check_sizes, layers_in
from hybrid.errors import UnsupportedModelError
from tests.hybrid.families.small_configs import small_config

LARGE = {
    "model_type": "deepseek_v3", "num_hidden_layers": 61, "n_routed_experts": 384, "hidden_size": 7168,
    "vocab_size": 163840, "intermediate_size": 18432, "max_position_embeddings": 262144, "rope_theta": 50000000,
    "num_nextn_predict_layers": 1, "first_k_dense_replace": 1, "bos_token_id": 163584, "kv_lora_rank": 512,
    "layer_types": ["full_attention"] * 61, "rope_scaling": {"factor": 1e9, "original_max_position_embeddings": 10**9},
}  # fmt: skip


def test_a_large_models_configuration_passes() -> None:
    check_sizes("a model", LARGE, 140_000)
    assert layers_in("a model", LARGE) == 61


@pytest.mark.parametrize("family", ["mixtral", "qwen3_moe", "gpt_oss", "jamba"])
def test_small_ones_do(family: str) -> None:
    check_sizes("a model", small_config(family).to_dict(), 1000)


@pytest.mark.parametrize("name", ["num_hidden_layers", "n_layer", "num_layers", "n_layers", "num_decoder_layers",
                                  "num_nextn_predict_layers", "qwen3moe.block_count", "depth"])  # fmt: skip
@pytest.mark.parametrize("number", [MOST_LAYERS + 1, 10**5, 10**9, 10**400, 1e308, float("inf"), float("nan")])
def test_more_layers_than_any_model_has(name: str, number: float) -> None:
    for fields in ({name: number}, {"text_config": {name: number}}, {"parts": [{name: number}]}):
        with pytest.raises(UnsupportedModelError, match=f"as its {name}, and no model has more than 1,000"):
            check_sizes("a model", fields)


def test_more_layers_than_tensors() -> None:
    check_sizes("a model", {"num_hidden_layers": 900}, 900)
    with pytest.raises(UnsupportedModelError, match="only 899 tensors"):
        check_sizes("a model", {"num_hidden_layers": 900}, 899)


@pytest.mark.parametrize("name", ["hidden_size", "vocab_size", "head_dim", "kv_lora_rank", "moe_intermediate_size",
                                  "d_model", "n_embd", "mixtral.embedding_length", "num_local_experts",
                                  "num_attention_heads", "mixtral.expert_count", "mixtral.attention.head_count",
                                  "mixtral.feed_forward_length"])  # fmt: skip
def test_sizes_beyond_any_models(name: str) -> None:
    with pytest.raises(UnsupportedModelError, match="no model has more than"):
        check_sizes("a model", {name: LARGEST_SIZE + 1})


def nested(depth: int) -> dict[str, Any]:
    return {} if depth == 0 else {"part": nested(depth - 1)}


def test_lists_and_depth() -> None:
    with pytest.raises(UnsupportedModelError, match="a list of 1e\\+06 entries"):
        check_sizes("a model", {"layer_types": [0] * 1_000_000})
    with pytest.raises(UnsupportedModelError, match="nested too deeply"):
        check_sizes("a model", nested(100))
