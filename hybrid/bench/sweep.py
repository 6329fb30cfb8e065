"""Decode speed over CPU threads x geometry, as figure 5 of the paper: a table, and a page of charts."""

import argparse
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from statistics import median

import torch

from hybrid.bench.common.contenders import Contender, contenders
from hybrid.bench.common.page import Chart, plotly_js, write_page
from hybrid.bench.common.report import Row, add_json_option, print_table, write_json
from hybrid.bench.common.shapes import SHAPES, random_model
from hybrid.bench.common.traces import KINDS
from hybrid.bench.decode import DecodeBench, Run, median_of_known, traces_for
from hybrid.calibrate.forced_routing import ForcedRouting
from hybrid.decode.conversation import Conversation
from hybrid.decode.runtime import Runtime
from hybrid.errors import ConfigError
from hybrid.machine import resources
from hybrid.model.expert_modules import experts_modules
from hybrid.observe.power_monitor import power_monitor
from hybrid.types import Geometry, ModelInfo, Settings

_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "star", "cross", "hexagon")
_NO_PLOTLY = "No page is written, because plotly is not installed: python -m pip install plotly."

Cell = tuple[str, Geometry, int]  # contender, geometry, CPU threads


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--shape", choices=sorted(SHAPES), default="mixtral-8x7b")
    parser.add_argument("--layers", type=int, default=8)
    parser.add_argument("--trace", default="mixtral", help=f"a file, or one of {', '.join(KINDS)}")
    parser.add_argument("--threads", nargs="+", type=int, default=None, help="a quarter, half and all of the cores")
    parser.add_argument("--geometry", nargs="+", type=geometry_of, default=None, metavar="NxM", help="e.g. 4x4 8x2")
    parser.add_argument("--only", nargs="+", default=["this engine", "paper"], help="names of the contenders to run")
    parser.add_argument("--tokens", type=int, default=32)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--device", choices=["auto", "cuda", "cpu"], default="auto")
    parser.add_argument("--html", type=Path, default=Path("sweep.html"), help="where the page goes")
    add_json_option(parser)


def run(options: argparse.Namespace) -> None:
    device = resources.choose_device(options.device)
    threads = options.threads or default_threads(resources.physical_cores())
    loaded = random_model(options.shape, options.layers, device)
    runtime = Runtime(loaded, Settings(Geometry(0, 0), "layered", "lru", "never", 1, threads[-1]), device)
    power = power_monitor(device.index if device.type == "cuda" else None)
    forced = ForcedRouting(experts_modules(loaded.model), loaded.info.top_k, device)
    bench = DecodeBench(runtime, Conversation(loaded.model, runtime), forced, power, options.repeats)
    geometries = options.geometry or default_geometries(loaded.info)
    with torch.no_grad():
        field = cells(loaded.info, geometries, threads, options.only)
        runs = measure(bench, runtime, field, options.trace, options.tokens, options.repeats)
    power.close()
    runtime.close()
    rows = [_row(loaded.info, options.trace, cell, measurements) for cell, measurements in runs.items()]
    print_table(rows)
    library = plotly_js()
    write_json(options.json if options.json or library else options.html.with_suffix(".json"), rows)
    if library is None:
        print(_NO_PLOTLY)
    else:
        _write_charts(options.html, library, rows)


def geometry_of(text: str) -> Geometry:
    """``8x4`` -> 8 indexes, 4 ways. Raises ``ValueError``."""
    indexes, ways = text.lower().split("x")
    return Geometry(int(indexes), int(ways))


