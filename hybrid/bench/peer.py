"""Benchmark against llama.cpp: a model of the same shape, equal expert bytes on the GPU, interleaved with this engine.

llama.cpp keeps the experts of whole layers (``--n-cpu-moe`` says how many stay on the CPU), so its share of hits
does not depend on the routing; this engine runs the named trace. Give a build that was made for this machine.
"""

import argparse
import json
import shlex
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import torch
from transformers import PretrainedConfig

from hybrid.bench.common.bandwidth import ReadCeiling, device_bandwidth
from hybrid.bench.common.report import Row, add_json_option, print_table, write_json
from hybrid.bench.common.shapes import SHAPES, random_model
from hybrid.bench.common.traces import KINDS
from hybrid.bench.decode import Ceilings, DecodeBench, median_of_known, with_ratios
from hybrid.bench.peers.gguf_file import write_gguf
from hybrid.calibrate.forced_routing import ForcedRouting
from hybrid.decode.conversation import Conversation
from hybrid.decode.runtime import Runtime
from hybrid.errors import ConfigError, HybridError
from hybrid.machine import resources
from hybrid.model.expert_modules import experts_modules
from hybrid.observe.power_monitor import power_monitor
from hybrid.types import Geometry, Settings

LLAMA = "llama.cpp"
_ALL_LAYERS = 999  # on the GPU, for ``-ngl``


@dataclass(frozen=True, slots=True)
class LlamaBench:
    """A llama-bench binary and how it is asked; ``gpu_layers`` as its ``-ngl``, ``more`` of its own arguments."""

    binary: Path
    model: Path
    threads: int
    gpu_layers: int
    more: tuple[str, ...] = ()

    def tokens_per_s(self, tokens: int, cpu_layers: int, context: int = 0) -> float:
        """Decodes ``tokens`` tokens once behind ``context`` others; the experts of ``cpu_layers`` layers on the CPU.

        Raises ``HybridError`` with llama-bench's last words if it fails, and if it was to use a GPU and found none.
        """
        behind = ["-d", str(context)] if context else []
        return self._ask(cpu_layers, "n_gen", "n_prompt", ["-p", "0", "-n", str(tokens), *behind])

    def prompt_tokens_per_s(self, tokens: int, cpu_layers: int) -> float:
        """Computes a prompt of ``tokens`` tokens once. Raises as ``tokens_per_s``."""
        return self._ask(cpu_layers, "n_prompt", "n_gen", ["-p", str(tokens), "-n", "0"])

    def _ask(self, cpu_layers: int, counted: str, other: str, arguments: Sequence[str]) -> float:
        command = [str(self.binary), "-m", str(self.model), "-o", "json", "-r", "1", *arguments]
        command += ["-t", str(self.threads), "-ngl", str(self.gpu_layers), "-ncmoe", str(cpu_layers), *self.more]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as error:
            raise ConfigError(f"{self.binary} cannot be run ({error.strerror}): name a llama-bench binary.") from error
        if done.returncode != 0:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise HybridError(f"{self.binary} ended with {done.returncode}: {last}")
        test = _test_of(done.stdout, counted, other)
        if self.gpu_layers and not test.get("gpu_info"):  # it says so on the side and goes on, on the CPU
            raise HybridError(f"{self.binary} ran without a GPU: name a build that finds this machine's.")
        return float(median(test["samples_ts"]))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--llama-bench", type=Path, required=True, help="the llama-bench binary of a llama.cpp build")
    parser.add_argument("--llama-args", default="", help="more arguments for it, in one string, such as '-fa off'")
    parser.add_argument("--gguf-dir", type=Path, default=None, help="where the model file is kept for the next time")
    parser.add_argument("--shape", choices=sorted(SHAPES), default="mixtral-8x7b")
    parser.add_argument("--layers", type=int, default=8)
    parser.add_argument("--trace", default="mixtral", help=f"of this engine: a file, or one of {', '.join(KINDS)}")
    parser.add_argument("--residency", nargs="+", type=float, default=[0.5], help="slots / experts, 0 to 1")
    parser.add_argument("--only", nargs="+", default=["this engine", "static layers", "cpu only"])
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--device", choices=["auto", "cuda", "cpu"], default="auto")
    parser.add_argument("--threads", type=int, default=None)
    add_json_option(parser)


