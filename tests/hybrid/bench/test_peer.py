"""llama.cpp beside the engine: the model file, how llama-bench is asked, and how its answer is read.

A script stands in for llama-bench: it takes its arguments and prints its JSON.
"""

import builtins
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hybrid.bench import __main__ as bench
from hybrid.bench.common.shapes import SHAPES
from hybrid.bench.peer import LlamaBench, cpu_layers, gguf_of, median_rows
from hybrid.bench.peers.gguf_file import tensor_specs, write_gguf
from hybrid.errors import ConfigError, HybridError
from tests.fakes.bench_tools import LAYERS, TINY, fixed_ceilings, rows_of

gguf = pytest.importorskip("gguf", reason="GGUF files are written and read with it")
SPEED = 50.0


def stand_in(folder: Path, answer: str) -> Path:
    """A llama-bench that notes its arguments in ``asked.jsonl`` and runs ``answer``."""
    script = folder / "llama-bench"
    lines = [
        f"#!{sys.executable}",
        "import json, sys",
        f"with open({str(folder / 'asked.jsonl')!r}, 'a') as log: log.write(json.dumps(sys.argv[1:]) + '\\n')",
        answer,
    ]
    script.write_text("\n".join(lines))
    script.chmod(0o755)
    return script


def working(folder: Path) -> Path:
    tests = [
        {"n_prompt": 512, "n_gen": 0, "avg_ts": 900.0, "samples_ts": [900.0]},
        {"n_prompt": 0, "n_gen": 2, "avg_ts": SPEED, "samples_ts": [SPEED]},
    ]
    return stand_in(folder, f"print({json.dumps(tests)!r})")


def asked(folder: Path) -> list[dict[str, str]]:
    calls = [json.loads(line) for line in (folder / "asked.jsonl").read_text().splitlines()]
    return [dict(zip(call[::2], call[1::2], strict=True)) for call in calls]


def test_same_table_same_expert_bytes_interleaved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fixed_ceilings(monkeypatch, "peer")
    binary, models = working(tmp_path), tmp_path / "models"
    options = ["--llama-bench", str(binary), "--gguf-dir", str(models), "--tokens", "2", "--repeats", "2"]
    options += ["--llama-args", "-fa off"]
    rows = rows_of(tmp_path, "peer", *TINY, *options, "--only", "static layers")
    by_name = {row["contender"]: row for row in rows}
    assert list(by_name) == ["static layers", "speed of light", "llama.cpp"]
    theirs, ours = by_name["llama.cpp"], by_name["static layers"]
    assert set(theirs) == set(ours)
    assert theirs["tokens_per_s"] == pytest.approx(SPEED)
    assert theirs["hit_rate"] == ours["hit_rate"] == 0.5
    assert theirs["times_static_layers"] == pytest.approx(ours["ms_per_token"] / (1e3 / SPEED))
    first, *measured = asked(tmp_path)
    assert (first["-n"], first["-ncmoe"]) == ("1", str(LAYERS))
    assert [(call["-n"], call["-ncmoe"], call["-t"], call["-ngl"]) for call in measured] == [("2", "1", "1", "0")] * 2
    assert {(call["-o"], call["-fa"]) for call in measured} == {("json", "off")}
    assert [Path(first["-m"])] == list(models.iterdir())


@pytest.mark.parametrize(("layers", "residency", "expected"), [(8, 0.5, 4), (8, 0.25, 6), (8, 0, 8), (8, 1, 0)])
def test_layers_left_to_the_cpu(layers: int, residency: float, expected: int) -> None:
    assert cpu_layers(layers, residency) == expected


