"""Calibration from the command line: times this machine for a model and keeps the result where the page finds it."""

import argparse
import sys
from collections.abc import Sequence

import torch

from hybrid import Engine, EngineConfig
from hybrid.bench.common.report import Row, add_json_option, print_table, write_json
from hybrid.bench.common.shapes import SHAPES, random_model
from hybrid.calibrate.calibrator import calibrate, thread_counts
from hybrid.calibrate.store import save_calibration
from hybrid.decode.runtime import Runtime
from hybrid.machine import resources
from hybrid.model.loading import LoadedModel
from hybrid.observe.power_monitor import power_monitor
from hybrid.records.calibration import Calibration
from hybrid.records.costs import LayerCosts
from hybrid.types import Geometry, Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", default=None, help="a checkpoint; without it a model of random weights")
    parser.add_argument("--shape", choices=sorted(SHAPES), default="mixtral-8x7b")
    parser.add_argument("--layers", type=int, default=8)
    parser.add_argument("--device", choices=["auto", "cuda", "cpu"], default="auto")
    parser.add_argument("--threads", nargs="+", type=int, default=None, help="a quarter, half and all of the cores")
    add_json_option(parser)


def run(options: argparse.Namespace) -> None:
    if options.model:
        with Engine.load(EngineConfig(model=options.model, device=options.device)) as engine:
            calibration = engine.calibrate(say)
    else:
        device = resources.choose_device(options.device)
        loaded = random_model(options.shape, options.layers, device)
        calibration = of_random_weights(loaded, device, options.threads)
    if calibration is None:
        return
    rows = rows_of(calibration)
    print_table(rows)
    print(f"One expert over the link takes {calibration.copy_alone * 1e3:.3g} ms when nothing else is done.")
    if save_calibration(calibration):
        print("Kept for the app.")
    write_json(options.json, rows)


def of_random_weights(loaded: LoadedModel, device: torch.device, threads: Sequence[int] | None) -> Calibration | None:
    cores = resources.physical_cores()
    counts = tuple(threads) if threads else thread_counts(cores, cores)
    runtime = Runtime(loaded, Settings(Geometry(0, 0), "layered", "lru", "never", 1, counts[-1]), device)
    power = power_monitor(device.index if device.type == "cuda" else None)
    try:
        with torch.no_grad():
            slot_bytes = resources.limits(device, None).slot_bytes
            return calibrate(loaded, runtime, power, counts, slot_bytes, say, lambda: False)
    finally:
        power.close()
        runtime.close()


def say(share: float, what: str) -> None:
    print(f"{share:4.0%}  {what}", file=sys.stderr, flush=True)


def rows_of(calibration: Calibration) -> list[Row]:
    """One row for each thread count and way to compute misses; milliseconds."""
    rows = []
    for costs in calibration.threads:
        by_tokens = dict(costs.expert_by_tokens)
        for name, table in (("CPU", costs.unsplit), ("CPU and device", costs.split)):
            if table is not None:
                rows.append(
                    {"model": calibration.model, "threads": costs.threads, "misses on": name}
                    | _table(table)
                    | {
                        "call_ms": costs.call * 1e3,
                        "expert_ms": costs.expert * 1e3,
                        "expert_copying_ms": costs.expert_while_copying * 1e3,
                        "expert_256_tokens_ms": by_tokens[max(by_tokens)] * 1e3,
                    }
                )
    return rows


def _table(costs: LayerCosts) -> Row:
    most = len(costs.by_misses) - 1
    return {
        "layer_hit_ms": costs.by_misses[0] * 1e3,
        "layer_miss_ms": costs.by_misses[most] * 1e3,
        "more_per_miss_copying_ms": costs.per_miss_while_copying * 1e3,
        "copy_ms": costs.copy * 1e3,
    }