def run(options: argparse.Namespace) -> None:
    layers_on_cpu = [cpu_layers(options.layers, residency) for residency in options.residency]
    device = resources.choose_device(options.device)
    threads = options.threads or resources.default_threads(device)
    rows: list[Row] = []
    with ExitStack() as stack, torch.no_grad():
        folder = options.gguf_dir or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        model = gguf_of(folder, options.shape, SHAPES[options.shape](options.layers))
        cores = options.threads or resources.physical_cores()
        gpu_layers = _ALL_LAYERS if device.type == "cuda" else 0
        llama = LlamaBench(options.llama_bench, model, cores, gpu_layers, tuple(shlex.split(options.llama_args)))
        llama.tokens_per_s(1, options.layers)  # reads the file into memory, and fails before anything is measured
        loaded = random_model(options.shape, options.layers, device)
        runtime = Runtime(loaded, Settings(Geometry(0, 0), "layered", "lru", "never", 1, threads), device)
        stack.callback(runtime.close)
        power = power_monitor(device.index if device.type == "cuda" else None)
        stack.callback(power.close)
        forced = ForcedRouting(experts_modules(loaded.model), loaded.info.top_k, device)
        bench = DecodeBench(runtime, Conversation(loaded.model, runtime), forced, power, repeats=1)
        light = Ceilings(ReadCeiling(cores), device_bandwidth(device))
        for residency, on_cpu in zip(options.residency, layers_on_cpu, strict=True):
            turns = []
            for _ in range(options.repeats):
                ours = bench.compare(options.trace, residency, options.tokens, options.only, light)
                speed = llama.tokens_per_s(options.tokens, on_cpu)
                turns.append([*ours, llama_row(ours[0], speed, on_cpu, options.layers)])
            case_rows = with_ratios(median_rows(turns))
            print_table(case_rows)
            rows += case_rows
    write_json(options.json, rows)


def cpu_layers(layers: int, residency: float) -> int:
    """How many layers' experts llama.cpp must leave to the CPU. Raises ``ConfigError`` if that is no whole number."""
    on_gpu = layers * residency
    if not 0 <= residency <= 1 or on_gpu != round(on_gpu):
        raise ConfigError(
            f"llama.cpp keeps whole layers, which {residency:g} of {layers} layers is not: choose another.",
            "residency",
        )
    return layers - round(on_gpu)


def gguf_of(folder: Path, shape: str, config: PretrainedConfig) -> Path:
    """The model file of that shape in ``folder``, written if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{shape}-{config.num_hidden_layers}-layers-random-bf16.gguf"
    if not path.exists():
        write_gguf(path, config)
    return path


def llama_row(like: Row, tokens_per_s: float, on_cpu: int, layers: int) -> Row:
    """llama.cpp's figures under the keys of this engine's; what it does not tell is ``None``."""
    return dict.fromkeys(like) | {
        "model": like["model"],
        "trace": "its own",
        "residency": like["residency"],
        "contender": LLAMA,
        "ms_per_token": 1e3 / tokens_per_s,
        "tokens_per_s": tokens_per_s,
        "hit_rate": 1 - on_cpu / layers,
        "fills_per_token": 0.0,
        "mb_per_token": 0.0,
        "ms_per_layer": 1e3 / tokens_per_s / layers,
    }


def median_rows(turns: Sequence[Sequence[Row]]) -> list[Row]:
    """One row per contender out of several turns with the same contenders: the median of every figure."""
    return [{name: _middle([row[name] for row in rows]) for name in rows[0]} for rows in zip(*turns, strict=True)]


def _middle(values: Sequence[Any]) -> Any:
    return values[0] if isinstance(values[0], str) else median_of_known(values)


def _test_of(output: str, counted: str, other: str) -> dict[str, Any]:
    """The test in llama-bench's JSON that counts one kind of tokens alone; ``samples_ts`` are those per second."""
    try:
        tests = [one for one in json.loads(output) if one[counted] > 0 and one[other] == 0]
        test: dict[str, Any] = tests[0]
        median(test["samples_ts"])
        return test
    except (ValueError, LookupError, TypeError) as error:
        raise HybridError(f"llama-bench printed something other than its JSON results: {output[:200]!r}") from error