@pytest.mark.parametrize("residency", [0.3, 1.5, -0.5])
def test_no_whole_layers(residency: float) -> None:
    with pytest.raises(ConfigError, match="whole layers"):
        cpu_layers(8, residency)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("sys.exit('out of memory')", "ended with 1: out of memory"),
        ("print('hello')", "other than its JSON"),
        ("print('[]')", "other than its JSON"),
        ("print('null')", "other than its JSON"),
    ],
)
def test_a_llama_bench_that_fails_is_quoted(tmp_path: Path, answer: str, said: str) -> None:
    with pytest.raises(HybridError, match=said):
        LlamaBench(stand_in(tmp_path, answer), tmp_path / "m.gguf", 1, 0).tokens_per_s(2, 1)


def test_a_llama_bench_that_finds_no_gpu_is_told_apart(tmp_path: Path) -> None:
    binary = working(tmp_path)
    with pytest.raises(HybridError, match="without a GPU"):
        LlamaBench(binary, tmp_path / "m.gguf", 1, 999).tokens_per_s(2, 1)


def test_a_binary_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        LlamaBench(tmp_path / "none", tmp_path / "m.gguf", 1, 0).tokens_per_s(2, 1)


def test_medians_go_by_contender() -> None:
    turns = [[{"contender": "a", "ms": ms, "joules": joules}] for ms, joules in ((3.0, None), (1.0, 2.0), (2.0, None))]
    assert median_rows(turns) == [{"contender": "a", "ms": 2.0, "joules": 2.0}]


def test_the_file_can_be_read_again_and_is_kept(tmp_path: Path) -> None:
    config = SHAPES["tiny"](LAYERS)
    path = gguf_of(tmp_path / "models", "tiny", config)
    reader = gguf.GGUFReader(path)
    found = {t.name: (tuple(t.shape[::-1].tolist()), t.tensor_type) for t in reader.tensors}
    kinds = {True: gguf.GGMLQuantizationType.F32, False: gguf.GGMLQuantizationType.BF16}
    assert found == {spec.name: (spec.shape, kinds[spec.float32]) for spec in tensor_specs(config)}
    assert found["blk.1.ffn_gate_exps.weight"][0] == (8, 512, 256)
    assert found["blk.1.ffn_down_exps.weight"][0] == (8, 256, 512)
    assert field(reader, "general.architecture") == "llama"
    assert (field(reader, "llama.block_count"), field(reader, "llama.expert_used_count")) == (LAYERS, 2)
    assert field(reader, "llama.vocab_size") == config.vocab_size
    [experts] = [t for t in reader.tensors if t.name == "blk.0.ffn_up_exps.weight"]
    values = (np.asarray(experts.data).view(np.uint16).astype(np.uint32) << 16).view(np.float32)
    assert float(values.std()) == pytest.approx(0.02, rel=0.02)
    written = path.stat().st_mtime_ns
    assert gguf_of(tmp_path / "models", "tiny", config) == path
    assert path.stat().st_mtime_ns == written


def test_qwen3_has_norms_of_its_heads_and_experts_of_their_own_size() -> None:
    shapes = {spec.name: spec.shape for spec in tensor_specs(SHAPES["qwen3-30b-a3b"](1))}
    assert shapes["blk.0.attn_q_norm.weight"] == (128,)
    assert shapes["blk.0.attn_q.weight"] == (4096, 2048)
    assert shapes["blk.0.attn_k.weight"] == (512, 2048)
    assert shapes["blk.0.ffn_up_exps.weight"] == (128, 768, 2048)


def test_a_family_without_known_names_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="phimoe"):
        write_gguf(tmp_path / "phi.gguf", SHAPES["phi-3.5-moe"](1))
    assert list(tmp_path.iterdir()) == []


def test_without_the_package_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    imported = builtins.__import__

    def without_gguf(name: str, *rest: Any, **named: Any) -> Any:
        if name == "gguf":
            raise ImportError(name)
        return imported(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without_gguf)
    with pytest.raises(SystemExit) as ended:
        bench.main(["peer", "--llama-bench", "x", "--gguf-dir", str(tmp_path), *TINY])
    assert ended.value.code == 2
    assert "pip install gguf" in capsys.readouterr().err


def field(reader: Any, name: str) -> Any:
    found = reader.get_field(name)
    assert found is not None
    return found.contents()
