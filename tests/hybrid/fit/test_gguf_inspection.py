"""GGUF models looked at before they are loaded: the same as loading finds, from headers alone, here and on the Hub."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from hybrid.config import EngineConfig
from hybrid.errors import ModelNotFoundError, UnsupportedModelError
from hybrid.fit.inspection import Inspection
from hybrid.fit.inspector import Machine, inspect
from hybrid.fit.text_report import text_report
from hybrid.lab.predictions.machines import MachineFigures
from hybrid.machine.limits import GIB, Memory
from hybrid.model.loading import load_model, open_checkpoint
from tests.fakes.hub_stand_in import Hub, ask
from tests.models.gguf_models import READABLE, experts_in, save_gguf

pytestmark = READABLE

CPU = torch.device("cpu")
MACHINE = Machine(
    Memory(ram_total=128 * GIB, ram_available=120 * GIB, gpu_total=24 * GIB, gpu_free=23 * GIB),
    lambda: MachineFigures("a desktop", 60.0, 25.0, 900.0, 24.0, 8),
    lambda shape: None,
)


def look(model: str | Path) -> Inspection:
    return inspect(EngineConfig(model=str(model)), MACHINE)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sizes = {"hidden_size": 256, "moe_intermediate_size": 512}
    return save_gguf("qwen3_moe", experts_in("Q4_K", "Q6_K", "Q8_0"), tmp_path_factory.mktemp("look"), **sizes)[0]


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Hub]]:
    """Starts a Hub of what a folder holds, with an empty cache in front of it."""
    started: list[Hub] = []

    def start(folder: Path, ranges: bool = True) -> Hub:
        started.append(Hub(folder, ranges))
        ask(started[-1], monkeypatch, tmp_path / "cache")
        return started[-1]

    yield start
    for hub in started:
        hub.close()


def test_it_tells_what_the_loaded_model_is(model: Path) -> None:
    inspection, loaded = look(model), load_model(open_checkpoint(str(model)), CPU)
    facts, info = inspection.facts, loaded.info
    assert inspection.info == info
    assert inspection.runs, inspection.refusal
    assert (facts.family, facts.experts, facts.top_k) == ("qwen3moe", info.experts, info.top_k)
    assert (facts.layers, facts.moe_layers) == (2, info.layers)
    assert facts.expert_types == ("Q4_K", "Q6_K")
    assert facts.experts_bytes == info.experts_bytes
    assert inspection.alternatives == (), "packed experts stay as they are"
    assert inspection.loading_bytes >= info.experts_bytes + info.dense_bytes
    assert "as Q4_K, Q6_K" in text_report(inspection)


@pytest.mark.parametrize("name", [Hub.NAME, f"{Hub.NAME}:tiny.gguf", f"{Hub.NAME}:tiny"])
def test_on_the_hub_only_the_header_is_asked_for(name: str, model: Path, serve: Callable[..., Hub]) -> None:
    hub = serve(model.parent)
    inspection = look(name)
    assert inspection.info is not None
    assert inspection.info.expert_bytes == open_checkpoint(str(model)).info.expert_bytes
    assert inspection.facts.total_bytes < model.stat().st_size
    assert hub.sent["tiny.gguf"] <= 1 << 20 < model.stat().st_size


def test_from_the_hub_it_loads_with_its_tokenizer(model: Path, serve: Callable[..., Hub]) -> None:
    hub = serve(model.parent)
    checkpoint = open_checkpoint(f"{Hub.NAME}:tiny.gguf")
    assert hub.sent["tiny.gguf"] <= 1 << 20
    loaded, local = load_model(checkpoint, CPU), load_model(open_checkpoint(str(model)), CPU)
    assert loaded.tokenizer is not None
    assert loaded.tokenizer.chat_template
    for mine, theirs in zip(loaded.store.layers[1].present(), local.store.layers[1].present(), strict=True):
        assert torch.equal(mine, theirs)


def test_a_server_that_sends_no_parts_is_asked_for_no_more_than_a_header(
    model: Path, serve: Callable[..., Hub]
) -> None:
    serve(model.parent, ranges=False)
    assert look(Hub.NAME).runs


def test_damaged_files_and_unknown_architectures_are_refused_in_a_sentence(model: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(model.read_bytes()[:-5000])
    with pytest.raises(UnsupportedModelError, match=r"'cut.gguf' could not be read \(it has \d+ bytes where"):
        look(cut)
    with pytest.raises(ModelNotFoundError, match="There is no folder"):
        look(tmp_path / "none.gguf")
    other = tmp_path / "other.gguf"
    other.write_bytes(model.read_bytes().replace(b"qwen3moe", b"qwen3moa"))
    assert "architecture qwen3moa, which transformers can't read" in look(other).refusal
