"""Prompt speed by length: this engine against the CPU alone and against the bound of streaming.

The streaming bound is the time the link needs, at the measured rate of copies, for the experts that the prompt uses and
that were not resident when it began. An engine that leaves some of them to the CPU can go below it.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import numpy as np
import torch

from hybrid.bench.common.contenders import Contender, contenders
from hybrid.bench.common.report import Row, add_json_option, print_table, write_json
from hybrid.bench.common.shapes import SHAPES, random_model
from hybrid.bench.decode import geometry_for
from hybrid.bench.transfer import copy_bandwidth
from hybrid.decode.conversation import Conversation
from hybrid.decode.runtime import Runtime
from hybrid.layer.slots import NOT_RESIDENT
from hybrid.machine import resources
from hybrid.types import Geometry, Settings

OURS, CPU_ONLY, BOUND = "this engine", "cpu only", "streaming bound"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt of one contender."""

    seconds: float
    missing_bytes: int  # of experts used and not resident at the start
    resident: float  # share of all experts at the start
    used: float  # share of all experts


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--shape", choices=sorted(SHAPES), default="mixtral-8x7b")
    parser.add_argument("--layers", type=int, default=8)
    parser.add_argument("--residency", nargs="+", type=float, default=[0.5], help="slots / experts, 0 to 1")
    parser.add_argument("--tokens", nargs="+", type=int, default=[16, 64, 256, 512, 1024, 2048])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--device", choices=["auto", "cuda", "cpu"], default="auto")
    parser.add_argument("--threads", type=int, default=None)
    add_json_option(parser)


def run(options: argparse.Namespace) -> None:
    device = resources.choose_device(options.device)
    threads = options.threads or resources.default_threads(device)
    loaded = random_model(options.shape, options.layers, device)
    runtime = Runtime(loaded, Settings(Geometry(0, 0), "layered", "lru", "never", 1, threads), device)
    rows = []
    with torch.no_grad():
        link = copy_bandwidth(loaded.store, device) if device.type == "cuda" else None
        vocabulary = loaded.model.config.get_text_config().vocab_size
        bench = PrefillBench(runtime, Conversation(loaded.model, runtime), vocabulary, link)
        for residency in options.residency:
            rows += bench.compare(residency, options.tokens, options.repeats)
            print_table([row for row in rows if row["residency"] == residency])
    for notice in runtime.machine.notices:
        print(notice)
    runtime.close()
    write_json(options.json, rows)


class PrefillBench:
    """Prompts of random tokens on one model. ``link`` in bytes per second; ``None`` where nothing is streamed."""

    def __init__(self, runtime: Runtime, conversation: Conversation, vocabulary: int, link: float | None) -> None:
        self._runtime, self._conversation = runtime, conversation
        self._vocabulary, self._link = vocabulary, link

    def compare(self, residency: float, sizes: Sequence[int], repeats: int) -> list[Row]:
        """Per size one row for each contender and, where experts are streamed, one for the bound."""
        info, settings = self._runtime.info, self._runtime.settings
        everyone = contenders(info, geometry_for(info, residency), settings.cpu_threads, all_resident_fits=False)
        field = [contender for contender in everyone if contender.name in (OURS, CPU_ONLY)]
        prompts: dict[tuple[str, int], list[Prompt]] = {(c.name, size): [] for c in field for size in sizes}
        for repeat in range(repeats):
            for contender in field:
                self._settle(contender, max(sizes) if repeat == 0 else min(sizes))
                for size in sizes:
                    prompts[contender.name, size].append(self.measure(self._prompt(size, repeat)))
        rows: list[Row] = []
        for size in sizes:
            rows += self._rows(residency, size, prompts[OURS, size], prompts[CPU_ONLY, size])
        return rows

    def measure(self, prompt: Sequence[int]) -> Prompt:
        """Computes the prompt from nothing, in the chunks of a real one, up to the logits on the host."""
        runtime, conversation = self._runtime, self._conversation
        conversation.reset()
        runtime.parts.slots.drain()
        missing = runtime.parts.slots.residency.numpy().ravel() == NOT_RESIDENT
        before = np.array(runtime.telemetry.uses())
        chunk = runtime.prefill_chunk()
        started = perf_counter()
        for start in range(0, len(prompt), chunk):
            logits = conversation.forward(prompt[start : start + chunk])
        int(logits.argmax())
        seconds = perf_counter() - started
        used = np.array(runtime.telemetry.uses()) > before
        return Prompt(
            seconds=seconds,
            missing_bytes=int((missing & used).sum()) * runtime.info.expert_bytes,
            resident=float(1 - missing.mean()),
            used=float(used.mean()),
        )

    def _settle(self, contender: Contender, tokens: int) -> None:
        """Fills the slots as an earlier reply would have, and touches the buffers that prompts need."""
        self._runtime.apply(contender.settings)
        self._conversation.reset()
        self._conversation.forward(self._prompt(tokens, -1))
        for token in self._prompt(contender.warm_up, -1):
            self._conversation.forward([token])

    def _prompt(self, tokens: int, repeat: int) -> list[int]:
        """The same for every contender, another in every repeat."""
        ids: list[int] = np.random.default_rng([tokens, repeat + 1]).integers(0, self._vocabulary, tokens).tolist()
        return ids

    def _rows(self, residency: float, tokens: int, ours: Sequence[Prompt], cpu_only: Sequence[Prompt]) -> list[Row]:
        missing = median(prompt.missing_bytes for prompt in ours)
        bound = missing / self._link if self._link and missing else None
        base = median(prompt.seconds for prompt in cpu_only)

        def row(name: str, seconds: float, prompts: Sequence[Prompt]) -> Row:
            return {
                "model": self._runtime.info.name,
                "residency": residency,
                "tokens": tokens,
                "contender": name,
                "seconds": seconds,
                "tokens_per_s": tokens / seconds,
                "resident": median(prompt.resident for prompt in prompts),
                "experts_used": median(prompt.used for prompt in prompts),
                "share_of_bound": bound / seconds if bound else None,
                "times_cpu_only": base / seconds,
            }

        rows = [row(OURS, median(prompt.seconds for prompt in ours), ours), row(CPU_ONLY, base, cpu_only)]
        return [*rows, row(BOUND, bound, ours)] if bound else rows
