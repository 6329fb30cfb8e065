"""GGUF files that make up no model that can be run: a sentence each, before a weight is read."""

import re
from collections.abc import Callable
from pathlib import Path

import gguf
import numpy as np
import pytest

from hybrid.errors import HybridError, UnsupportedModelError
from hybrid.model.loading import open_checkpoint
from tests.models.gguf_models import READABLE, Types, experts_in, random_blocks, save_gguf

pytestmark = READABLE

Tensors = dict[str, tuple[np.ndarray, gguf.GGMLQuantizationType]]
Change = Callable[[Tensors, dict[str, object]], None]
SIZES = {"hidden_size": 256, "moe_intermediate_size": 256}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_gguf("qwen3_moe", experts_in("Q8_0"), tmp_path_factory.mktemp("whole"), **SIZES)[0]


def changed(model: Path, target: Path, change: Change) -> Path:
    """A copy with other tensors or values; those that are ``None`` are left out."""
    reader = gguf.GGUFReader(model)
    tensors = {tensor.name: (np.array(tensor.data), tensor.tensor_type) for tensor in reader.tensors}
    fields = {name: field.contents() for name, field in reader.fields.items() if not name.startswith("GGUF.")}
    fields = {name: value for name, value in fields.items() if value is not None}
    change(tensors, fields)
    writer = gguf.GGUFWriter(target, str(fields.pop("general.architecture", "")) or "none")
    for name, value in fields.items():
        adders = {str: writer.add_string, int: writer.add_uint32, float: writer.add_float32, list: writer.add_array}
        adders[type(value)](name, value)
    for name, (values, kind) in tensors.items():
        writer.add_tensor(name, values, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return target


def typed(name: str, kind: str) -> Change:
    """Stores a tensor of (6, 256, 256) in another type."""
    number = gguf.GGMLQuantizationType[kind]

    def change(tensors: Tensors, fields: dict[str, object]) -> None:
        tensors[name] = random_blocks(kind, (6, 256, 256), np.random.default_rng(0)), number

    return change


def typed_all(kind: str) -> Change:
    def change(tensors: Tensors, fields: dict[str, object]) -> None:
        for name in [name for name in tensors if "_exps" in name]:
            typed(name, kind)(tensors, fields)

    return change


REFUSED: dict[str, tuple[Change, str]] = {
    "a stack of experts is missing": (
        lambda tensors, fields: tensors.pop("blk.1.ffn_up_exps.weight"),
        "lacks the experts' tensor blk.1.ffn_up_exps.weight",
    ),
    "a weight is missing": (
        lambda tensors, fields: tensors.pop("blk.1.attn_q.weight"),
        "lacks 1 of its weights, such as model.layers.1.self_attn.q_proj.weight",
    ),
    "the embedding is missing": (lambda tensors, fields: tensors.pop("token_embd.weight"), "it has no token_embd"),
    "a tensor too many": (
        lambda tensors, fields: tensors.update({"rope_freqs.weight": tensors["output_norm.weight"]}),
        "has rope_freqs.weight, for which transformers' model has no place",
    ),
    "more experts than it says": (
        lambda tensors, fields: fields.update({"qwen3moe.expert_count": 5}),
        "blk.0.ffn_gate_exps.weight in other.gguf is 6 x 256 x 256 where its metadata describes 5 x 256 x 256",
    ),
    "more layers than it says": (
        lambda tensors, fields: fields.update({"qwen3moe.block_count": 1}),
        "has blk.1.attn_k.weight and 11 others, for which transformers' model has no place",
    ),
    "another head size than it says": (
        lambda tensors, fields: fields.update({"qwen3moe.attention.key_length": 16}),
        "blk.0.attn_q.weight in other.gguf is 32 x 256 where its metadata describes 64 x 256",
    ),
    "no architecture": (lambda tensors, fields: fields.pop("general.architecture"), "the architecture none"),
    "another architecture": (
        lambda tensors, fields: fields.update({"general.architecture": "deepseek2"}),
        "architecture deepseek2, which transformers can't read from GGUF files",
    ),
    "experts of two bits": (typed_all("Q2_K"), "are Q2_K, which can't be computed from their packed bytes yet"),
    "experts of types that go together in no format": (
        typed("blk.0.ffn_down_exps.weight", "Q4_K"),
        "are Q4_K and Q8_0 in different layers",
    ),
    "an unknown scaling of positions": (
        lambda tensors, fields: fields.update({"qwen3moe.rope.scaling.type": "longrope"}),
        "rope.scaling.type that is known (longrope)",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_makes_up_no_model_is_refused_in_a_sentence(name: str, model: Path, tmp_path: Path) -> None:
    change, words = REFUSED[name]
    other = changed(model, tmp_path / "other.gguf", change)
    with pytest.raises(HybridError, match=re.escape(words)):
        open_checkpoint(str(other))


def test_an_unchanged_copy_is_accepted(model: Path, tmp_path: Path) -> None:
    other = changed(model, tmp_path / "other.gguf", lambda tensors, fields: None)
    assert open_checkpoint(str(other)).layout == open_checkpoint(str(model)).layout


def test_the_missing_package_is_named(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "gguf", None)
    with pytest.raises(UnsupportedModelError, match="Run `pip install gguf`"):
        open_checkpoint(str(model))


@pytest.mark.parametrize(("types", "dtype"), [(experts_in("BF16"), "bfloat16"), (experts_in("F16"), "float16")])
def test_plain_experts_decide_the_type_of_activations(types: Types, dtype: str, tmp_path: Path) -> None:
    checkpoint = open_checkpoint(str(save_gguf("qwen3_moe", types, tmp_path)[0]))
    assert (checkpoint.layout.dtype, checkpoint.layout.format) == (dtype, "plain")


def test_packed_experts_are_given_bfloat16_unless_the_embedding_has_more(tmp_path: Path) -> None:
    def half(name: str) -> str:
        return "F16" if name == "token_embd.weight" else experts_in("Q8_0")(name)

    sizes = {"hidden_size": 64, "moe_intermediate_size": 64}
    for number, (types, dtype) in enumerate([(half, "bfloat16"), (experts_in("Q8_0"), "float32")]):
        assert (
            open_checkpoint(str(save_gguf("qwen3_moe", types, tmp_path / str(number), **sizes)[0])).layout.dtype
            == dtype
        )