def default_threads(cores: int) -> list[int]:
    return sorted({max(1, cores // 4), max(1, cores // 2), cores})


def default_geometries(info: ModelInfo) -> list[Geometry]:
    """Half and all of the layers, a quarter and half of their experts."""
    indexes = sorted({max(1, info.layers // 2), info.layers})
    ways = sorted({max(1, info.experts // 4), max(1, info.experts // 2)})
    return [Geometry(n, m) for n, m in product(indexes, ways)]


def cells(
    info: ModelInfo, geometries: Sequence[Geometry], threads: Sequence[int], names: Sequence[str]
) -> dict[Cell, Contender]:
    """What is measured, in the order of the table. Raises ``ConfigError`` for a contender that is not known."""
    by_cell = {}
    for geometry, count in product(geometries, threads):
        field = {contender.name: contender for contender in contenders(info, geometry, count, all_resident_fits=False)}
        for name in names:
            if name not in field:
                raise ConfigError(f"No contender is called {name!r}: choose from {', '.join(field)}.", "only")
            by_cell[name, geometry, count] = field[name]
    order = {name: place for place, name in enumerate(names)}
    return dict(sorted(by_cell.items(), key=lambda item: order[item[0][0]]))


def measure(
    bench: DecodeBench, runtime: Runtime, field: dict[Cell, Contender], trace_name: str, tokens: int, repeats: int
) -> dict[Cell, list[Run]]:
    """Every cell once per repeat, all of them before the next repeat."""
    longest = max(contender.warm_up for contender in field.values()) + tokens
    trace, calibration = traces_for(trace_name, runtime.info, longest)
    uses = calibration.uses().ravel().tolist()
    runs: dict[Cell, list[Run]] = {cell: [] for cell in field}
    for _ in range(repeats):
        for cell, contender in field.items():
            runtime.apply(contender.settings, uses)
            runs[cell].append(bench.measure(contender, trace, longest, tokens))
    return runs


def charts(rows: Sequence[Row]) -> list[Chart]:
    """Per contender the speed over threads, one line for each geometry; and the hit rates side by side."""
    speed_charts = [
        Chart(_lines([row for row in rows if row["contender"] == name]), _layout(name, "CPU threads", "tokens/s"))
        for name in dict.fromkeys(row["contender"] for row in rows)
    ]
    most = max(row["threads"] for row in rows)
    at_most = [row for row in rows if row["threads"] == most]
    title = f"hit rate at {most} threads"
    return [*speed_charts, Chart(_bars(at_most), _layout(title, "geometry (N, M)", "hit rate") | {"barmode": "group"})]


def _lines(rows: Sequence[Row]) -> list[dict[str, object]]:
    names = list(dict.fromkeys(row["geometry"] for row in rows))
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": name,
            "x": [row["threads"] for row in rows if row["geometry"] == name],
            "y": [row["tokens_per_s"] for row in rows if row["geometry"] == name],
            "marker": {"symbol": _SYMBOLS[place % len(_SYMBOLS)], "size": 10},
        }
        for place, name in enumerate(names)
    ]


def _bars(rows: Sequence[Row]) -> list[dict[str, object]]:
    return [
        {
            "type": "bar",
            "name": name,
            "x": [row["geometry"] for row in rows if row["contender"] == name],
            "y": [row["hit_rate"] for row in rows if row["contender"] == name],
        }
        for name in dict.fromkeys(row["contender"] for row in rows)
    ]


def _layout(title: str, x: str, y: str) -> dict[str, object]:
    return {
        "title": {"text": title},
        "xaxis": {"title": {"text": x}, "type": "category"},
        "yaxis": {"title": {"text": y}, "rangemode": "tozero"},
        "colorway": ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"],
        "showlegend": True,
    }


def _row(info: ModelInfo, trace: str, cell: Cell, runs: Sequence[Run]) -> Row:
    name, geometry, threads = cell
    seconds = median(sum(run.seconds) / len(run.seconds) for run in runs)
    return {
        "model": info.name,
        "trace": trace,
        "contender": name,
        "geometry": f"({geometry.indexes}, {geometry.ways})",
        "threads": threads,
        "ms_per_token": seconds * 1e3,
        "tokens_per_s": 1 / seconds,
        "hit_rate": median(run.hit_rate for run in runs),
        "fills_per_token": median(run.fills for run in runs),
        "cpu_gb_per_s": median_of_known([run.cpu_gb_per_s for run in runs]),
    }


def _write_charts(path: Path, library: Path, rows: Sequence[Row]) -> None:
    first = rows[0]
    note = f"{first['model']}; routing: {first['trace']}. One line for each geometry (N indexes, M ways)."
    write_page(path, library, "Decode speed by CPU threads and cache geometry", note, charts(rows))
    print(f"The charts are in {path}.")
