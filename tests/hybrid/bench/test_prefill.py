"""The prompt benchmark on the tiny shape: rows, ratios, the bound, and a baseline that is the CPU alone."""

from pathlib import Path

import pytest
import torch

from hybrid.bench.common.contenders import contenders
from hybrid.bench.prefill import BOUND, CPU_ONLY, OURS, PrefillBench
from hybrid.decode.conversation import Conversation
from hybrid.types import Geometry
from tests.fakes.bench_tools import TINY, idle_runtime, rows_of, tiny_model

SIZES = (4, 300)  # in one chunk and in two
LINK = 1e9


def test_rows_without_a_link(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "prefill", *TINY, "--tokens", "3", "5", "--residency", "0", "0.5", "--repeats", "1")
    assert [(row["residency"], row["tokens"], row["contender"]) for row in rows] == [
        (residency, tokens, name) for residency in (0, 0.5) for tokens in (3, 5) for name in (OURS, CPU_ONLY)
    ]
    assert all(row["share_of_bound"] is None for row in rows)
    assert all(row["resident"] == 0 for row in rows if row["contender"] == CPU_ONLY)


def test_the_bound_is_the_missing_experts_over_the_link() -> None:
    loaded = tiny_model()
    runtime = idle_runtime(loaded)
    with torch.no_grad():
        bench = PrefillBench(runtime, Conversation(loaded.model, runtime), vocabulary=512, link=LINK)
        rows = bench.compare(0.0, SIZES, repeats=2)
    runtime.close()
    assert [row["contender"] for row in rows] == [OURS, CPU_ONLY, BOUND] * len(SIZES)
    for ours, cpu_only, bound in zip(rows[0::3], rows[1::3], rows[2::3], strict=True):
        used = bound["experts_used"] * loaded.info.layers * loaded.info.experts
        assert bound["seconds"] == pytest.approx(used * loaded.info.expert_bytes / LINK)
        assert bound["share_of_bound"] == 1
        for row in (ours, cpu_only):
            assert row["share_of_bound"] == pytest.approx(bound["seconds"] / row["seconds"])
            assert row["times_cpu_only"] == pytest.approx(cpu_only["seconds"] / row["seconds"])
            assert row["tokens_per_s"] == pytest.approx(row["tokens"] / row["seconds"])


def test_with_everything_resident_there_is_no_bound() -> None:
    loaded = tiny_model()
    runtime = idle_runtime(loaded)
    everything = Geometry(loaded.info.layers, loaded.info.experts)
    [placed] = [c for c in contenders(loaded.info, everything, 1, False) if c.name == "static layers"]
    runtime.apply(placed.settings)
    with torch.no_grad():
        found = PrefillBench(runtime, Conversation(loaded.model, runtime), 512, LINK).measure([5, 6, 7])
    runtime.close()
    assert (found.missing_bytes, found.resident) == (0, 1)
    assert 0 < found.used <= 1


def test_cpu_only_streams_nothing_and_on_demand_everything() -> None:
    loaded = tiny_model()
    runtime = idle_runtime(loaded)
    field = {c.name: c for c in contenders(loaded.info, Geometry(2, 4), 1, all_resident_fits=False)}
    runtime.apply(field["on demand"].settings)
    assert runtime.parts.streaming is not None
    runtime.apply(field["cpu only"].settings)
    assert runtime.parts.streaming is None
    runtime.close()
