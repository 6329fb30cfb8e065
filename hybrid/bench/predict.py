"""Predictions put to the test: many settings predicted from a fresh calibration, then run on a forced trace.

Prints the error of each, the median and the worst, and how far the setting that was predicted fastest is from the
one that is.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

import torch

from hybrid.bench.calibrate import say
from hybrid.bench.common.contenders import Contender, default_settings
from hybrid.bench.common.report import Row, add_json_option, print_table, write_json
from hybrid.bench.common.shapes import SHAPES, random_model
from hybrid.bench.common.traces import KINDS
from hybrid.bench.decode import DecodeBench, geometry_for, traces_for
from hybrid.calibrate.calibrator import calibrate
from hybrid.calibrate.forced_routing import ForcedRouting
from hybrid.decode.conversation import Conversation
from hybrid.decode.runtime import Runtime
from hybrid.lab import Predictor
from hybrid.lab.predictions.predict_grid import last_tokens
from hybrid.machine import resources
from hybrid.model.expert_modules import experts_modules
from hybrid.observe.power_monitor import power_monitor
from hybrid.records.calibration import Calibration
from hybrid.records.trace import Trace
from hybrid.types import Geometry, ModelInfo, Settings

_WARM_UP = 32
_TRACE_OF_SHAPE = {"qwen3-30b-a3b": "qwen3"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--shape", choices=sorted(SHAPES), default="mixtral-8x7b")
    parser.add_argument("--layers", type=int, default=8)
    parser.add_argument("--trace", default=None, help=f"a file, or one of {', '.join(KINDS)}")
    parser.add_argument("--residency", nargs="+", type=float, default=[0.25, 0.5], help="slots / experts, 0 to 1")
    parser.add_argument("--tokens", type=int, default=48)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--device", choices=["auto", "cuda", "cpu"], default="auto")
    parser.add_argument("--threads", type=int, default=None)
    add_json_option(parser)


def run(options: argparse.Namespace) -> None:
    device = resources.choose_device(options.device)
    threads = options.threads or resources.default_threads(device)
    loaded = random_model(options.shape, options.layers, device)
    runtime = Runtime(loaded, Settings(Geometry(0, 0), "layered", "lru", "never", 1, threads), device)
    power = power_monitor(device.index if device.type == "cuda" else None)
    trace, other = traces_for(
        options.trace or _TRACE_OF_SHAPE.get(options.shape, "mixtral"), loaded.info, _WARM_UP + options.tokens
    )
    with torch.no_grad():
        slot_bytes = resources.limits(device, None).slot_bytes
        calibration = calibrate(loaded, runtime, power, [threads], slot_bytes, say, lambda: False)
        assert calibration is not None, "nobody cancels it"
        forced = ForcedRouting(experts_modules(loaded.model), loaded.info.top_k, device)
        bench = DecodeBench(runtime, Conversation(loaded.model, runtime), forced, power, options.repeats)
        field = contenders_for(loaded.info, threads, options.residency, calibration)
        seconds: dict[str, list[float]] = {contender.name: [] for contender in field}
        for _ in range(options.repeats):
            for contender in field:
                runtime.apply(contender.settings, other.uses().ravel().tolist())
                measured = bench.measure(contender, trace, trace.tokens, options.tokens)
                seconds[contender.name].append(sum(measured.seconds) / options.tokens)
    power.close()
    runtime.close()
    rows = compare_with_predictions(field, trace, other, calibration, options.tokens, seconds)
    print_table(rows)
    print(verdict(rows))
    write_json(options.json, rows)


def contenders_for(
    info: ModelInfo, threads: int, residencies: Sequence[float], calibration: Calibration
) -> list[Contender]:
    """What people choose between: policies and admissions at several sizes, the baselines, and misses unsplit."""
    ours = default_settings(Geometry(0, 0), threads)
    contenders = [Contender("cpu only", replace(ours, placement="cpu_only"), _WARM_UP)]
    for residency in residencies:
        sized = replace(ours, geometry=geometry_for(info, residency))
        variants = [
            ("lfu bounded", sized),
            ("lru bounded", replace(sized, policy="lru")),
            ("lru always", replace(sized, policy="lru", admission="always")),
            ("lfu always", replace(sized, admission="always")),
            ("lfu bounded pooled", replace(sized, mapping="pooled")),
            ("static layers", replace(sized, placement="static_layers")),
            ("static popular", replace(sized, placement="static_popular")),
        ]
        if any(costs.split for costs in calibration.threads):
            variants.append(("lfu bounded unsplit", replace(sized, split_misses=False)))
        contenders += [Contender(f"{name} {residency:.0%}", settings, _WARM_UP) for name, settings in variants]
    half = Geometry(max(1, info.layers // 2), max(1, info.experts // 2))
    contenders.append(Contender("lfu bounded, half the layers", replace(ours, geometry=half), _WARM_UP))
    return contenders


def compare_with_predictions(
    field: Sequence[Contender],
    trace: Trace,
    other: Trace,
    calibration: Calibration,
    tokens: int,
    seconds: dict[str, list[float]],
) -> list[Row]:
    """One row for each contender, the fastest measured first."""
    predictor = Predictor(last_tokens(trace, _WARM_UP + tokens), calibration, _WARM_UP, popularity=other)
    rows = []
    for contender in field:
        predicted = predictor.predict(contender.settings)
        measured = median(seconds[contender.name])
        rows.append(
            {
                "model": calibration.model,
                "setting": contender.name,
                "measured_ms": measured * 1e3,
                "predicted_ms": predicted.seconds_per_token * 1e3,
                "error": predicted.seconds_per_token / measured - 1,
                "predicted_hit_rate": predicted.hit_rate,
                "fills_per_token": predicted.fills_per_token,
            }
        )
    return sorted(rows, key=lambda row: float(row["measured_ms"]))


def verdict(rows: Sequence[Row]) -> str:
    errors = [abs(row["error"]) for row in rows]
    best, picked = rows[0], min(rows, key=lambda row: float(row["predicted_ms"]))
    loss = picked["measured_ms"] / best["measured_ms"] - 1
    return (
        f"{len(rows)} settings: median error {median(errors):.1%}, worst {max(errors):.1%}. Predicted fastest: "
        f"{picked['setting']}, {loss:.1%} slower than the fastest measured, {best['setting']}."
    )
