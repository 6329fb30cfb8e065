"""Benchmark of the CPU expert kernels, against this machine's read bandwidth and torch's linear layers.

Knows shapes as ``hidden, intermediate, experts, top-k``. Every call takes the next experts of a bank larger
than the caches, and all contestants of a row take turns, so that drift and caches favour none. Bytes are those
of the weights one call reads; at many tokens per expert the work is bound by arithmetic, not by them.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from statistics import median
from time import perf_counter

import numba
import numpy as np
import psutil
import torch
from torch import Tensor
from torch.nn import functional

from hybrid.bench.common.reading import CHUNK, readers
from hybrid.bench.common.report import Row, add_json_option, print_table, write_json
from hybrid.cpu.kernel_mlp import cpu_mlp
from hybrid.errors import ConfigError
from hybrid.experts.formats import FORMATS, Matrix
from hybrid.experts.formats.weight_format import group_columns
from hybrid.experts.host_weights import ExpertTensors, expert_bytes, host_bank
from hybrid.experts.timing import TokenTurns
from hybrid.experts.work import ExpertMlp, ExpertWork
from hybrid.layout import FormatName
from hybrid.machine import resources
from hybrid.types import ExpertLayout

_SETTLE_S = 0.005  # torch's threads and numba's spin for a while after their work, at the other's cost
_QUICK_BYTES = 1 << 31
_MOST_BYTES = 1 << 34  # of weights: some servers' last cache holds hundreds of MiB, and would pass for memory

_SMALL_SCALE = 100  # as a power of two about 1e-8, as a small float 30
_FINITE = 0x7F  # bytes below this are numbers in every format

Contestant = Callable[[int], None]  # takes the number of the turn


@dataclass(frozen=True, slots=True)
class Shape:
    name: str
    hidden: int
    intermediate: int
    experts: int
    top_k: int

    def layout(self, experts: int, weight_format: FormatName) -> ExpertLayout:
        return ExpertLayout(
            experts, self.hidden, self.intermediate, "bfloat16", True, False, True, "silu", format=weight_format
        )


SHAPES = {
    shape.name: shape
    for shape in (
        Shape("mixtral-8x7b", 4096, 14336, 8, 2),
        Shape("phi-3.5-moe", 4096, 6400, 16, 2),
        Shape("qwen3-30b-a3b", 2048, 768, 128, 8),
    )
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--shape", nargs="+", default=list(SHAPES), help=f"H,I,E,k or any of {', '.join(SHAPES)}")
    parser.add_argument("--threads", nargs="+", type=int, default=None, help="1, 2, 4 ... all cores unless told")
    parser.add_argument("--tokens", nargs="+", type=int, default=None, help="1, 2, 4 ... 256 unless told")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="all cores, four token counts, 2 GiB of weights")
    parser.add_argument("--format", nargs="+", choices=FORMATS, default=["plain"], help="in which weights are stored")
    add_json_option(parser)


def run(options: argparse.Namespace) -> None:
    shapes = [parse_shape(text) for text in options.shape]
    cores = resources.physical_cores()
    threads = options.threads or ([cores] if options.quick else _doubling(cores))
    tokens = options.tokens or ([1, 4, 16, 64] if options.quick else _doubling(256))
    budget = min(psutil.virtual_memory().available // 4, _MOST_BYTES)
    rows: list[Row] = []
    usual = torch.get_num_threads()
    with torch.no_grad():
        for shape, weight_format in product(shapes, options.format):
            room = min(budget, _QUICK_BYTES) if options.quick else budget
            bench = KernelBench(shape, weight_format, room, max(tokens))
            case_rows = [row for count in threads for row in bench.rows(count, tokens, options.repeats)]
            print_table(case_rows)
            rows += case_rows
    torch.set_num_threads(usual)
    write_json(options.json, rows)


def parse_shape(text: str) -> Shape:
    """A known name, or ``hidden,intermediate,experts,top_k``. Raises ``ConfigError``."""
    if text in SHAPES:
        return SHAPES[text]
    parts = text.split(",")
    if len(parts) != 4 or not all(part.isdigit() and int(part) > 0 for part in parts) or int(parts[3]) > int(parts[2]):
        raise ConfigError(
            f"The shape {text!r} is not one: give hidden,intermediate,experts,top-k, such as 4096,14336,8,2, "
            f"or one of {', '.join(SHAPES)}.",
            "shape",
        )
    return Shape(text, *map(int, parts))


class KernelBench:
    """One shape in one format: its bank of random weights and what runs on it."""

    def __init__(self, shape: Shape, weight_format: FormatName, budget: int, most_tokens: int) -> None:
        size = expert_bytes(shape.layout(1, weight_format))
        experts, self._call_bytes = budget // size, shape.top_k * size
        if experts < shape.top_k:
            raise ConfigError(
                f"{shape.top_k} experts of the shape {shape.name} take {self._call_bytes / 1e9:.1f} GB, more than a "
                "quarter of the free memory: choose a smaller --shape.",
                "shape",
            )
        self._shape = shape
        self._layout = shape.layout(experts, weight_format)
        up, down = (
            Matrix(*(None if part is None else _repeated(experts, part) for part in _random(weight_format, *sizes)))  # type: ignore[arg-type]
            for sizes in ((2 * shape.intermediate, shape.hidden), (shape.hidden, shape.intermediate))
        )
        self._bank = host_bank(ExpertTensors.of(up, down, (None, None), (weight_format, weight_format)))
        self._hidden = torch.randn(most_tokens, shape.hidden).to(torch.bfloat16)
        self._out = torch.zeros(most_tokens, shape.hidden)

    def rows(self, threads: int, tokens: Sequence[int], repeats: int) -> Iterator[Row]:
        """For every token count one row of numba and one of torch; bandwidth is read beside the first."""
        numba.set_num_threads(min(threads, numba.config.NUMBA_NUM_THREADS))
        torch.set_num_threads(threads)
        mlp = cpu_mlp(self._layout, _silu_gate, threads)
        one_token = TokenTurns(mlp, self._layout, [self._bank], self._shape.top_k)  # as decoding does it
        read = 0.0
        for count in tokens:
            contestants: dict[str, Contestant] = {
                "numba": one_token if count == 1 else partial(self._run_kernel, mlp, count),
            }
            if self._layout.format == "plain":  # torch has no products of others
                contestants["torch"] = partial(self._run_linear, count)
            computing = list(contestants)
            if not read:
                data = self._bank.up.view(-1).view(torch.int32).numpy()
                words = max(min(self._call_bytes, data.nbytes), CHUNK) // CHUNK * CHUNK // 4
                for name, reader in readers(threads).items():
                    contestants[f"read {name}"] = partial(_read_next, reader, data, words)
            seconds = _take_turns(contestants, repeats)
            if not read:
                read = 4e-9 * words / min(s for name, s in seconds.items() if name.startswith("read"))
            for name in computing:
                yield self._row(threads, count, name, seconds[name], read)

    def _row(self, threads: int, tokens: int, name: str, seconds: float, read: float) -> Row:
        speed = self._call_bytes / seconds / 1e9
        return {
            "shape": self._shape.name,
            "format": self._layout.format,
            "threads": threads,
            "tokens": tokens,
            "experts": self._shape.top_k,
            "impl": name,
            "ms": seconds * 1e3,
            "gb_per_s": speed,
            "read_gb_per_s": read,
            "share": speed / read,
        }

    def _entries(self, turn: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return (np.arange(self._shape.top_k) + turn * self._shape.top_k) % self._layout.experts

    def _run_kernel(self, mlp: ExpertMlp, tokens: int, turn: int) -> None:
        pairs = self._shape.top_k * tokens
        work = ExpertWork(
            self._entries(turn),
            np.arange(0, pairs + 1, tokens),
            np.tile(np.arange(tokens), self._shape.top_k),
            np.full(pairs, 1 / self._shape.top_k, np.float32),
        )
        mlp.accumulate(self._bank, work, self._hidden[:tokens], self._out[:tokens])

    def _run_linear(self, tokens: int, turn: int) -> None:
        hidden = self._hidden[:tokens]
        for entry in self._entries(turn).tolist():
            inner = _silu_gate(functional.linear(hidden, self._bank.up[entry]))
            self._out[:tokens] += functional.linear(inner, self._bank.down[entry])


def _read_next(reader: Callable[..., object], data: np.ndarray, words: int, turn: int) -> None:
    places = max(1, data.size // words)
    start = turn % places * words
    reader(data[start : start + words])


def _take_turns(contestants: dict[str, Contestant], repeats: int) -> dict[str, float]:
    """Median seconds of one call of each."""
    turn = 0
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(repeats):
        for name, contestant in contestants.items():
            settled = perf_counter() + _SETTLE_S
            contestant(turn)
            while perf_counter() < settled:
                turn += 1
                contestant(turn)
            started = perf_counter()
            contestant(turn + 1)
            seconds[name].append(perf_counter() - started)
            turn += 2
    return {name: median(values) for name, values in seconds.items()}


def _doubling(last: int) -> list[int]:
    return sorted({last, *(1 << power for power in range(last.bit_length()))})


def _random(weight_format: FormatName, rows: int, columns: int) -> Matrix:
    """A matrix of random numbers; of random bytes, all scales alike, in a format that nothing can be encoded in."""
    form = FORMATS[weight_format]
    if weight_format == "plain" or form.lossy:
        return form.encode((torch.randn(rows, columns) / columns**0.5).to(torch.bfloat16))
    assert form.group_dtype is not None
    groups = torch.full((rows, group_columns(form, columns)), _SMALL_SCALE).to(form.group_dtype)
    values = torch.randint(0, _FINITE, (rows, form.stored_columns(columns)), dtype=torch.uint8)
    return Matrix(values, groups, torch.full((rows,), 1e-3) if form.scaled else None)


def _repeated(experts: int, one: Tensor) -> Tensor:
    """The same part for every expert, each in memory of its own: speed depends on place, not on values."""
    return one.expand(experts, *one.shape).contiguous()


def _silu_gate(rows: Tensor) -> Tensor:
    gate, up = rows.chunk(2, dim=-1)
    result: Tensor = functional.silu(gate) * up
    return result
