"""Models read from files: the same as transformers reads them, and refused from the headers where they do not fit."""

import json
import mmap
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers import AutoModelForCausalLM
from transformers.modeling_utils import PreTrainedModel

from hybrid.checkpoint.tensor_reading import Reader
from hybrid.errors import LoadingCancelledError, UnsupportedModelError
from hybrid.model import rehearsal, weights
from hybrid.model.expert_modules import expert_tensors, experts_modules
from hybrid.model.loading import open_checkpoint
from hybrid.model.rehearsal import rehearse
from hybrid.model.weights import WeightPlan, read_model
from tests.models.tiny_models import FAMILIES, save_tiny

Tensors = dict[str, Tensor]


def plan(folder: Path) -> WeightPlan:
    files = open_checkpoint(str(folder)).files
    assert files is not None
    return files.fetch_weights()


def read(folder: Path) -> PreTrainedModel:
    return read_model(folder, plan(folder)).model


def assert_same(folder: Path) -> PreTrainedModel:
    """Reads both ways; all has the same type and bits, and experts have plain memory of their own."""
    expected = AutoModelForCausalLM.from_pretrained(folder, dtype="auto")
    model = read(folder)
    assert type(model) is type(expected)
    for mine, theirs in (
        (dict(model.named_parameters()), dict(expected.named_parameters())),
        (dict(model.named_buffers()), dict(expected.named_buffers())),
    ):
        assert mine.keys() == theirs.keys()
        for name, tensor in theirs.items():
            assert (mine[name].dtype, mine[name].device) == (tensor.dtype, tensor.device), name
            assert torch.equal(mine[name], tensor), name
    assert model.config.dtype == expected.config.dtype
    assert model.generation_config.to_dict() == expected.generation_config.to_dict()
    addresses = {parameter.data_ptr() for parameter in model.parameters()}
    for module in experts_modules(model):
        for tensor in expert_tensors(module):
            if tensor is not None:
                assert tensor.is_contiguous()
                assert tensor.untyped_storage().nbytes() == tensor.nbytes
                assert tensor.data_ptr() in addresses
    return model


