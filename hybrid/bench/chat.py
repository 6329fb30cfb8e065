"""What a person meets: a checkpoint on disk, ``Engine.load``, ``Engine.generate``, prompts and sampled replies.

Knows no part of the engine below its public calls. Weights are random, see ``chat_checkpoint``.
"""

import argparse
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from hybrid import Engine, EngineConfig, GenerationRequest, Geometry
from hybrid.bench.common.chat_checkpoint import chat_checkpoint
from hybrid.bench.common.report import Row, add_json_option, print_table, write_json
from hybrid.bench.common.shapes import SHAPES
from hybrid.bench.memory import peak_bytes
from hybrid.machine.limits import GIB
from hybrid.types import ReplyStats

SAMPLING: dict[str, dict[str, Any]] = {
    "greedy": {},
    "temperature 1": {"temperature": 1.0},
    "0.7, top-p 0.9, top-k 20": {"temperature": 0.7, "top_p": 0.9, "top_k": 20},
    "0.7, top-p 0.9": {"temperature": 0.7, "top_p": 0.9},
    "1, repetition 1.1": {"temperature": 1.0, "repetition_penalty": 1.1},
}


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply as a person sees it come: seconds from the question."""

    first_token_s: float
    ms_per_token: float  # of the tokens after the first
    stats: ReplyStats | None
    text: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--shape", choices=sorted(SHAPES), default="qwen3-30b-a3b")
    parser.add_argument("--layers", type=int, default=16)
    parser.add_argument("--folder", type=Path, required=True, help="where checkpoints are kept for the next time")
    parser.add_argument("--residency", type=float, default=0.4, help="slots / experts, 0 to 1")
    parser.add_argument("--prompts", nargs="+", type=int, default=[64, 512, 2048, 4096, 16384], help="tokens")
    parser.add_argument("--contexts", nargs="*", type=int, default=[1024, 16384], help="tokens to decode after")
    parser.add_argument("--tokens", type=int, default=128, help="of each reply")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--context", type=int, default=40960, help="the most the model is to hold")
    parser.add_argument("--mapping", default="layered")
    parser.add_argument("--policy", default="lfu")
    parser.add_argument("--admission", default="bounded")
    parser.add_argument("--device", choices=["auto", "cuda", "cpu"], default="auto")
    parser.add_argument("--threads", type=int, default=None)
    add_json_option(parser)


def run(options: argparse.Namespace) -> None:
    path = chat_checkpoint(options.folder, options.shape, options.layers, options.context)
    cat = cat_gb_per_s(path)
    config = SHAPES[options.shape](options.layers).get_text_config()
    names = ("num_experts", "num_local_experts", "n_routed_experts")  # of a layer, by family
    experts = next(value for name in names if (value := getattr(config, name, 0)))
    started = perf_counter()
    engine = Engine.load(
        EngineConfig(
            model=str(path),
            geometry=Geometry(options.layers, round(options.residency * experts)),
            mapping=options.mapping,
            policy=options.policy,
            admission=options.admission,
            cpu_threads=options.threads,
            device=options.device,
        )
    )
    seconds = perf_counter() - started
    with engine:
        size = engine.snapshot().model.total_bytes
        bench = ChatBench(engine, config.vocab_size, options.tokens)
        rows = [bench.row("load", seconds=seconds, gb_per_s=size / seconds / 1e9, cat_gb_per_s=cat)]
        for measured in bench.measure(options.prompts, options.contexts, options.repeats):
            print_table([measured])
            rows.append(measured)
        memory = engine.snapshot().memory
        rows.append(
            bench.row("memory", peak_ram_gib=peak_bytes() / GIB, gpu_gib=(memory.device_used or 0) / GIB or None)
        )
        for notice in engine.snapshot().machine.notices:
            print(notice)
    print_table(rows)
    residency = {"shape": options.shape, "layers": options.layers, "residency": options.residency}
    write_json(options.json, [residency | row for row in rows])


class ChatBench:
    """Asks one engine questions of random words."""

    def __init__(self, engine: Engine, words: int, tokens: int) -> None:
        self._engine, self._words, self._tokens = engine, words, tokens
        self._asked = 0

    def measure(self, prompts: Sequence[int], contexts: Sequence[int], repeats: int) -> Iterator[Row]:
        """First replies, then prompts of every size, then every way to sample, then long contexts."""
        for number in range(1, 4):
            yield self._reply_row(f"reply {number} after loading", [self.ask(self.question(64))])
        for size in prompts:
            replies = [self.ask(self.question(size), tokens=4) for _ in range(repeats + 1)]
            yield self._reply_row(f"prompt {size}, first of its size", replies[:1])
            yield self._reply_row(f"prompt {size}", replies[1:])
        by_name: dict[str, list[Reply]] = {name: [] for name in SAMPLING}
        for repeat in range(repeats + 1):
            for name, sampling in SAMPLING.items():
                reply = self.ask(self.question(128), **sampling)
                if repeat:  # the first warms up
                    by_name[name].append(reply)
        for name, replies in by_name.items():
            yield self._reply_row(f"decode, {name}", replies)
        for size in contexts:
            replies = [self.ask(self.question(size), temperature=1.0) for _ in range(repeats)]
            yield self._reply_row(f"decode after {size}", replies)
            replies = [self._second_turn(size) for _ in range(repeats)]
            yield self._reply_row(f"second turn after {size}", replies)

    def question(self, tokens: int) -> str:
        """Another text of so many words every time."""
        self._asked += 1
        words = np.random.default_rng([tokens, self._asked]).integers(0, self._words, tokens)
        return " ".join(f"w{word}" for word in words)

    def ask(self, question: str | list[dict[str, str]], tokens: int | None = None, **sampling: Any) -> Reply:
        """One reply; by its own seed, if it is sampled."""
        messages = [{"role": "user", "content": question}] if isinstance(question, str) else question
        request = GenerationRequest(messages, max_new_tokens=tokens or self._tokens, seed=self._asked, **sampling)
        started = perf_counter()
        times, text, stats = [], "", None
        for event in self._engine.generate(request):
            times.append(perf_counter())
            text += event.text
            stats = event.stats
        return Reply(
            first_token_s=times[0] - started,
            ms_per_token=(times[-1] - times[0]) / max(1, len(times) - 1) * 1e3,
            stats=stats,
            text=text,
        )

    def row(self, what: str, **figures: float | None) -> Row:
        """A row with every column there is."""
        names = ("seconds", "gb_per_s", "cat_gb_per_s", "first_token_s", "ms_per_token", "hit_rate", "fills_per_token")
        more = ("gb_copied", "joules_per_token", "peak_ram_gib", "gpu_gib")
        return {"what": what, **dict.fromkeys((*names, *more)), **figures}

    def _second_turn(self, tokens: int) -> Reply:
        first = self.question(tokens)
        answer = self.ask(first, temperature=1.0, tokens=8).text
        return self.ask(
            [
                {"role": "user", "content": first},
                {"role": "assistant", "content": answer},
                {"role": "user", "content": self.question(64)},
            ],
            temperature=1.0,
        )

    def _reply_row(self, what: str, replies: Sequence[Reply]) -> Row:
        stats = [reply.stats for reply in replies if reply.stats is not None]
        joules = [s.gpu_joules / s.generated_tokens for s in stats if s.gpu_joules is not None]
        return self.row(
            what,
            first_token_s=median(reply.first_token_s for reply in replies),
            ms_per_token=median(reply.ms_per_token for reply in replies),
            hit_rate=median(s.hit_rate for s in stats if s.hit_rate is not None) if stats else None,
            fills_per_token=median(s.fills / s.generated_tokens for s in stats),
            gb_copied=median(s.bytes_copied for s in stats) / 1e9,
            joules_per_token=median(joules) if joules else None,
        )


def cat_gb_per_s(folder: Path) -> float:
    """The rate at which ``cat`` reads the weights, the second time, when the system holds them in memory."""
    files = sorted(folder.glob("*.safetensors"))
    seconds = 0.0
    for _ in range(2):
        started = perf_counter()
        subprocess.run(["cat", *map(str, files)], stdout=subprocess.DEVNULL, check=True)
        seconds = perf_counter() - started
    return sum(file.stat().st_size for file in files) / seconds / 1e9
