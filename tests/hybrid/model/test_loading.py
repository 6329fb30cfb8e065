"""Checkpoints: what is read, and what is refused before any weight is read."""

import gc
import json
import re
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import CONFIG_MAPPING, AutoModelForCausalLM, LlamaConfig, PretrainedConfig, T5Config

from hybrid.errors import ModelError, ModelNotFoundError, UnsupportedModelError
from hybrid.model import loading
from hybrid.model.loading import load_model, open_checkpoint
from tests.models.tiny_models import FAMILIES, save_tiny

CPU = torch.device("cpu")
Change = Callable[[Path], None]


@pytest.fixture
def copy(checkpoint: Path, tmp_path: Path) -> Path:
    return copytree(checkpoint, tmp_path / "copy")


@pytest.fixture
def weights_read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Checkpoints whose weights were read."""
    read: list[Path] = []

    def note(checkpoint: loading.Checkpoint) -> None:
        read.append(checkpoint.path)
        raise AssertionError("the weights were read")

    monkeypatch.setattr(loading, "_read_weights", note)
    return read


def edit_config(**changes: object) -> Change:
    def change(folder: Path) -> None:
        path = folder / "config.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | changes))

    return change


def relabel(old: str, new: str) -> Change:
    """The same bytes under another type."""

    def change(folder: Path) -> None:
        for path in folder.glob("*.safetensors"):
            content = path.read_bytes()
            length = int.from_bytes(content[:8], "little")
            header = content[8 : 8 + length].replace(f'"{old}"'.encode(), f'"{new}"'.encode())
            path.write_bytes(len(header).to_bytes(8, "little") + header + content[8 + length :])

    return change


def in_halves(kind: torch.dtype, label: str, new: str) -> Change:
    """The model in that type, and then relabelled."""

    def change(folder: Path) -> None:
        for path in folder.glob("*.safetensors"):
            save_file({name: tensor.to(kind) for name, tensor in load_file(path).items()}, path, {"format": "pt"})
        edit_config(dtype=str(kind).removeprefix("torch."))(folder)
        relabel(label, new)(folder)

    return change


def replace_config(config: PretrainedConfig) -> Change:
    return config.save_pretrained


def pickled_only(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def test_a_checkpoint_is_described_without_its_weights(checkpoint: Path, weights_read: list[Path]) -> None:
    opened = open_checkpoint(str(checkpoint))
    info = opened.info
    assert (info.name, info.family, info.layers, info.experts) == (checkpoint.name, "mixtral", 2, 4)
    assert info.expert_bytes == (2 * 40 * 32 + 32 * 40) * 4
    assert info.total_bytes == (checkpoint / "model.safetensors").stat().st_size
    assert (info.dtype, info.max_context) == ("float32", 512)
    assert weights_read == []


@pytest.mark.parametrize(("asked", "given"), [(None, 512), (100, 100), (9999, 512)])
def test_the_context_is_the_smaller_of_asked_and_own(checkpoint: Path, asked: int | None, given: int) -> None:
    assert open_checkpoint(str(checkpoint), asked).info.max_context == given


def test_loading_keeps_weights_as_they_are_stored(checkpoint: Path) -> None:
    loaded = load_model(open_checkpoint(str(checkpoint)), CPU)
    assert loaded.info.top_k == 2
    assert loaded.tokenizer is not None
    assert not loaded.model.training
    assert not any(p.requires_grad for p in loaded.model.parameters())
    stored = sum(t.nbytes for layer in loaded.store.layers for t in layer.present())
    assert stored == loaded.info.layers * loaded.info.experts * loaded.info.expert_bytes
    assert loaded.info.expert_bytes == open_checkpoint(str(checkpoint)).info.expert_bytes
    addresses = {p.data_ptr() for p in loaded.model.parameters()}
    assert {t.data_ptr() for layer in loaded.store.layers for t in layer.present()} <= addresses, "a second copy"


@pytest.mark.parametrize("family", ["mixtral", "gpt_oss"])
def test_the_store_holds_rows_that_follow_one_another(family: str, tmp_path: Path) -> None:
    """Whichever way the checkpoint has them; what page-locking takes is theirs alone."""
    loaded = load_model(open_checkpoint(str(save_tiny(family, tmp_path))), CPU)
    layout, parameters = loaded.checkpoint.layout, dict(loaded.model.named_parameters())
    untouched = AutoModelForCausalLM.from_pretrained(tmp_path, dtype="auto")
    assert all(torch.equal(parameters[name], weight) for name, weight in untouched.named_parameters())
    for layer in loaded.store.layers:
        assert layer.up.shape == (layout.experts, layout.rows, layout.hidden)
        assert layer.down.shape == (layout.experts, layout.hidden, layout.intermediate)
        for tensor in layer.present():
            assert tensor.is_contiguous()
            assert tensor.untyped_storage().nbytes() == tensor.nbytes
            assert tensor.data_ptr() in {p.data_ptr() for p in parameters.values()}, "a second copy"


@pytest.mark.parametrize("family", FAMILIES)
def test_top_k_is_what_the_routers_choose(family: str, tmp_path: Path) -> None:
    config = FAMILIES[family]()
    loaded = load_model(open_checkpoint(str(save_tiny(family, tmp_path))), CPU)
    assert loaded.info.top_k == config.num_experts_per_tok


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_half_precision_stays_so(dtype: torch.dtype, tmp_path: Path) -> None:
    loaded = load_model(open_checkpoint(str(save_tiny("mixtral", tmp_path, dtype))), CPU)
    assert {t.dtype for layer in loaded.store.layers for t in layer.present()} == {dtype}
    assert loaded.info.dtype == str(dtype).removeprefix("torch.")


def test_a_checkpoint_without_tokenizer_loads_without(copy: Path) -> None:
    for file in copy.glob("tokenizer*"):
        file.unlink()
    assert load_model(open_checkpoint(str(copy)), CPU).tokenizer is None


def nested_quantisation(folder: Path) -> None:
    edit_config(text_config={"quantization_config": {"quant_method": "awq"}})(folder)


def change_types(pattern: str, dtype: torch.dtype) -> Change:
    def change(folder: Path) -> None:
        path = folder / "model.safetensors"
        tensors = load_file(path)
        assert any(pattern in name for name in tensors)
        tensors = {n: t.to(dtype) if pattern in n else t for n, t in tensors.items()}
        save_file(tensors, path, metadata={"format": "pt"})

    return change


def drop_weight(folder: Path) -> None:
    path = folder / "model.safetensors"
    tensors = load_file(path)
    del tensors["model.norm.weight"]
    save_file(tensors, path, metadata={"format": "pt"})


def shrink_weight(folder: Path) -> None:
    path = folder / "model.safetensors"
    tensors = load_file(path)
    tensors["model.norm.weight"] = tensors["model.norm.weight"][:7].clone()
    save_file(tensors, path, metadata={"format": "pt"})


def truncate(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-1000])


def lose_shard(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "model-00001-of-00002.safetensors")
    files = {
        "lm_head.weight": "model-00001-of-00002.safetensors",
        "model.norm.weight": "model-00002-of-00002.safetensors",
    }
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": files}))


REFUSED_UNREAD: dict[str, tuple[Change, type[ModelError], str]] = {
    "no config": (lambda f: (f / "config.json").unlink(), ModelNotFoundError, "has no config.json"),
    "pickled weights only": (pickled_only, ModelNotFoundError, "no *.safetensors"),
    "quantised": (edit_config(quantization_config={"quant_method": "gptq", "bits": 4}), UnsupportedModelError, "quant"),
    "quantised inside": (nested_quantisation, UnsupportedModelError, "a way that isn't supported yet (awq)"),
    "dense": (replace_config(LlamaConfig()), UnsupportedModelError, "llama model isn't a Mixture-of-Experts"),
    "no text model": (replace_config(T5Config()), UnsupportedModelError, "t5 neither as a causal language model nor"),
    "unknown family": (edit_config(model_type="nobody_knows"), UnsupportedModelError, "nobody_knows"),
    "no family": (edit_config(model_type=None), UnsupportedModelError, "names no model_type"),
    "value of the wrong type": (edit_config(hidden_size="wide"), UnsupportedModelError, "hidden_size"),
    "value that cannot be": (edit_config(hidden_size=-1), UnsupportedModelError, "mixtral"),
    "a billion layers": (edit_config(num_hidden_layers=10**9), UnsupportedModelError, "1e+09 as its num_hidden_layers"),
    "more layers than tensors": (edit_config(num_hidden_layers=900), UnsupportedModelError, "but there are only"),
    "a hidden size of a billion": (edit_config(hidden_size=10**9), UnsupportedModelError, "as its hidden_size"),
    "bfloat16 as float16": (in_halves(torch.bfloat16, "BF16", "F16"), UnsupportedModelError, "only as BF16"),
    "float16 as bfloat16": (in_halves(torch.float16, "F16", "BF16"), UnsupportedModelError, "only as F16"),
    "bfloat16 as integers": (in_halves(torch.bfloat16, "BF16", "I16"), UnsupportedModelError, "as int16"),
    "not JSON": (lambda f: (f / "config.json").write_text("{"), UnsupportedModelError, "isn't valid JSON"),
    "not text": (lambda f: (f / "config.json").write_bytes(b"\xff\x00"), UnsupportedModelError, "isn't valid JSON"),
    "list for a configuration": (lambda f: (f / "config.json").write_text("[]"), UnsupportedModelError, "JSON object"),
    "experts in int8": (change_types("experts", torch.int8), UnsupportedModelError, "as int8"),
    "experts in float8": (change_types("experts", torch.float8_e4m3fn), UnsupportedModelError, "as float8_e4m3fn"),
    "one projection in uint8": (
        change_types("layers.1.block_sparse_moe.experts.0.w1", torch.uint8),
        UnsupportedModelError,
        "as uint8",
    ),
    "attention in int8": (change_types("q_proj", torch.int8), UnsupportedModelError, "as int8"),
    "other vocabulary": (edit_config(vocab_size=90), UnsupportedModelError, "vocab_size 90"),
    "other width": (edit_config(hidden_size=64), UnsupportedModelError, "hidden_size 64"),
    "fewer experts": (edit_config(num_local_experts=3), UnsupportedModelError, "num_local_experts 3"),
    "more experts": (edit_config(num_local_experts=8), UnsupportedModelError, "num_local_experts 8"),
    "other experts": (edit_config(intermediate_size=20), UnsupportedModelError, "intermediate_size 20"),
    "fewer layers": (edit_config(num_hidden_layers=1), UnsupportedModelError, "num_hidden_layers"),
    "more layers": (edit_config(num_hidden_layers=3), UnsupportedModelError, "num_hidden_layers"),
    "other heads": (edit_config(num_key_value_heads=1), UnsupportedModelError, "num_key_value_heads 1"),
    "weight missing": (drop_weight, UnsupportedModelError, "model.norm.weight"),
    "weight of another shape": (shrink_weight, UnsupportedModelError, "model.norm.weight is 7 in the files"),
    "file cut short": (truncate, UnsupportedModelError, "could not be read"),
    "shard missing": (lose_shard, UnsupportedModelError, "files are missing"),
    "heads that do not divide": (
        edit_config(num_key_value_heads=3, head_dim=8),
        UnsupportedModelError,
        "num_key_value_heads",
    ),
    "tokenizer damaged": (lambda f: (f / "tokenizer.json").write_text("{}"), UnsupportedModelError, "tokenizer"),
}


@pytest.mark.parametrize("case", REFUSED_UNREAD)
def test_refused_before_any_weight_is_read(case: str, copy: Path, weights_read: list[Path]) -> None:
    change, error, word = REFUSED_UNREAD[case]
    change(copy)
    with pytest.raises(error) as refused:
        load_model(open_checkpoint(str(copy)), CPU)
    assert type(refused.value) is error
    assert word in str(refused.value)
    assert "ignore_mismatched_sizes" not in str(refused.value)
    assert re.search(r"(Choose|Download|Use|Convert|Try|fetch) ", str(refused.value)), "what to do is missing"
    assert refused.value.field == "model"
    assert weights_read == []


def test_code_in_a_checkpoint_is_never_run(copy: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    code = f"open({str(ran)!r}, 'w')\nfrom transformers import MixtralConfig, MixtralForCausalLM\n"
    (copy / "evil.py").write_text(code)
    automatic = {"AutoConfig": "evil.MixtralConfig", "AutoModelForCausalLM": "evil.MixtralForCausalLM"}
    edit_config(auto_map=automatic)(copy)
    load_model(open_checkpoint(str(copy)), CPU)
    edit_config(model_type="evil")(copy)
    with pytest.raises(UnsupportedModelError, match="which this app never runs"):
        open_checkpoint(str(copy))
    assert not ran.exists()


def test_a_model_that_cannot_run_is_refused(tmp_path: Path) -> None:
    """DeepSeek's attention wants as many key-value heads as heads, which nothing checks while it is built."""
    kind = CONFIG_MAPPING["deepseek_v3"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(
            FAMILIES, "broken", lambda: kind(**(FAMILIES["deepseek_v3"]().to_dict() | {"num_key_value_heads": 2}))
        )
        folder = save_tiny("broken", tmp_path)
    with pytest.raises(UnsupportedModelError, match="deepseek_v3 model can be built, but it fails at its first tokens"):
        open_checkpoint(str(folder))


def test_stray_files_do_not_count_as_the_model(copy: Path) -> None:
    """A sparse file of 200 GB beside it, and others that no index names."""
    size = (copy / "model.safetensors").stat().st_size
    with (copy / "backup.safetensors").open("wb") as stray:
        stray.truncate(200 * 10**9)
    (copy / "consolidated.safetensors").write_bytes(b"another format's")
    checkpoint = open_checkpoint(str(copy))
    assert checkpoint.info.total_bytes == size
    assert load_model(checkpoint, CPU).info.total_bytes == size


def in_parts(folder: Path, index: bool, name: str = "model-0000{}-of-00002.safetensors") -> None:
    """Two shards in place of the one file."""
    tensors = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    names = sorted(tensors)
    weight_map = {}
    for number, part in enumerate((names[::2], names[1::2]), 1):
        save_file({n: tensors[n] for n in part}, folder / name.format(number), metadata={"format": "pt"})
        weight_map |= dict.fromkeys(part, name.format(number))
    if index:
        (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": weight_map}))


def same_weights(one: Path, other: Path) -> bool:
    loaded = [load_model(open_checkpoint(str(path)), CPU) for path in (one, other)]
    first, second = (model.model.state_dict() for model in loaded)
    return first.keys() == second.keys() and all(torch.equal(first[name], second[name]) for name in first)


@pytest.mark.parametrize("name", ["model-0000{}-of-00002.safetensors", "part{}.safetensors"])
def test_shards_without_an_index_are_read_all(name: str, copy: Path, checkpoint: Path) -> None:
    in_parts(copy, index=False, name=name)
    before = sorted(path.name for path in copy.iterdir())
    assert same_weights(copy, checkpoint)
    assert sorted(path.name for path in copy.iterdir()) == before, "the user's folder was written to"


def test_shards_without_an_index_that_overlap_are_refused(copy: Path) -> None:
    (copy / "model.safetensors").rename(copy / "one.safetensors")
    (copy / "two.safetensors").write_bytes((copy / "one.safetensors").read_bytes())
    with pytest.raises(UnsupportedModelError, match=r"one.safetensors and two.safetensors .* both hold"):
        open_checkpoint(str(copy))


MARKED = ["config.json", "model.safetensors.index.json", "tokenizer.json", "tokenizer_config.json"]
MARKED += ["generation_config.json", "chat_template.jinja"]


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_read_over(codec: str, copy: Path, checkpoint: Path) -> None:
    in_parts(copy, index=True)
    for name in MARKED:
        if (copy / name).exists():
            (copy / name).write_text((copy / name).read_text(encoding="utf-8"), encoding=codec)
    assert same_weights(copy, checkpoint)
    read, plain = (open_checkpoint(str(path)) for path in (copy, checkpoint))
    assert read.info.name == "copy"
    assert read.tokenizer is not None
    assert plain.tokenizer is not None
    assert read.tokenizer.chat_template == plain.tokenizer.chat_template
    assert (copy / "config.json").read_bytes()[:2] in {b"\xef\xbb", b"\xff\xfe"}, "the user's file was written to"


def test_the_stand_in_folder_goes_with_the_checkpoint(copy: Path) -> None:
    in_parts(copy, index=False)
    opened = open_checkpoint(str(copy))
    stand_in = opened.path
    assert stand_in != copy
    assert stand_in.is_dir()
    del opened
    gc.collect()
    assert not stand_in.exists()


def test_a_package_that_is_missing_is_not_a_damaged_checkpoint(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(*arguments: object, **options: object) -> None:
        raise ModuleNotFoundError("No module named 'einops'", name="einops")

    monkeypatch.setattr("hybrid.model.skeleton.text_models.AutoModelForCausalLM.from_config", build)
    with pytest.raises(UnsupportedModelError, match="pip install einops"):
        open_checkpoint(str(copy))
