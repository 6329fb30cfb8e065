"""The kernel bench: its shapes, its rows, and that its read kernels read everything once."""

import json
from pathlib import Path

import numpy as np
import pytest

from hybrid.bench.__main__ import main
from hybrid.bench.common.reading import CHUNK, readers
from hybrid.bench.kernel import SHAPES, Shape, parse_shape
from hybrid.errors import ConfigError


def test_shapes_are_known_by_name_or_given_in_full() -> None:
    assert parse_shape("mixtral-8x7b") is SHAPES["mixtral-8x7b"]
    assert parse_shape("64,96,8,2") == Shape("64,96,8,2", 64, 96, 8, 2)


@pytest.mark.parametrize("text", ["", "mixtral", "1,2,3", "64,96,8,9", "0,96,8,2", "a,b,c,d"])
def test_a_shape_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_shape(text)


@pytest.mark.parametrize("threads", [1, 3])
def test_every_read_kernel_reads_every_word_once(threads: int) -> None:
    words = np.random.default_rng(0).integers(0, 100, 5 * CHUNK // 4, np.int32)
    assert {read(words) for read in readers(threads).values()} == {words.sum()}


def test_rows_are_flat_and_complete(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "rows.json"
    main(["kernel", "--shape", "64,96,8,2", "--threads", "1", "2", "--tokens", "1", "40", "--json", str(target)]
         + ["--repeats", "1"])  # fmt: skip
    rows = json.loads(target.read_text())
    assert [(row["threads"], row["tokens"], row["impl"]) for row in rows] == [
        (threads, tokens, name) for threads in (1, 2) for tokens in (1, 40) for name in ("numba", "torch")
    ]
    for row in rows:
        assert (row["shape"], row["experts"]) == ("64,96,8,2", 2)
        assert row["share"] == pytest.approx(row["gb_per_s"] / row["read_gb_per_s"])
    assert "read_gb_per_s" in capsys.readouterr().out


def test_a_shape_larger_than_memory_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["kernel", "--quick", "--shape", "65536,65536,8,2"])
    assert stopped.value.code == 2
    assert "choose a smaller --shape" in capsys.readouterr().err
