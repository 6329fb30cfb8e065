"""The ruler of what a person meets: its checkpoint is a real one, its rows cover what they say."""

import argparse
import json
import sys
from contextlib import ExitStack
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoTokenizer

from hybrid.bench.common.chat_checkpoint import CLUSTERS, chat_checkpoint
from hybrid.bench.common.chat_contenders import SAMPLINGS, Sampling
from hybrid.bench.peers import chat_peers
from hybrid.bench.peers.chat_peers import FreeToken, Held, profile_bandwidth
from hybrid.errors import ConfigError, HybridError
from hybrid.model.loading import load_model, open_checkpoint
from tests.fakes.bench_tools import rows_of

LAYERS, CONTEXT = 2, 512


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return chat_checkpoint(tmp_path_factory.mktemp("checkpoints"), "tiny", LAYERS, CONTEXT)


def test_the_checkpoint_is_one_of_the_hub(checkpoint: Path) -> None:
    loaded = load_model(open_checkpoint(str(checkpoint)), torch.device("cpu"))
    assert (loaded.info.layers, loaded.info.max_context) == (LAYERS, CONTEXT)
    first, second = loaded.store.layers
    assert not torch.equal(first.up, second.up), "layers are to differ"


def test_it_is_written_once(checkpoint: Path) -> None:
    written = {file: file.stat().st_mtime_ns for file in checkpoint.iterdir()}
    assert chat_checkpoint(checkpoint.parent, "tiny", LAYERS, CONTEXT) == checkpoint
    assert {file: file.stat().st_mtime_ns for file in checkpoint.iterdir()} == written


def test_words_stand_in_clusters_of_very_different_sizes(checkpoint: Path) -> None:
    shard = load_file(checkpoint / "model-00001-of-00002.safetensors")
    embeddings = shard["model.embed_tokens.weight"].float()
    near = torch.cdist(embeddings, embeddings) < embeddings.shape[1] ** 0.5  # half of what strangers are apart
    sizes = near.sum(dim=1)
    assert sizes.max() > 10 * sizes.float().median() / 4
    assert len(embeddings) > CLUSTERS > (sizes == 1).sum(), "most words have neighbours"


