"""Checkpoints: what is read, what is refused before any weight is read, and what is asked of the Hub."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copytree

import huggingface_hub
import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import CONFIG_MAPPING, AutoModelForCausalLM, LlamaConfig, PretrainedConfig, Qwen3NextConfig

from hybrid import loading
from hybrid.errors import ModelError, ModelNotFoundError, UnsupportedModelError
from hybrid.loading import load_model, open_checkpoint
from tests.tiny_models import FAMILIES, save_tiny

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


def replace_config(config: PretrainedConfig) -> Change:
    return config.save_pretrained


def pickled_only(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def test_a_checkpoint_is_described_without_its_weights(checkpoint: Path, weights_read: list[Path]) -> None:
    found = open_checkpoint(str(checkpoint))
    info = found.info
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
    own = {p.data_ptr() for p in loaded.model.parameters()}
    assert {t.data_ptr() for layer in loaded.store.layers for t in layer.present()} <= own, "a second copy"


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


REFUSED_UNREAD: dict[str, tuple[Change, type[ModelError], str]] = {
    "no config": (lambda f: (f / "config.json").unlink(), ModelNotFoundError, "config.json"),
    "pickled weights only": (pickled_only, ModelNotFoundError, "safetensors"),
    "quantised": (edit_config(quantization_config={"quant_method": "gptq", "bits": 4}), UnsupportedModelError, "quant"),
    "dense": (replace_config(LlamaConfig()), UnsupportedModelError, "'llama'"),
    "recurrent": (replace_config(Qwen3NextConfig()), UnsupportedModelError, "'qwen3_next'"),
    "unknown family": (edit_config(model_type="nobody_knows"), UnsupportedModelError, "nobody_knows"),
    "no family": (edit_config(model_type=None), UnsupportedModelError, "transformers knows"),
    "value of the wrong type": (edit_config(hidden_size="wide"), UnsupportedModelError, "hidden_size"),
    "value that cannot be": (edit_config(hidden_size=-1), UnsupportedModelError, "'mixtral'"),
    "not JSON": (lambda f: (f / "config.json").write_text("{"), UnsupportedModelError, "config.json"),
    "list for a configuration": (lambda f: (f / "config.json").write_text("[]"), UnsupportedModelError, "config.json"),
}


@pytest.mark.parametrize("case", REFUSED_UNREAD)
def test_refused_before_any_weight_is_read(case: str, copy: Path, weights_read: list[Path]) -> None:
    change, error, word = REFUSED_UNREAD[case]
    change(copy)
    with pytest.raises(error) as refused:
        load_model(open_checkpoint(str(copy)), CPU)
    assert type(refused.value) is error
    assert word in str(refused.value)
    assert ": " in str(refused.value), "what to do is missing"
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
    with pytest.raises(UnsupportedModelError, match="custom code is never run"):
        open_checkpoint(str(copy))
    assert not ran.exists()


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


def pickled_beside_a_stray_file(folder: Path) -> None:
    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").rename(folder / "adapter.safetensors")


DAMAGED: dict[str, tuple[Change, str]] = {
    "weight missing": (drop_weight, "model.norm.weight"),
    "weight of another shape": (shrink_weight, "model.norm.weight is 7, but 32 by the configuration"),
    "file cut short": (truncate, "could not be read"),
    "pickled but for a stray file": (pickled_beside_a_stray_file, "could not be read"),
    "shard missing": (lose_shard, "could not be read"),
    "heads that do not divide": (
        edit_config(num_key_value_heads=3, head_dim=8),
        "k_proj.weight is 16 x 32, but 24 x 32",
    ),
    "tokenizer damaged": (lambda f: (f / "tokenizer.json").write_text("{}"), "tokenizer"),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_damaged_checkpoints_are_refused_with_a_sentence(case: str, copy: Path) -> None:
    change, word = DAMAGED[case]
    change(copy)
    with pytest.raises(UnsupportedModelError) as refused:
        load_model(open_checkpoint(str(copy)), CPU)
    assert word in str(refused.value)
    assert "fetch the checkpoint again" in str(refused.value)


def test_a_model_that_cannot_run_is_refused(tmp_path: Path) -> None:
    """DeepSeek's attention wants as many key-value heads as heads, which nothing checks while it is built."""
    kind = CONFIG_MAPPING["deepseek_v3"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(
            FAMILIES, "broken", lambda: kind(**(FAMILIES["deepseek_v3"]().to_dict() | {"num_key_value_heads": 2}))
        )
        folder = save_tiny("broken", tmp_path)
    with pytest.raises(UnsupportedModelError, match="'deepseek_v3'.*cannot run"):
        load_model(open_checkpoint(str(folder)), CPU)


@pytest.mark.parametrize(
    "name", ["", "  ", "/nowhere/at/all", "./nothing-here", "~/nothing-here", "one-word", "a/b/c", "a\\b"]
)
def test_names_that_are_neither_folder_nor_hub_id_ask_nobody(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(*arguments: object, **options: object) -> str:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(loading, "snapshot_download", fetch)
    with pytest.raises(ModelNotFoundError) as refused:
        open_checkpoint(name)
    assert "Hub id" in str(refused.value)
    assert refused.value.field == "model"


class Hub:
    """A Hub of one repository, on this machine; notes what is asked of it."""

    NAME = "someone/tiny-moe"
    REVISION = "0" * 39 + "1"

    def __init__(self, folder: Path) -> None:
        self.files = {file.name: file.read_bytes() for file in folder.iterdir()}
        self.asked: list[str] = []
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                hub.answer(self, with_body=False)

            def do_GET(self) -> None:
                hub.answer(self, with_body=True)

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, request: BaseHTTPRequestHandler, with_body: bool) -> None:
        path = request.path.split("?")[0]
        self.asked.append(path)
        name = path.rsplit("/", 1)[-1]
        if path.startswith(f"/api/models/{self.NAME}"):
            tree = [{"type": "file", "path": n, "size": len(b), "oid": "0" * 40} for n, b in self.files.items()]
            names = [{"rfilename": n} for n in self.files]
            described = tree if "/tree/" in path else {"id": self.NAME, "sha": self.REVISION, "siblings": names}
            self._send(request, 200, json.dumps(described).encode(), with_body)
        elif path.startswith(f"/{self.NAME}/resolve/") and name in self.files:
            self._send(request, 200, self.files[name], with_body)
        else:
            self._send(request, 404, b"", with_body)

    def _send(self, request: BaseHTTPRequestHandler, status: int, body: bytes, with_body: bool) -> None:
        request.send_response(status)
        request.send_header("Content-Length", str(len(body)))
        request.send_header("ETag", f'"{hashlib.sha256(body).hexdigest()}"')
        request.send_header("X-Repo-Commit", self.REVISION)
        if status == 404:
            request.send_header("X-Error-Code", "RepoNotFound")
        request.end_headers()
        if with_body:
            request.wfile.write(body)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def hub(copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    (copy / "pytorch_model.bin").write_bytes(b"pickled")
    (copy / "modeling_evil.py").write_text("raise SystemExit")
    hub = Hub(copy)
    fetch = partial(huggingface_hub.snapshot_download, endpoint=hub.address, cache_dir=tmp_path / "cache", token=False)
    monkeypatch.setattr(loading, "snapshot_download", fetch)
    yield hub
    hub.close()


def test_a_hub_id_is_fetched_without_pickles_and_code(hub: Hub) -> None:
    loaded = load_model(open_checkpoint(hub.NAME), CPU)
    assert loaded.info.name == hub.NAME
    assert loaded.tokenizer is not None
    fetched = {path.rsplit("/", 1)[-1] for path in hub.asked if "/resolve/" in path}
    assert fetched == set(hub.files) - {"pytorch_model.bin", "modeling_evil.py"}


def test_a_hub_id_that_is_not_there_is_refused(hub: Hub) -> None:
    with pytest.raises(ModelNotFoundError, match="someone/else"):
        open_checkpoint("someone/else")
    assert hub.asked, "nobody asked"


def test_a_hub_out_of_reach_is_a_sentence(hub: Hub) -> None:
    hub.close()
    with pytest.raises(ModelNotFoundError, match="the network"):
        open_checkpoint(hub.NAME)
