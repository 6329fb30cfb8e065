"""GGUF models run from their packed bytes: exactly transformers' model of the dequantised weights."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM
from transformers.modeling_utils import PreTrainedModel

from hybrid import Engine, EngineConfig, GenerationRequest, Geometry
from hybrid.errors import UnsupportedModelError
from hybrid.experts.host_weights import expert_bytes
from hybrid.model.loading import open_checkpoint
from tests.cuda import needs_cuda
from tests.models.gguf_models import READABLE, Types, experts_in, save_gguf
from tests.models.whole_model import assert_same_logits, greedy_texts

pytestmark = READABLE

SIZES = {
    "gpt_oss": {"hidden_size": 64, "intermediate_size": 96},
    "mixtral": {"hidden_size": 256, "intermediate_size": 512},
    "qwen2_moe": {"hidden_size": 64, "moe_intermediate_size": 96, "shared_expert_intermediate_size": 32},
    "qwen3_moe": {"hidden_size": 256, "moe_intermediate_size": 256},
}


def by_layer(*types: str) -> Types:
    """Down matrices in one type after the other, gates and the rest as in llama.cpp's Q4_K_M."""

    def of(name: str) -> str:
        if "ffn_down_exps" in name:
            return types[int(name.split(".")[1]) % len(types)]
        return "Q4_K" if "_exps." in name else experts_in("F32", dense="Q8_0")(name)

    return of


CASES: dict[str, tuple[str, Types, int]] = {
    "gpt_oss MXFP4": ("gpt_oss", experts_in("MXFP4"), 1),
    "mixtral Q4_0": ("mixtral", experts_in("Q4_0", dense="Q8_0"), 1),
    "mixtral Q5_K and Q6_K": ("mixtral", experts_in("Q5_K", "Q6_K"), 1),
    "qwen2_moe Q8_0 in parts": ("qwen2_moe", experts_in("Q8_0", dense="Q5_0"), 3),
    "minimax_m2 Q5_1 and Q4_1": ("minimax_m2", experts_in("Q5_1", "Q4_1"), 1),
    "qwen3_5_moe Q8_0": ("qwen3_5_moe_text", experts_in("Q8_0", dense="Q8_0"), 1),
    "qwen2_moe plain": ("qwen2_moe", experts_in("F32"), 1),
    "qwen3_moe IQ4_NL and IQ4_XS": ("qwen3_moe", experts_in("IQ4_NL", "IQ4_XS"), 1),
    "qwen3_moe as Q4_K_M": ("qwen3_moe", by_layer("Q6_K", "Q4_K"), 1),
}

Pair = tuple[Path, Path]


@pytest.fixture(scope="module", params=CASES)
def models(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    family, types, shards = CASES[request.param]
    return save_gguf(family, types, tmp_path_factory.mktemp("gguf"), shards, **SIZES.get(family, {}))


@pytest.fixture(scope="module", params=["cpu", pytest.param("cuda", marks=needs_cuda)])
def engine(request: pytest.FixtureRequest, models: Pair) -> Iterator[Engine]:
    config = EngineConfig(model=str(models[0]), device=request.param, geometry=Geometry(1, 2), admission="always")
    with Engine.load(config) as engine:
        yield engine


@pytest.fixture(scope="module")
def plain(models: Pair) -> PreTrainedModel:
    """transformers' own, on the weights that the packed ones stand for."""
    model: PreTrainedModel = AutoModelForCausalLM.from_pretrained(
        models[1], dtype=torch.float32, experts_implementation="eager"
    ).eval()
    return model


def test_logits_are_those_of_the_plain_weights(engine: Engine, plain: PreTrainedModel) -> None:
    assert_same_logits(engine, plain)


def test_greedy_text_is_that_of_the_plain_weights(engine: Engine, plain: PreTrainedModel) -> None:
    tokens, expected = greedy_texts(engine, plain)
    assert tokens == expected


def test_slots_and_copies_hold_packed_bytes(engine: Engine, models: Pair) -> None:
    list(engine.generate(GenerationRequest([{"role": "user", "content": "Count."}], max_new_tokens=4)))
    snapshot, checkpoint = engine.snapshot(), open_checkpoint(str(models[0]))
    assert checkpoint.info.expert_bytes == snapshot.model.expert_bytes == expert_bytes(checkpoint.layout)
    whole = open_checkpoint(str(models[1])).info.expert_bytes  # float32
    if checkpoint.layout.format != "plain":
        assert snapshot.model.expert_bytes < whole * 0.3
    assert snapshot.counters.bytes_copied >= snapshot.counters.fills * snapshot.model.expert_bytes > 0


def test_a_folder_with_one_model_is_that_model(models: Pair) -> None:
    checkpoint = open_checkpoint(str(models[0].parent))
    assert checkpoint.layout == open_checkpoint(str(models[0])).layout
    assert checkpoint.info.name == models[0].parent.name


def test_tokens_and_template_come_from_the_file(models: Pair) -> None:
    tokenizer = open_checkpoint(str(models[0])).tokenizer
    assert tokenizer is not None
    assert tokenizer.apply_chat_template([{"role": "user", "content": "this"}], tokenize=False) == "u:this;"
    assert tokenizer.tokenize("this<s>") == ["th", "i", "s", "<s>"]
    assert (tokenizer.bos_token_id, tokenizer.eos_token_id, tokenizer.pad_token_id) == (1, 2, 0)


def test_what_is_packed_is_not_packed_again(models: Pair) -> None:
    if open_checkpoint(str(models[0])).layout.format == "plain":
        assert open_checkpoint(str(models[0]), None, "int8").layout.format == "int8"
        return
    with pytest.raises(UnsupportedModelError, match="already, so they can't be made int8"):
        open_checkpoint(str(models[0]), None, "int8")