def edit_config(folder: Path, **changes: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def edit_weights(folder: Path, change: Callable[[Tensors], Tensors]) -> None:
    path = folder / "model.safetensors"
    save_file({name: t.contiguous() for name, t in change(load_file(path)).items()}, path, metadata={"format": "pt"})


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_every_family_is_read_as_transformers_reads_it(family: str, dtype: torch.dtype, tmp_path: Path) -> None:
    assert_same(save_tiny(family, tmp_path, dtype))


@pytest.mark.parametrize("family", FAMILIES)
def test_all_weights_go_straight_to_their_place(family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of every family: all bytes are read by the threads, none by way of transformers, which copies nothing."""
    one_by_one: list[str] = []
    whole = Reader.read
    monkeypatch.setattr(Reader, "read", lambda self, name: one_by_one.append(name) or whole(self, name))
    taken: set[int] = set()
    take = weights.DirectTensor.empty

    def note(tensor: weights.DirectTensor) -> Tensor:
        memory = take(tensor)
        taken.add(memory.data_ptr())
        return memory

    monkeypatch.setattr(weights.DirectTensor, "empty", note)
    model = read(save_tiny(family, tmp_path))
    assert one_by_one == []
    assert {parameter.data_ptr() for parameter in model.parameters()} <= taken, "a copy"


@pytest.mark.skipif(not hasattr(mmap, "MADV_HUGEPAGE"), reason="needs Linux")
@pytest.mark.parametrize("family", FAMILIES)
def test_experts_share_their_pages_with_nothing(family: str, tmp_path: Path) -> None:
    """They are page-locked, and CUDA copies nothing that lies on a locked page in part."""
    folder = save_tiny(family, tmp_path)
    model = read_model(folder, plan(folder)).model
    tensors = [t for module in experts_modules(model) for t in expert_tensors(module) if t is not None]
    assert all(t.data_ptr() % mmap.PAGESIZE == 0 for t in tensors)


@pytest.mark.parametrize("family", FAMILIES)
def test_shards_are_put_together(family: str, tmp_path: Path) -> None:
    single, sharded = tmp_path / "single", tmp_path / "sharded"
    model = AutoModelForCausalLM.from_pretrained(save_tiny(family, single), dtype="auto")
    model.save_pretrained(sharded, max_shard_size="30KB")
    assert len(list(sharded.glob("*.safetensors"))) > 2
    read_back = assert_same(sharded)
    assert all(torch.equal(p, q) for p, q in zip(read_back.parameters(), model.parameters(), strict=True))


@pytest.mark.parametrize("family", ["mixtral", "qwen3_moe", "gpt_oss"])
def test_tied_embeddings_stay_tied(family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = FAMILIES[family]()
    config.tie_word_embeddings = True
    monkeypatch.setitem(FAMILIES, family, lambda: config)
    save_tiny(family, tmp_path)
    assert "lm_head.weight" not in load_file(tmp_path / "model.safetensors")
    model = assert_same(tmp_path)
    assert model.lm_head.weight is model.model.embed_tokens.weight


def test_models_read_at_the_same_time_keep_their_ties(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """transformers replaces functions of its classes while it builds, and puts back what it met."""
    config = FAMILIES["mixtral"]()
    config.tie_word_embeddings = True
    monkeypatch.setitem(FAMILIES, "mixtral", lambda: config)
    folder, usual = save_tiny("mixtral", tmp_path), PreTrainedModel.tie_weights
    together = threading.Barrier(4)

    def read() -> list[PreTrainedModel]:
        together.wait()
        return [read_model(folder, plan(folder)).model for _ in range(6)]

    with ThreadPoolExecutor(4) as threads:
        models = [model for done in [threads.submit(read) for _ in range(4)] for model in done.result()]
    assert PreTrainedModel.tie_weights is usual
    assert all(model.lm_head.weight is model.model.embed_tokens.weight for model in models)
    assert torch.get_default_dtype() == torch.float32


@pytest.mark.parametrize("family", ["mixtral", "gpt_oss"])
@pytest.mark.parametrize(
    ("stored", "dtype"),
    [
        (torch.float32, "bfloat16"),
        (torch.bfloat16, "float32"),
        (torch.float16, "bfloat16"),
        (torch.bfloat16, None),
        (torch.float32, None),
    ],
)
def test_the_configuration_decides_about_the_type(
    family: str, stored: torch.dtype, dtype: str | None, tmp_path: Path
) -> None:
    save_tiny(family, tmp_path)
    edit_weights(tmp_path, lambda tensors: {name: tensor.to(stored) for name, tensor in tensors.items()})
    edit_config(tmp_path, dtype=dtype)
    model = assert_same(tmp_path)
    assert model.dtype == (getattr(torch, dtype) if dtype else stored)


def test_without_a_word_about_the_type_the_first_weight_decides(tmp_path: Path) -> None:
    """By name, as transformers has it, and not by place in the file."""
    save_tiny("mixtral", tmp_path)
    edit_weights(tmp_path, lambda tensors: tensors | {"lm_head.weight": tensors["lm_head.weight"].bfloat16()})
    edit_config(tmp_path, dtype=None)
    assert assert_same(tmp_path).dtype == torch.bfloat16


@pytest.mark.parametrize("keep", [True, False])
def test_what_a_checkpoint_says_about_generation_is_read(keep: bool, tmp_path: Path) -> None:
    save_tiny("mixtral", tmp_path)
    path = tmp_path / "generation_config.json"
    path.write_text(json.dumps({"eos_token_id": [2, 7], "temperature": 0.5, "do_sample": True}))
    if not keep:
        path.unlink()
    assert assert_same(tmp_path).generation_config.eos_token_id == ([2, 7] if keep else 2)


def test_tensors_that_nobody_wants_are_left_alone(tmp_path: Path) -> None:
    save_tiny("mixtral", tmp_path)
    more = {"draft.mlp.weight": torch.zeros(3), "counts": torch.zeros(2, dtype=torch.int8)}
    edit_weights(tmp_path, lambda tensors: tensors | more)
    assert_same(tmp_path)


@pytest.mark.parametrize("family", ["mixtral", "gpt_oss"])
@pytest.mark.parametrize("forgotten", ["stack", "everything"])
def test_what_is_not_understood_is_left_to_transformers(
    family: str, forgotten: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = {torch.stack: None} if forgotten == "stack" else dict.fromkeys(rehearsal._RULES)
    for function in rules:
        monkeypatch.delitem(rehearsal._RULES, function)
    assert_same(save_tiny(family, tmp_path))


def test_what_transformers_would_change_again_is_left_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some conversions apply to the names of parameters, too: those must not be done twice."""
    given = []

    def renamed_again(*arguments: object) -> rehearsal.Rehearsal:
        given.append(arguments)
        result = rehearse(*arguments)
        if len(given) == 2:
            name = "model.layers.0.mlp.experts.down_proj"
            result.origins[name] = rehearsal.Exchange(rehearsal.Stored(name), (1, 2))
        return result

    monkeypatch.setattr(weights, "rehearse", renamed_again)
    assert_same(save_tiny("mixtral", tmp_path))
    assert len(given) == 2


def without(*names: str) -> Callable[[Tensors], Tensors]:
    return lambda tensors: {name: t for name, t in tensors.items() if not name.endswith(names)}


def changed(name: str, change: Callable[[Tensor], Tensor]) -> Callable[[Tensors], Tensors]:
    def edit(tensors: Tensors) -> Tensors:
        names = [full_name for full_name in tensors if full_name.endswith(name)]
        assert names
        return tensors | {full_name: change(tensors[full_name]) for full_name in names}

    return edit


REFUSED: dict[str, tuple[Callable[[Tensors], Tensors], str]] = {
    "a norm missing": (without("model.norm.weight"), r"lacks 1 of its weights, such as model\.norm\.weight\."),
    "a layer's experts missing": (
        without(*(f"layers.0.block_sparse_moe.experts.{e}.w{w}.weight" for e in range(4) for w in (1, 2, 3))),
        r"lacks 2 of its weights, such as model\.layers\.0\.mlp\.experts\.down_proj\.",
    ),
    "an expert missing": (
        without("experts.3.w2.weight"),
        r"experts\.down_proj is 3 x 32 x 40 in the files and .* 4 x 32 x 40",
    ),
    "one of an expert's missing": (
        without("1.block_sparse_moe.experts.2.w1.weight"),
        r"don't fit together \(\S+experts\.0\.w1\.weight and \S+experts\.0\.w3\.weight\)",
    ),
    "an expert too many": (
        lambda t: t | {"model.layers.0.block_sparse_moe.experts.4.w2.weight": torch.zeros(32, 40)},
        r"is 5 x 32 x 40 in the files and .* 4 x 32 x 40",
    ),
    "one expert of another shape": (
        changed("0.block_sparse_moe.experts.2.w2.weight", lambda t: t[:, :39]),
        r"experts\.0\.w2\.weight is 32 x 40 and \S+experts\.2\.w2\.weight is 32 x 39",
    ),
    "all experts of another shape": (
        changed("w2.weight", lambda t: t[:31]),
        r"is 4 x 31 x 40 in the files and .* 4 x 32 x 40",
    ),
    "experts turned around": (changed("w2.weight", lambda t: t.t()), r"is 4 x 40 x 32 in the files and .* 4 x 32 x 40"),
    "bytes for experts": (changed("w2.weight", lambda t: t.to(torch.int8)), r"w2\.weight as int8"),
    "small floats for experts": (
        changed("w1.weight", lambda t: t.to(torch.float8_e4m3fn)),
        r"w1\.weight as float8_e4m3fn",
    ),
    "bytes for attention": (changed("q_proj.weight", lambda t: t.to(torch.uint8)), r"q_proj\.weight as uint8"),
    "double precision": (changed("w1.weight", lambda t: t.double()), r"w1\.weight as float64"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_fit_is_refused_before_memory_is_taken(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def take(*arguments: object) -> Tensor:
        raise AssertionError("memory was taken")

    monkeypatch.setattr(weights, "empty", take)
    monkeypatch.setattr(Reader, "read", take)
    change, message = REFUSED[case]
    edit_weights(save_tiny("mixtral", tmp_path), change)
    with pytest.raises(UnsupportedModelError, match=message) as refused:
        read(tmp_path)
    assert refused.value.field == "model"


def test_files_that_changed_since_they_were_opened_are_refused(tmp_path: Path) -> None:
    save_tiny("mixtral", tmp_path)
    planned = plan(tmp_path)
    edit_weights(tmp_path, lambda tensors: tensors | {"more": torch.zeros(3)})
    with pytest.raises(UnsupportedModelError, match="has changed since its header was read"):
        read_model(tmp_path, planned)


def test_rehearsing_takes_no_memory(tmp_path: Path) -> None:
    """Even for a model that no machine could hold, and of which nothing is stored but the header says it is."""
    config = FAMILIES["mixtral"]()
    config.intermediate_size = 1 << 33
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(config)
    stored = {name: t for name, t in model.state_dict().items() if "experts" not in name}
    result = rehearsal.rehearse(type(model), config, stored, torch.float32)
    assert len(result.missing) == 4
    assert all(parameter.device.type == "meta" for parameter in result.model.parameters())


def test_progress_reaches_all_there_is(tmp_path: Path) -> None:
    save_tiny("mixtral", tmp_path)
    seen: list[tuple[int, int]] = []
    read_model(tmp_path, plan(tmp_path), lambda done, total: seen.append((done, total)))
    total = sum(t.nbytes for t in load_file(tmp_path / "model.safetensors").values())
    assert seen[-1] == (total, total)
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})


@pytest.mark.parametrize("share", [0.0, 0.1, 0.9])
def test_reading_ends_when_cancelled(share: float, tmp_path: Path) -> None:
    """At once, among the experts, and among what transformers loads."""
    save_tiny("mixtral", tmp_path)
    whole: list[int] = []
    read_model(tmp_path, plan(tmp_path), lambda done, total: whole.append(done), lambda: False)
    blocks = int(share * len(whole))
    seen: list[int] = []
    with pytest.raises(LoadingCancelledError):
        read_model(
            tmp_path,
            plan(tmp_path),
            lambda done, total: seen.append(done),
            lambda: len(seen) >= blocks,
        )
    assert len(seen) < len(whole)
