"""Decode speed under a forced routing trace: this engine, the baselines, and the speed of light.

All contenders run in one process on the same weights, interleaved over several repeats; medians count.
The speed of light is the larger of miss bytes over read bandwidth and device bytes over device
bandwidth, with the hits of Belady's bound.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import cast

import numpy as np
import torch

from hybrid.bench.common.bandwidth import ReadCeiling, device_bandwidth
from hybrid.bench.common.contenders import Contender, contenders
from hybrid.bench.common.report import Row, add_json_option, print_table, write_json
from hybrid.bench.common.shapes import SHAPES, random_model
from hybrid.bench.common.traces import KINDS, TraceName, generate
from hybrid.calibrate.forced_routing import ForcedRouting
from hybrid.decode.conversation import Conversation
from hybrid.decode.runtime import Runtime
from hybrid.lab import belady
from hybrid.machine import resources
from hybrid.model.expert_modules import experts_modules
from hybrid.observe.power_monitor import PowerMonitor, power_monitor
from hybrid.records.trace import Trace
from hybrid.records.trace_file import load_trace
from hybrid.types import Geometry, ModelInfo, Settings

_PROMPT = list(range(3, 19))


@dataclass(frozen=True, slots=True)
class Run:
    """One contender, one repeat. Seconds are per token."""

    seconds: tuple[float, ...]
    hit_rate: float
    fills: float
    bytes_copied: float
    cpu_gb_per_s: float | None
    outside_ms: float | None  # per layer
    joules: float | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--shape", choices=sorted(SHAPES), default="mixtral-8x7b")
    parser.add_argument("--layers", type=int, default=8)
    parser.add_argument("--trace", nargs="+", default=["mixtral"], help=f"a file, or any of {', '.join(KINDS)}")
    parser.add_argument("--residency", nargs="+", type=float, default=[0.5], help="slots / experts, 0 to 1")
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", nargs="+", default=None, help="names of the contenders to run")
    parser.add_argument("--device", choices=["auto", "cuda", "cpu"], default="auto")
    parser.add_argument("--threads", type=int, default=None)
    add_json_option(parser)


def run(options: argparse.Namespace) -> None:
    device = resources.choose_device(options.device)
    threads = options.threads or resources.default_threads(device)
    loaded = random_model(options.shape, options.layers, device)
    nothing = Settings(Geometry(0, 0), "layered", "lru", "never", 1, threads)
    runtime = Runtime(loaded, nothing, device)
    power = power_monitor(device.index if device.type == "cuda" else None)
    forced = ForcedRouting(experts_modules(loaded.model), loaded.info.top_k, device)
    bench = DecodeBench(runtime, Conversation(loaded.model, runtime), forced, power, options.repeats)
    rows = []
    with torch.no_grad():
        light = Ceilings(ReadCeiling(options.threads or resources.physical_cores()), device_bandwidth(device))
        for name in options.trace:
            for residency in options.residency:
                rows += bench.compare(name, residency, options.tokens, options.only, light)
                print_table([r for r in rows if (r["trace"], r["residency"]) == (name, residency)])
    power.close()
    runtime.close()
    write_json(options.json, rows)


@dataclass(frozen=True, slots=True)
class Ceilings:
    """Bytes per second; the host's are measured anew at each call, since they drift."""

    host: Callable[[], float]
    device: float


