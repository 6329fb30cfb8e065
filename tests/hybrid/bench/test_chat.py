"""The ruler of what a person meets: its checkpoint is a real one, its rows cover what they say."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoTokenizer

from hybrid.bench.__main__ import main
from hybrid.bench.chat import SAMPLING
from hybrid.bench.common.chat_checkpoint import CLUSTERS, chat_checkpoint
from hybrid.model.loading import load_model, open_checkpoint

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


def test_every_figure_of_a_chat_is_a_row(checkpoint: Path, tmp_path: Path) -> None:
    options = [
        "--shape",
        "tiny",
        "--layers",
        str(LAYERS),
        "--context",
        str(CONTEXT),
        "--folder",
        str(checkpoint.parent),
    ]
    options += ["--prompts", "16", "--contexts", "40", "--tokens", "4", "--repeats", "1", "--device", "cpu"]
    assert main(["chat", *options, "--json", str(tmp_path / "rows.json")]) == 0
    rows = {row["what"]: row for row in json.loads((tmp_path / "rows.json").read_text())}
    assert {f"decode, {name}" for name in SAMPLING} < set(rows)
    assert rows["load"]["gb_per_s"] > 0
    assert rows["load"]["cat_gb_per_s"] > 0
    replies = [row for what, row in rows.items() if what not in ("load", "memory")]
    assert {"prompt 16", "prompt 16, first of its size", "decode after 40", "second turn after 40"} < set(rows)
    assert all(row["first_token_s"] > 0 and row["ms_per_token"] > 0 for row in replies)
    assert rows["memory"]["peak_ram_gib"] > 0
