"""Inspections against what loading makes of the same checkpoint; refusals, with what could work instead."""

import json
import struct
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from hybrid.config import EngineConfig, ExpertDtype
from hybrid.errors import HybridError, ModelNotFoundError, UnsupportedModelError
from hybrid.experts.host_weights import HostStore
from hybrid.fit.inspection import Inspection
from hybrid.fit.inspector import Machine, inspect, this_machine
from hybrid.gpu.transfer import allocate_pool
from hybrid.lab.predictions.machines import MachineFigures
from hybrid.machine.limits import GIB, Memory
from hybrid.model.loading import LoadedModel, load_model, open_checkpoint
from hybrid.types import ExpertKey, Geometry
from tests.fakes.calibrations import make_calibration
from tests.fakes.hub_stand_in import Hub, ask
from tests.models.hollow_models import MIXTRAL, QWEN3_30B, write_hollow
from tests.models.tiny_models import save_tiny
from tests.repository import ROOT

CPU = torch.device("cpu")
FIGURES = MachineFigures("a desktop", 60.0, 25.0, 900.0, 24.0, 8)
DESKTOP = Memory(ram_total=128 * GIB, ram_available=120 * GIB, gpu_total=24 * GIB, gpu_free=23 * GIB)
NO_GPU = Memory(ram_total=64 * GIB, ram_available=60 * GIB)
DTYPES: tuple[ExpertDtype, ...] = ("stored", "int8")


def machine(memory: Memory = DESKTOP) -> Machine:
    return Machine(memory, lambda: FIGURES, lambda shape: None)


def look(model: Path, memory: Memory = DESKTOP, **options: object) -> Inspection:
    return inspect(EngineConfig(model=str(model), **options), machine(memory))