def test_a_text_of_words_has_as_many_tokens(checkpoint: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    text = "w3 w1 w511"
    ids = tokenizer(text, add_special_tokens=False)["input_ids"]
    assert ids == [3, 1, 511]
    assert tokenizer.decode(ids).split() == text.split()


def chat_rows(checkpoint: Path, folder: Path, *more: str) -> list[dict[str, Any]]:
    options = ["--shape", "tiny", "--layers", str(LAYERS), "--context", str(CONTEXT), "--device", "cpu"]
    options += ["--folder", str(checkpoint.parent), "--threads", "1", "--tokens", "8", "--repeats", "1"]
    return rows_of(folder, "chat", *options, "--prompts", "16", "--contexts", "40", *more)


def test_every_figure_of_a_chat_is_a_row(checkpoint: Path, tmp_path: Path) -> None:
    rows = {row["what"]: row for row in chat_rows(checkpoint, tmp_path)}
    assert {f"decode, {name}" for name in SAMPLINGS} < set(rows)
    assert rows["load"]["gb_per_s"] > 0
    assert rows["load"]["cat_gb_per_s"] > 0
    replies = [row for what, row in rows.items() if what not in ("load", "memory")]
    assert {"prompt 16", "prompt 16, first of its size", "decode after 40", "second turn after 40"} < set(rows)
    assert all(row["first_token_s"] > 0 and row["ms_per_token"] > 0 for row in replies)
    assert rows["memory"]["peak_ram_gib"] > 0
    assert {row["contender"] for row in rows.values()} == {"this engine"}


FREETOKEN = {
    "__init__.py": "",
    "moe/__init__.py": "",
    "moe/benchbw.py": """
        import json, os, pathlib, sys
        pathlib.Path(os.environ["ASKED"]).open("a").write(json.dumps(sys.argv[1:]) + "\\n")
        sys.exit(os.environ.get("BENCH_FAILS", 0))
    """,
    "core.py": """
        class SamplingParams:
            def __init__(self, **settings):
                self.settings = settings
    """,
    "scheduler.py": """
        class SchedulerConfig:
            pass
    """,
    "llm.py": """
        import json, os, pathlib, types

        def note(told):
            pathlib.Path(os.environ["ASKED"]).open("a").write(json.dumps(told) + "\\n")

        class LLM:
            def __init__(self, model, **settings):
                print("what a library says")
                note(settings)
                cache = types.SimpleNamespace(
                    reset_stats=lambda: None, decode_miss_stats=lambda: {"miss_rate": 0.25}
                )
                self.engine = types.SimpleNamespace(moe_offload_cache=cache)

            def offline_send_result(self, reply):
                pass

            def generate(self, prompts, sampling):
                if os.environ.get("ENDS"):
                    os._exit(3)
                note({"words": len(prompts[0])} | sampling.settings)
                ids = [7] * sampling.settings["max_tokens"]
                for token in ids:
                    self.offline_send_result([types.SimpleNamespace(next_token=token), types.SimpleNamespace()])
                return [{"token_ids": ids}]
    """,
}


@pytest.fixture
def freetoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of that name, which notes in the file given how it is asked."""
    package = tmp_path / "site" / "freetoken"
    (package / "moe").mkdir(parents=True)
    for name, source in FREETOKEN.items():
        (package / name).write_text(dedent(source))
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    monkeypatch.setenv("ASKED", str(tmp_path / "asked.jsonl"))
    return tmp_path / "asked.jsonl"


def test_freetoken_answers_the_same_questions_with_as_many_slots(
    checkpoint: Path, tmp_path: Path, freetoken: Path
) -> None:
    rows = chat_rows(checkpoint, tmp_path, "--peer", "freetoken", "--residency", "0.5")
    by_contender: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows:
        by_contender.setdefault(row["contender"], {})[row["what"]] = row
    ours, *theirs = by_contender.values()
    assert list(by_contender) == ["this engine", "freetoken offload", "freetoken hybrid"]
    alone = {"reply 1 after loading", "reply 2 after loading", "reply 3 after loading", "memory"}
    for rows_of_one in theirs:
        assert set(ours) - set(rows_of_one) == alone | {"decode, 1, repetition 1.1"}
        assert rows_of_one["decode, greedy"]["hit_rate"] == 0.75
        assert rows_of_one["load"]["seconds"] > 0
    bench, *asked = [json.loads(line) for line in freetoken.read_text().splitlines()]
    assert bench == ["--model", str(checkpoint)]
    loaded = [told for told in asked if "moe_strategy" in told]
    assert [told["moe_strategy"] for told in loaded] == ["offload", "hybrid"]
    assert {told["moe_cache_size"] for told in loaded} == {LAYERS * 4}, "half of eight experts"
    drawn = [told for told in asked if told.get("top_k") == 20]
    assert {(told["temperature"], told["top_p"], told["max_tokens"]) for told in drawn} == {(0.7, 0.9, 8)}
    assert {told["top_k"] for told in asked if told.get("temperature") == 1.0} == {-1}, "0 means all to us alone"


def test_a_freetoken_that_fails_is_named(
    checkpoint: Path, tmp_path: Path, freetoken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(checkpoint, "tiny", LAYERS, 8, 0.5, CONTEXT)
    monkeypatch.setenv("ENDS", "1")
    with FreeToken(sys.executable, held, "offload") as peer, pytest.raises(HybridError, match="offload ended with 3"):
        peer.ask([1, 2], 4, Sampling())
    monkeypatch.setenv("BENCH_FAILS", "2")
    with pytest.raises(HybridError, match="bench bw ended with 1: 2"):
        profile_bandwidth(sys.executable, checkpoint)


LLAMA = f"""#!{sys.executable}
import json, sys
asked = dict(zip(sys.argv[1::2], sys.argv[2::2]))
prompt, generated = int(asked["-p"]), int(asked["-n"])
speed = 1000.0 if prompt else 1000.0 / (1 + int(asked.get("-d", 0)))
print(json.dumps([{{"n_prompt": prompt, "n_gen": generated, "samples_ts": [speed], "ncmoe": asked["-ncmoe"]}}]))
"""


def test_llama_bench_is_asked_what_it_can_be(checkpoint: Path, tmp_path: Path) -> None:
    pytest.importorskip("gguf", reason="the file is written with it")
    binary, gguf = tmp_path / "llama-bench", tmp_path / "tiny.gguf"
    binary.write_text(LLAMA)
    binary.chmod(0o755)
    rows = chat_rows(checkpoint, tmp_path, "--peer", "llama-bench", str(binary), "--gguf", str(gguf))
    theirs = {row["what"]: row for row in rows if row["contender"] == "llama.cpp"}
    assert gguf.exists(), "it is written where it is missing"
    assert set(theirs) == {"prompt 16, first of its size", "prompt 16", "decode, greedy"}
    assert theirs["prompt 16"]["first_token_s"] == pytest.approx(0.016)
    assert theirs["decode, greedy"]["ms_per_token"] == pytest.approx(129)


def test_a_peer_that_is_not_known_is_refused(tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    chat_peers.add_arguments(parser)
    for wrong in (["vllm"], ["llama-bench", "binary"], ["freetoken", "path"]):  # the second without a model file
        options = parser.parse_args(["--peer", *wrong])
        with ExitStack() as stack, pytest.raises(ConfigError, match="is not known"):
            chat_peers.open_peers(options, Held(tmp_path, "tiny", LAYERS, 8, 0.5, CONTEXT), stack)
