"""The decode benchmark on the tiny shape: rows, ratios, and routing that is really forced."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch

from hybrid.bench.common.contenders import contenders
from hybrid.bench.common.traces import generate
from hybrid.bench.decode import DecodeBench, geometry_for, with_ratios
from hybrid.cache.static_placement import static_keys
from hybrid.calibrate.forced_routing import ForcedRouting
from hybrid.decode.conversation import Conversation
from hybrid.decode.runtime import Runtime
from hybrid.lab import Trace
from hybrid.model.expert_modules import experts_modules
from hybrid.observe.power_monitor import power_monitor
from hybrid.types import ModelInfo
from tests.fakes.bench_tools import CPU, LAYERS, TINY, fixed_ceilings, idle_runtime, rows_of, tiny_model

TOKENS = 6
EXPERT_BYTES = 3 * 256 * 512 * 2


@dataclass
class Bench:
    runtime: Runtime
    conversation: Conversation
    forced: ForcedRouting


@pytest.fixture
def bench() -> Iterator[Bench]:
    loaded = tiny_model()
    runtime = idle_runtime(loaded)
    forced = ForcedRouting(experts_modules(loaded.model), loaded.info.top_k, CPU)
    with torch.no_grad():
        yield Bench(runtime, Conversation(loaded.model, runtime), forced)
    runtime.close()


def test_rows_of_all_contenders_and_ratios_to_static_layers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fixed_ceilings(monkeypatch, "decode")
    rows = rows_of(tmp_path, "decode", *TINY, "--tokens", "2", "--repeats", "1")
    by_name = {row["contender"]: row for row in rows}
    baselines = {"static layers", "static popular", "paper", "on demand", "cpu only", "all resident"}
    engines = {"this engine", "misses unsplit", *baselines}
    assert set(by_name) == engines | {"speed of light"}
    static = by_name["static layers"]["ms_per_token"]
    for row in rows:
        assert set(row) == set(rows[0])
        assert row["times_static_layers"] == pytest.approx(static / row["ms_per_token"])
        assert row["tokens_per_s"] == pytest.approx(1e3 / row["ms_per_token"])
        assert row["ms_per_layer"] == pytest.approx(row["ms_per_token"] / LAYERS)
    hit_rates = {name: row["hit_rate"] for name, row in by_name.items()}
    assert hit_rates["cpu only"] == 0
    assert hit_rates["static layers"] == 0.5
    assert hit_rates["all resident"] == 1
    light = by_name["speed of light"]
    per_token = LAYERS * 2 * EXPERT_BYTES
    assert light["ms_per_token"] == pytest.approx(1e3 * per_token * 0.5 / 1e9)
    assert by_name["static layers"]["mb_per_token"] == 0
    assert by_name["on demand"]["mb_per_token"] > 0


def test_without_static_layers_there_is_no_ratio() -> None:
    assert with_ratios([{"contender": "paper", "ms_per_token": 2.0}])[0]["times_static_layers"] is None


def test_steps_take_the_experts_of_the_trace_until_it_is_removed(bench: Bench) -> None:
    trace = generate("mixtral", TOKENS, LAYERS)
    bench.conversation.forward([3, 4, 5])
    for token in range(TOKENS):
        bench.forced.step(trace.choices[token])
        bench.conversation.forward([6 + token])
    assert np.array_equal(bench.runtime.telemetry.window(TOKENS).choices, trace.choices)
    bench.forced.remove()
    for token in range(TOKENS):
        bench.conversation.forward([6 + token])
    assert not np.array_equal(bench.runtime.telemetry.window(TOKENS).choices, trace.choices)


def test_a_static_placement_hits_what_the_trace_finds_in_its_slots(bench: Bench) -> None:
    info = bench.runtime.info
    field = {c.name: c for c in contenders(info, geometry_for(info, 0.5), 1, all_resident_fits=False)}
    contender = field["static popular"]
    longest = contender.warm_up + TOKENS
    trace, uses = generate("skewed", longest, LAYERS), generate("skewed", 64, LAYERS, text=1).uses().ravel().tolist()
    bench.runtime.apply(contender.settings, uses)
    power = power_monitor(None)
    found = DecodeBench(bench.runtime, bench.conversation, bench.forced, power, 1).measure(
        contender, trace, longest, TOKENS
    )
    power.close()
    assert found.hit_rate == pytest.approx(expected_hit_rate(info, trace, uses, contender.settings.geometry.slots))
    assert len(found.seconds) == TOKENS
    assert found.bytes_copied == 0


def expected_hit_rate(info: ModelInfo, trace: Trace, uses: list[int], slots: int) -> float:
    resident = set(static_keys("static_popular", slots, info.layers, info.experts, uses))
    measured = trace.choices[-TOKENS:]
    hits = [(layer, e) in resident for token in measured for layer, chosen in enumerate(token) for e in chosen]
    return sum(hits) / len(hits)


def test_uses_are_counted_layer_by_layer() -> None:
    trace = Trace.from_choices([[[0, 1], [2, 1]], [[0, 2], [1, 2]]], num_experts=3)
    assert trace.uses().ravel().tolist() == [2, 1, 1, 0, 2, 2]