@pytest.fixture(scope="module")
def mixtral(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """87 GiB of holes in eight files."""
    return write_hollow(MIXTRAL, tmp_path_factory.mktemp("mixtral"), 8)


@pytest.fixture(scope="module")
def qwen3(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """57 GiB of holes, 18 867 tensors."""
    return write_hollow(QWEN3_30B, tmp_path_factory.mktemp("qwen3"), 16)


@pytest.mark.parametrize("dtype", DTYPES)
def test_it_tells_what_the_loaded_model_is(family_folder: Path, dtype: ExpertDtype) -> None:
    inspection = look(family_folder, expert_dtype=dtype)
    loaded = load_model(open_checkpoint(str(family_folder), None, "plain" if dtype == "stored" else dtype), CPU)
    assert inspection.info == loaded.info
    assert inspection.facts.family == loaded.info.family
    assert (inspection.facts.experts, inspection.facts.top_k) == (loaded.info.experts, loaded.info.top_k)
    assert inspection.facts.moe_layers == loaded.info.layers
    assert inspection.runs, inspection.refusal


@pytest.mark.parametrize("dtype", DTYPES)
def test_bars_have_the_bytes_of_the_loaded_tensors_and_the_pool(family_folder: Path, dtype: ExpertDtype) -> None:
    inspection = look(family_folder, expert_dtype=dtype, geometry=Geometry(2, 3))
    loaded = load_model(open_checkpoint(str(family_folder), None, "plain" if dtype == "stored" else dtype), CPU)
    gpu, ram = inspection.bars
    assert (gpu.place, ram.place) == ("GPU", "RAM")
    assert ram.of("experts") == experts_in(loaded.store)
    assert gpu.of("dense") == everything_else(loaded)
    pool = allocate_pool(Geometry(2, 3), loaded.store.expert(ExpertKey(0, 0)), CPU)
    assert gpu.of("slots") == sum(tensor.nbytes for tensor in pool)
    for bar, free in ((gpu, DESKTOP.gpu_free), (ram, DESKTOP.ram_available)):
        assert sum(part.bytes for part in bar.parts) == bar.total
        assert bar.of("taken") == bar.total - (free or 0)
        assert bar.short == 0


def experts_in(store: HostStore) -> int:
    return sum(tensor.nbytes for layer in store.layers for tensor in layer.present())


def everything_else(loaded: LoadedModel) -> int:
    """Every storage of the model that the experts' store does not have."""
    model, of_experts = loaded.model, {t.data_ptr() for layer in loaded.store.layers for t in layer.present()}
    storages = {t.data_ptr(): t.nbytes for t in (*model.parameters(), *model.buffers()) if t.numel()}
    return sum(size for address, size in storages.items() if address not in of_experts)


def test_without_a_gpu_all_of_it_lies_in_ram(family_folder: Path) -> None:
    inspection = look(family_folder, NO_GPU)
    (ram,) = inspection.bars
    info = inspection.info
    assert info is not None
    assert (ram.place, ram.of("experts"), ram.of("dense")) == ("RAM", info.experts_bytes, info.dense_bytes)
    assert ram.of("slots") == inspection.geometry.slots * info.expert_bytes > 0
    assert inspection.emulated


@pytest.mark.parametrize("stored", [torch.bfloat16, torch.float32])
@pytest.mark.parametrize("configured", [None, "bfloat16", "float32"])
def test_types_are_those_of_the_loaded_tensors(stored: torch.dtype, configured: str | None, tmp_path: Path) -> None:
    """Config.json may leave the type to the weights, or name another one, to which they are converted."""
    folder = save_tiny("qwen3_moe", tmp_path, stored)
    config = json.loads((folder / "config.json").read_text())
    config.pop("dtype", None)
    (folder / "config.json").write_text(json.dumps(config | ({"dtype": configured} if configured else {})))
    inspection = look(folder)
    assert inspection.info == load_model(open_checkpoint(str(folder)), CPU).info
    assert inspection.facts.expert_types == ({torch.bfloat16: "BF16", torch.float32: "F32"}[stored],)


def test_a_model_of_87_gib_on_a_desktop(mixtral: Path) -> None:
    inspection = look(mixtral)
    facts, info = inspection.facts, inspection.info
    assert info is not None
    assert (facts.layers, facts.moe_layers, facts.experts, facts.top_k) == (32, 32, 8, 2)
    assert (facts.expert_types, facts.dense_types) == (("BF16",), ("BF16",))
    assert facts.experts_bytes == info.experts_bytes == 32 * 8 * 3 * 4096 * 14336 * 2
    assert 0 < info.dense_bytes - facts.dense_bytes < 1024  # tables of positions, which are in no file
    assert inspection.kv is not None
    assert inspection.kv.bytes(1000) == 1000 * 32 * 2 * 8 * 128 * 2
    # 23 GiB less 3.0 of the rest, and 3.9 of the KV cache, the ring, activations and CUDA itself; 336 MiB a slot.
    assert (inspection.geometry, inspection.most_slots) == (Geometry(32, 1), 48)
    assert inspection.fitting == (Geometry(32, 1), Geometry(24, 2), Geometry(16, 3), Geometry(8, 6))
    gpu, _ = inspection.bars
    assert gpu.short == 0
    assert inspection.speed is not None
    assert not inspection.speed.measured
    assert 0 < inspection.speed.low < inspection.speed.high
    int8, int4 = inspection.alternatives
    assert int8.geometry == Geometry(32, 3)
    assert int4.geometry == Geometry(32, 5)


def test_recommended_slots_leave_room_for_the_kv_cache(mixtral: Path) -> None:
    """With less of a context there is room for more slots only once the cache outgrows what is left free anyway."""
    short, long = (look(mixtral, max_context=tokens) for tokens in (1024, 16384))
    assert short.most_slots >= long.most_slots
    gpu, _ = long.bars
    assert long.kv is not None
    assert gpu.of("kv") == long.kv.bytes(16320) == 16320 * 131072
    assert gpu.of("free") > 0


def test_a_calibration_of_the_shape_is_taken_if_there_is_one(mixtral: Path) -> None:
    asked = []

    def stored(shape: object) -> object:
        asked.append(shape)
        return make_calibration(info)

    info = look(mixtral).info
    assert info is not None
    measured = inspect(EngineConfig(model=str(mixtral)), Machine(DESKTOP, lambda: pytest.fail("asked"), stored))
    assert measured.speed is not None
    assert measured.speed.measured
    assert "timing of" in measured.speed.basis
    # Seconds of the stand-in's layers: between all hits (1) and all missed beside copies.
    assert 1 / (32 * (1 + 2 * 3)) < measured.speed.low < measured.speed.high < 1 / 32


def test_ram_too_small_is_refused_with_what_would_fit(mixtral: Path) -> None:
    small = replace(DESKTOP, ram_total=64 * GIB, ram_available=60 * GIB)
    inspection = look(mixtral, small)
    assert not inspection.runs
    assert "87.0 GiB of RAM, but only 60.0 GiB are free" in inspection.refusal
    assert "files have at most 60.0 GiB" in inspection.advice
    assert "11.0 bits a weight where these have 16" in inspection.advice
    assert "Closing programs" not in inspection.advice  # all of the RAM would not do
    assert inspection.bars[1].short > 0
    assert inspection.alternatives == ()  # they would be loaded from the same files
    assert inspection.speed is None
    enough_in_all = replace(small, ram_total=96 * GIB)
    assert "Closing programs that hold 27.0 GiB would be enough" in look(mixtral, enough_in_all).advice


def test_slots_that_do_not_fit_are_refused_with_those_that_do(mixtral: Path) -> None:
    asked = look(mixtral, geometry=Geometry(32, 3))
    assert "Choose at most" in asked.refusal
    assert "32 x 1 fits." in asked.advice
    assert "With --expert-dtype int8 32 x 3 fits." in asked.advice
    assert look(mixtral, geometry=Geometry(32, 3), expert_dtype="int8").runs
    beyond = look(mixtral, geometry=Geometry(32, 9))
    assert "only 8 experts" in beyond.refusal
    assert "int8" not in beyond.advice


def test_a_gpu_too_small_for_all_but_the_experts_is_refused(mixtral: Path) -> None:
    inspection = look(mixtral, replace(DESKTOP, gpu_total=4 * GIB, gpu_free=3 * GIB))
    assert "of GPU memory, but only 3.0 GiB are free" in inspection.refusal
    assert "--device cpu" in inspection.advice


def test_what_cannot_be_run_still_has_its_facts(mixtral: Path, tmp_path: Path) -> None:
    folder = copytree(mixtral, tmp_path / "copy", copy_function=lambda a, b: Path(b).symlink_to(a))
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").unlink()
    (folder / "config.json").write_text(json.dumps(config | {"quantization_config": {"quant_method": "awq"}}))
    inspection = look(folder)
    assert "is quantised" in inspection.refusal
    assert (inspection.facts.quantisation, inspection.facts.experts, inspection.info) == ("awq", 8, None)
    assert inspection.bars == ()


def test_a_missing_tensor_is_named(tmp_path: Path, checkpoint: Path) -> None:
    folder = copytree(checkpoint, tmp_path / "copy")
    weights = load_file(folder / "model.safetensors")
    weights.pop("model.norm.weight")
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    assert "lacks 1 of its weights, such as model.norm.weight" in look(folder).refusal


def cut(file: Path) -> None:
    with file.open("r+b") as stream:
        stream.truncate(file.stat().st_size - 1)


def header_of_gigabytes(file: Path) -> None:
    with file.open("r+b") as stream:
        stream.write(struct.pack("<Q", 5 * GIB))
        stream.truncate(8 + 6 * GIB)


def rewritten(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    def damage(file: Path) -> None:
        with file.open("rb") as stream:
            header = json.loads(stream.read(struct.unpack("<Q", stream.read(8))[0]))
        rest = file.stat().st_size
        change(header)
        text = json.dumps(header).encode()
        with file.open("wb") as stream:
            stream.write(struct.pack("<Q", len(text)) + text)
            stream.truncate(rest)

    return damage


def overlapping(header: dict[str, Any]) -> None:
    first, second = [entry for name, entry in header.items() if name != "__metadata__"][:2]
    second["data_offsets"] = first["data_offsets"]
    second["shape"] = first["shape"]


def outside(header: dict[str, Any]) -> None:
    entry = next(entry for name, entry in header.items() if name != "__metadata__")
    size = entry["data_offsets"][1] - entry["data_offsets"][0]
    entry["data_offsets"] = [1 << 50, (1 << 50) + size]


@pytest.mark.parametrize(
    "damage", [cut, header_of_gigabytes, rewritten(overlapping), rewritten(outside)], ids=["cut", "gib", "over", "out"]
)
def test_damaged_headers_are_refused_before_memory_is_taken(damage: Callable[[Path], None], tmp_path: Path) -> None:
    folder = write_hollow(MIXTRAL, tmp_path / "hollow")
    damage(folder / "model.safetensors")
    tracemalloc.start()
    try:
        with pytest.raises(UnsupportedModelError, match=r"could not be read .*: fetch the checkpoint again"):
            look(folder)
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


def test_an_index_that_names_a_missing_file_is_refused(qwen3: Path, tmp_path: Path) -> None:
    folder = copytree(qwen3, tmp_path / "copy", copy_function=lambda a, b: Path(b).symlink_to(a))
    (folder / "model-00003-of-00016.safetensors").unlink()
    with pytest.raises(HybridError, match="1 of its files are missing, such as model-00003"):
        look(folder)


def test_many_small_experts(qwen3: Path) -> None:
    inspection = look(qwen3)
    assert inspection.geometry.indexes == 48
    assert inspection.geometry.ways > 32
    assert inspection.speed is not None
    assert inspection.speed.high > inspection.speed.low


@pytest.fixture
def hub(checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    folder = copytree(checkpoint, tmp_path / "repository")
    here = Hub(folder)
    ask(here, monkeypatch, tmp_path / "cache")
    yield here
    here.close()


def test_a_model_on_the_hub_is_inspected_by_its_first_bytes(
    hub: Hub, checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hybrid.checkpoint.hub._FIRST_BYTES", 100)
    there, here = look(Path(hub.NAME)), look(checkpoint)
    assert replace(there, facts=here.facts, info=here.info) == here
    assert there.facts.name == hub.NAME
    assert 0 < hub.sent["model.safetensors"] < hub.sizes["model.safetensors"] / 2
    fetched = {name for name in hub.sent if hub.sent[name]} - {"model.safetensors"}
    assert fetched <= {"config.json", "generation_config.json"}


def test_a_hub_that_sends_no_parts_of_files_is_named(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hybrid.checkpoint.hub.HubSource.headers", lambda source, names: None)
    with pytest.raises(UnsupportedModelError, match="sends no parts of files"):
        look(Path(hub.NAME))


def test_a_model_looked_at_is_loaded_in_full_afterwards(hub: Hub) -> None:
    look(Path(hub.NAME))
    loaded = load_model(open_checkpoint(hub.NAME), CPU)
    assert loaded.tokenizer is not None


def test_a_hub_that_cannot_be_reached_says_so(hub: Hub) -> None:
    hub.close()
    with pytest.raises(ModelNotFoundError, match="can't be reached"):
        look(Path(hub.NAME))


def test_this_machine_is_measured_only_when_asked() -> None:
    here = this_machine(CPU)
    assert here.memory.gpu_free is None
    assert 0 < here.memory.ram_available <= here.memory.ram_total
    more = this_machine(CPU, Memory(0, 1 << 60))
    assert more.memory.ram_available == more.memory.ram_total
    figures = here.figures()
    assert figures.host_gb_per_s > 0
    assert here.figures() is figures


def test_the_demo_model_is_inspected_here() -> None:
    inspection = inspect(EngineConfig(model=str(ROOT / "assets" / "demo-moe")), this_machine(CPU))
    assert inspection.runs
    assert inspection.speed is not None