class DecodeBench:
    """Runs contenders over traces on one model."""

    def __init__(
        self, runtime: Runtime, conversation: Conversation, forced: ForcedRouting, power: PowerMonitor, repeats: int
    ) -> None:
        self._runtime, self._conversation, self._forced = runtime, conversation, forced
        self._power, self._repeats = power, repeats

    def compare(
        self, trace_name: str, residency: float, tokens: int, only: Sequence[str] | None, light: Ceilings
    ) -> list[Row]:
        """One row per contender and one for the speed of light, the ratio to static layers in each."""
        info = self._runtime.info
        settings = self._runtime.settings
        geometry = geometry_for(info, residency)
        fits = resources.limits(self._runtime.device, None, self._runtime.slots_bytes).slot_bytes
        everything = info.layers * info.experts * info.expert_bytes
        field = contenders(info, geometry, settings.cpu_threads, everything <= fits)
        field = [c for c in field if only is None or c.name in only]
        longest = max(c.warm_up for c in field) + tokens
        trace, calibration = traces_for(trace_name, info, longest)
        uses = calibration.uses().ravel().tolist()
        runs: dict[str, list[Run]] = {c.name: [] for c in field}
        read: list[float] = []
        for _ in range(self._repeats):
            read.append(light.host())
            for contender in field:
                self._runtime.apply(contender.settings, uses)
                runs[contender.name].append(self.measure(contender, trace, longest, tokens))
        rows = [_row(info, trace_name, residency, name, measurements) for name, measurements in runs.items()]
        rows.append(_light_row(info, trace_name, residency, geometry, trace, median(read), light.device))
        return with_ratios(rows)

    def measure(self, contender: Contender, trace: Trace, longest: int, tokens: int) -> Run:
        """The same last ``tokens`` of the trace for everyone, after the contender's own warm-up."""
        self._conversation.reset()
        self._conversation.forward(_PROMPT)
        start = longest - tokens - contender.warm_up
        for token in range(start, longest - tokens):
            self._step(trace, token)
        before, energy = self._runtime.telemetry.counters(), self._power.measure()
        seconds = []
        for token in range(longest - tokens, longest):
            started = perf_counter()
            self._step(trace, token)
            seconds.append(perf_counter() - started)
        after, spent = self._runtime.telemetry.counters(), self._power.measure()
        info, window = self._runtime.info, self._runtime.telemetry.window(tokens - 1)
        cpu_s = float(window.cpu_ms.sum()) / 1e3
        experts_ms = np.fmax(window.cpu_ms, np.nan_to_num(window.gpu_ms)).sum(axis=1).mean()
        joules = [
            None if a.joules is None or b.joules is None else a.joules - b.joules
            for a, b in ((spent.gpu, energy.gpu), (spent.cpu, energy.cpu))
        ]
        measured = [j for j in joules if j is not None]
        return Run(
            seconds=tuple(seconds),
            hit_rate=(after.hits - before.hits) / (after.routed - before.routed),
            fills=(after.fills - before.fills) / tokens,
            bytes_copied=(after.bytes_copied - before.bytes_copied) / tokens,
            cpu_gb_per_s=float(window.cpu_bytes.sum()) / cpu_s / 1e9 if cpu_s else None,
            outside_ms=(float(np.mean(seconds)) * 1e3 - float(experts_ms)) / info.layers,
            joules=sum(measured) / tokens if measured else None,
        )

    def _step(self, trace: Trace, token: int) -> None:
        self._forced.step(trace.choices[token])
        int(self._conversation.forward([3 + token]).argmax())


def geometry_for(info: ModelInfo, residency: float) -> Geometry:
    """Every layer gets the same number of ways; layered, as the paper has it."""
    return Geometry(info.layers, round(info.experts * residency))


def traces_for(name: str, info: ModelInfo, tokens: int) -> tuple[Trace, Trace]:
    """The trace to measure on, and one of another text to calibrate static placements with."""
    if name in KINDS:
        kind = cast(TraceName, name)
        sizes = {"experts": info.experts, "top_k": info.top_k}
        return generate(kind, tokens, info.layers, **sizes), generate(kind, 256, info.layers, text=1, **sizes)
    trace = load_trace(name)
    half = trace.tokens // 2
    choices = trace.choices[:, : info.layers]
    repeated = np.resize(choices[half:], (tokens, *choices.shape[1:]))
    return (
        Trace.from_choices(repeated, num_experts=info.experts),
        Trace.from_choices(choices[:half], num_experts=info.experts),
    )


def _row(info: ModelInfo, trace: str, residency: float, name: str, runs: Sequence[Run]) -> Row:
    seconds = median(sum(r.seconds) / len(r.seconds) for r in runs)
    return {
        "model": info.name,
        "trace": trace,
        "residency": residency,
        "contender": name,
        "ms_per_token": seconds * 1e3,
        "tokens_per_s": 1 / seconds,
        "hit_rate": median(r.hit_rate for r in runs),
        "fills_per_token": median(r.fills for r in runs),
        "mb_per_token": median(r.bytes_copied for r in runs) / 1e6,
        "cpu_gb_per_s": median_of_known([r.cpu_gb_per_s for r in runs]),
        "outside_ms_per_layer": median_of_known([r.outside_ms for r in runs]),
        "joules_per_token": median_of_known([r.joules for r in runs]),
        "ms_per_layer": seconds * 1e3 / info.layers,
    }


def median_of_known(values: Sequence[float | None]) -> float | None:
    measured = [value for value in values if value is not None]
    return median(measured) if measured else None


def _light_row(
    info: ModelInfo, trace_name: str, residency: float, geometry: Geometry, trace: Trace, host: float, device: float
) -> Row:
    bound = belady(trace, geometry, mapping="layered")
    routed = trace.tokens * trace.layers * trace.top_k
    hit_rate = bound.hits / routed
    per_token = info.layers * info.top_k * info.expert_bytes
    seconds = max(per_token * (1 - hit_rate) / host, per_token * hit_rate / device)
    empty: Row = dict.fromkeys(
        ("fills_per_token", "mb_per_token", "cpu_gb_per_s", "outside_ms_per_layer", "joules_per_token")
    )
    return {
        "model": info.name,
        "trace": trace_name,
        "residency": residency,
        "contender": "speed of light",
        "ms_per_token": seconds * 1e3,
        "tokens_per_s": 1 / seconds,
        "hit_rate": hit_rate,
        **empty,
        "ms_per_layer": seconds * 1e3 / info.layers,
    }


def with_ratios(rows: list[Row]) -> list[Row]:
    """How many times faster than static layers each is."""
    base = next((row["ms_per_token"] for row in rows if row["contender"] == "static layers"), None)
    for row in rows:
        row["times_static_layers"] = base / row["ms_per_token"] if base else None
    return rows
