"""What the inspector says of RAM, against what the system counts for a program that has loaded the model."""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import psutil
import pytest
import torch
import transformers
from transformers import PretrainedConfig

from hybrid import Engine, EngineConfig
from hybrid.fit.inspector import inspect, this_machine
from hybrid.types import Geometry
from tests.cuda import needs_cuda
from tests.models.hollow_models import write_hollow
from tests.repository import ROOT

CPU = torch.device("cpu")
MIB = 1 << 20
CLOSE = 0.05
DTYPES = ("stored", "int8")
COMMON = MappingProxyType(
    {
        "vocab_size": 8192, "hidden_size": 768, "num_attention_heads": 8, "num_key_value_heads": 8,
        "max_position_embeddings": 1024, "num_experts_per_tok": 2, "dtype": "bfloat16",
    }
)  # fmt: skip
LATENT = MappingProxyType(
    {
        "kv_lora_rank": 64, "q_lora_rank": None, "qk_rope_head_dim": 16, "qk_nope_head_dim": 32, "v_head_dim": 32,
        "n_shared_experts": 1, "n_group": 1, "topk_group": 1, "first_k_dense_replace": 1, "intermediate_size": 1536,
    }
)  # fmt: skip
# Five shapes: few large experts, many small ones, latent attention, transposed with biases, another type.
SHAPES: Mapping[str, Callable[[], PretrainedConfig]] = MappingProxyType(
    {
        "mixtral": lambda: transformers.MixtralConfig(
            **COMMON, num_hidden_layers=3, intermediate_size=2048, num_local_experts=8
        ),
        "qwen3_moe": lambda: transformers.Qwen3MoeConfig(
            **COMMON, num_hidden_layers=4, moe_intermediate_size=256, num_experts=64, head_dim=96
        ),
        "deepseek_v3": lambda: transformers.DeepseekV3Config(
            **COMMON, **LATENT, num_hidden_layers=5, moe_intermediate_size=512, n_routed_experts=32
        ),
        "gpt_oss": lambda: transformers.GptOssConfig(
            **COMMON, num_hidden_layers=4, intermediate_size=768, num_local_experts=16, head_dim=96
        ),
        "olmoe": lambda: transformers.OlmoeConfig(
            **(COMMON | {"dtype": "float32"}), num_hidden_layers=3, intermediate_size=512, num_experts=16
        ),
    }
)


def main() -> None:
    """Loads each model of the folder with each type of experts, and prints what it was said to take and took."""
    folder = Path(sys.argv[1])
    rows = {}
    # The first of each type twice: they compile kernels and fill pools of memory.
    for name in ("mixtral", "olmoe", *SHAPES):
        for dtype in DTYPES:
            rows[f"{name}, {dtype}"] = said_and_taken(folder / name, dtype)
    print(json.dumps(rows))


def said_and_taken(model: Path, dtype: str) -> tuple[int, int]:
    config = EngineConfig(model=str(model), device="cpu", geometry=Geometry(2, 2), expert_dtype=dtype)
    (bar,) = inspect(config, this_machine(CPU)).bars
    said = sum(bar.of(part) for part in ("experts", "dense", "slots"))
    gc.collect()
    before = resident()
    with Engine.load(config) as engine:
        gc.collect()
        fill(engine)
        taken = resident() - before
    return said, taken


def fill(engine: Engine) -> None:
    """Writes to every slot: memory that nothing has been written to takes none."""
    for tensor in engine._session.runtime.parts.slots.transfer.pool:
        tensor.zero_()


def resident() -> int:
    return int(psutil.Process().memory_info().rss)


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[int]]:
    folder = tmp_path_factory.mktemp("models")
    for name, config in SHAPES.items():
        write_hollow(config(), folder / name)
    # Freed memory goes back to the system at once, and does not hide what the next model takes.
    environment = os.environ | {"MALLOC_TRIM_THRESHOLD_": "0", "MALLOC_MMAP_THRESHOLD_": "65536"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.hybrid.fit.test_after_loading", str(folder)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows: dict[str, list[int]] = json.loads(done.stdout.splitlines()[-1])
    return rows


@pytest.mark.skipif(sys.platform != "linux", reason="other systems count pages otherwise")
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", SHAPES)
def test_ram_after_loading_is_what_was_said(shape: str, dtype: str, measured: dict[str, list[int]]) -> None:
    said, taken = measured[f"{shape}, {dtype}"]
    assert said > 32 * MIB
    assert abs(taken - said) <= CLOSE * said, f"{said / MIB:.1f} MiB were said, {taken / MIB:.1f} MiB taken"


@needs_cuda
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", SHAPES)
def test_gpu_memory_after_loading_is_what_was_said(shape: str, dtype: str, tmp_path: Path) -> None:
    """What torch has allocated on the device: the rest of the model, the slots, and the cache of the first 4 096 tokens
    or fewer, beside the buffers that the ``working`` part stands for."""
    config = EngineConfig(
        model=str(write_hollow(SHAPES[shape](), tmp_path)), device="cuda", geometry=Geometry(2, 2), expert_dtype=dtype
    )
    place = torch.device("cuda", torch.cuda.current_device())
    inspection = inspect(config, this_machine(place))
    gpu, ram = inspection.bars
    assert inspection.info is not None
    gc.collect()  # what other tests have left would be freed meanwhile
    before = torch.cuda.memory_allocated(place)
    with Engine.load(config) as engine:
        loaded = engine._session.loaded
        on_device = sum(t.nbytes for t in (*loaded.model.parameters(), *loaded.model.buffers()) if t.is_cuda)
        pool = sum(tensor.nbytes for tensor in engine._session.runtime.parts.slots.transfer.pool)
        assert (gpu.of("dense"), gpu.of("slots")) == (on_device, pool)
        assert ram.of("experts") == inspection.info.layers * inspection.info.experts * loaded.store.expert_bytes
        taken = torch.cuda.memory_allocated(place) - before
    said = gpu.of("dense") + gpu.of("slots") + gpu.of("kv")
    assert (1 - CLOSE) * said <= taken <= said + gpu.of("working")


if __name__ == "__main__":
    main()
