"""What a person meets: a checkpoint on disk, ``Engine.load``, ``Engine.generate``, prompts and sampled replies.

Knows no part of the engine below its public calls. Weights are random, see ``chat_checkpoint``. Peers are asked the
same questions by turns, see ``chat_peers``.
"""

import argparse
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from hybrid import Engine, EngineConfig, Geometry
from hybrid.bench.common.chat_checkpoint import chat_checkpoint
from hybrid.bench.common.chat_contenders import PLAIN, SAMPLINGS, Contender, Reply, Sampling, ThisEngine
from hybrid.bench.common.report import Row, add_json_option, print_table, write_json
from hybrid.bench.common.shapes import SHAPES
from hybrid.bench.memory import peak_bytes
from hybrid.bench.peers import chat_peers
from hybrid.bench.peers.chat_peers import PROMPT_TOKENS, FreeToken, Held
from hybrid.machine.limits import GIB

_FIRST_REPLIES = 3
_QUESTION, _FOLLOW_UP = 128, 64  # tokens
_FIGURES = (
    *("seconds", "gb_per_s", "cat_gb_per_s", "first_token_s", "ms_per_token", "hit_rate", "fills_per_token"),
    *("gb_copied", "joules_per_token", "peak_ram_gib", "gpu_gib"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--shape", choices=sorted(SHAPES), default="qwen3-30b-a3b")
    parser.add_argument("--layers", type=int, default=16)
    parser.add_argument("--folder", type=Path, required=True, help="where checkpoints are kept for the next time")
    parser.add_argument("--residency", type=float, default=0.4, help="slots / experts, 0 to 1")
    parser.add_argument("--prompts", nargs="+", type=int, default=[64, 512, 2048, 4096, 16384, 32768], help="tokens")
    parser.add_argument("--contexts", nargs="*", type=int, default=[1024, 16384, 32768], help="tokens to decode after")
    parser.add_argument("--tokens", type=int, default=128, help="of each reply")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--context", type=int, default=40960, help="the most the model is to hold")
    parser.add_argument("--mapping", default="layered")
    parser.add_argument("--policy", default="lfu")
    parser.add_argument("--admission", default="bounded")
    parser.add_argument("--device", choices=["auto", "cuda", "cpu"], default="auto")
    parser.add_argument("--threads", type=int, default=None)
    chat_peers.add_arguments(parser)
    add_json_option(parser)


def run(options: argparse.Namespace) -> None:
    path = chat_checkpoint(options.folder, options.shape, options.layers, options.context)
    cat = cat_gb_per_s(path)
    config = SHAPES[options.shape](options.layers).get_text_config()
    names = ("num_experts", "num_local_experts", "n_routed_experts")  # of a layer, by family
    experts = next(value for name in names if (value := getattr(config, name, 0)))
    ways = round(options.residency * experts)
    held = Held(path, options.shape, options.layers, options.layers * ways, options.residency, options.context)
    started = perf_counter()
    engine = Engine.load(
        EngineConfig(
            model=str(path),
            geometry=Geometry(options.layers, ways),
            mapping=options.mapping,
            policy=options.policy,
            admission=options.admission,
            cpu_threads=options.threads,
            device=options.device,
        )
    )
    seconds = perf_counter() - started
    rows: list[Row] = []

    def note(measured: Row) -> None:
        print_table([measured])
        rows.append({"shape": options.shape, "layers": options.layers, "residency": options.residency} | measured)
        write_json(options.json, rows)  # what has been measured outlives what comes

    with engine, ExitStack() as stack:
        size = engine.snapshot().model.total_bytes
        ours = ThisEngine(engine)
        note(row("load", ours.name, seconds=seconds, gb_per_s=size / seconds / 1e9, cat_gb_per_s=cat))
        bench = ChatBench([ours], config.vocab_size, options.tokens)
        for measured in bench.first_replies():
            note(measured)
        peers = chat_peers.open_peers(options, held, stack)
        for peer in peers:
            if isinstance(peer, FreeToken):
                note(row("load", peer.name, seconds=peer.load_s, gb_per_s=size / peer.load_s / 1e9, cat_gb_per_s=cat))
        bench.join(peers)
        for measured in bench.measure(options.prompts, options.contexts, options.repeats):
            note(measured)
        used = (engine.snapshot().memory.device_used or 0) / GIB or None
        note(row("memory", ours.name, peak_ram_gib=peak_bytes() / GIB, gpu_gib=None if peers else used))
        for notice in engine.snapshot().machine.notices:
            print(notice)
    print_table(rows)


class ChatBench:
    """Asks contenders questions of random words, one after the other, so that what disturbs one disturbs all."""

    def __init__(self, contenders: Sequence[Contender], words: int, tokens: int) -> None:
        self._contenders, self._words, self._tokens = list(contenders), words, tokens
        self._asked = 0

    def join(self, contenders: Sequence[Contender]) -> None:
        """These are asked from now on, too."""
        self._contenders += contenders

    def first_replies(self) -> Iterator[Row]:
        """What those meet who ask first."""
        for number in range(1, _FIRST_REPLIES + 1):
            yield from self._rows({f"reply {number} after loading": slice(None)}, 1, self._asks(64, Sampling()))

    def measure(self, prompts: Sequence[int], contexts: Sequence[int], repeats: int) -> Iterator[Row]:
        """Prompts of every size, then every way to sample, then long contexts."""
        for size in prompts:
            names = {f"prompt {size}, first of its size": slice(1), f"prompt {size}": slice(1, None)}
            yield from self._rows(names, repeats + 1, self._asks(size, Sampling(), PROMPT_TOKENS))
        asks = [self._asks(_QUESTION, sampling) for sampling in SAMPLINGS.values()]
        warmed = [{f"decode, {name}": slice(1, None)} for name in SAMPLINGS]  # the first warms up
        yield from self._interleaved(warmed, repeats + 1, asks)
        for size in contexts:
            yield from self._rows({f"decode after {size}": slice(None)}, repeats, self._asks(size, PLAIN))
            yield from self._rows({f"second turn after {size}": slice(None)}, repeats, self._second_turn(size))

    def question(self, tokens: int) -> list[int]:
        """Another text of so many words every time."""
        self._asked += 1
        words: list[int] = np.random.default_rng([tokens, self._asked]).integers(0, self._words, tokens).tolist()
        return words

    def _asks(self, size: int, sampling: Sampling, tokens: int | None = None) -> "Ask":
        return lambda contender: contender.ask(self.question(size), tokens or self._tokens, sampling)

    def _second_turn(self, size: int) -> "Ask":
        def ask(contender: Contender) -> Reply | None:
            first = self.question(size)
            answer = contender.ask(first, 2 * PROMPT_TOKENS, PLAIN)
            if answer is None:
                return None
            return contender.ask([*first, *answer.words, *self.question(_FOLLOW_UP)], self._tokens, PLAIN)

        return ask

    def _rows(self, names: dict[str, slice], repeats: int, ask: "Ask") -> Iterator[Row]:
        return self._interleaved([names], repeats, [ask])

    def _interleaved(self, names: Sequence[dict[str, slice]], repeats: int, asks: Sequence["Ask"]) -> Iterator[Row]:
        """All questions to all contenders, then all again; ``names`` says of each which repeats make which row."""
        replies: list[list[list[Reply | None]]] = [[[] for _ in self._contenders] for _ in asks]
        for _ in range(repeats):
            for ask, by_contender in zip(asks, replies, strict=True):
                for contender, replies_of_one in zip(self._contenders, by_contender, strict=True):
                    replies_of_one.append(ask(contender))
        for rows, by_contender in zip(names, replies, strict=True):
            for what, chosen in rows.items():
                for contender, replies_of_one in zip(self._contenders, by_contender, strict=True):
                    measured = [reply for reply in replies_of_one[chosen] if reply is not None]
                    if measured:
                        yield reply_row(what, contender.name, measured)


Ask = Callable[[Contender], Reply | None]


def reply_row(what: str, contender: str, replies: Sequence[Reply]) -> Row:
    """Medians of what is known."""
    stats = [reply.stats for reply in replies if reply.stats is not None]
    joules = [s.gpu_joules / s.generated_tokens for s in stats if s.gpu_joules is not None]
    return row(
        what,
        contender,
        first_token_s=_middle([reply.first_token_s for reply in replies]),
        ms_per_token=_middle([reply.ms_per_token for reply in replies]),
        hit_rate=_middle([reply.hit_rate for reply in replies]),
        fills_per_token=_middle([s.fills / s.generated_tokens for s in stats]),
        gb_copied=_middle([s.bytes_copied / 1e9 for s in stats]),
        joules_per_token=_middle(joules),
    )


def row(what: str, contender: str, **figures: float | None) -> Row:
    """A row with every column there is."""
    return {"what": what, "contender": contender, **dict.fromkeys(_FIGURES), **figures}


def _middle(values: Sequence[float | None]) -> float | None:
    measured = [value for value in values if value is not None]
    return median(measured) if measured else None


def cat_gb_per_s(folder: Path) -> float:
    """The rate at which ``cat`` reads the weights, the second time, when the system holds them in memory."""
    files = sorted(folder.glob("*.safetensors"))
    seconds = 0.0
    for _ in range(2):
        started = perf_counter()
        subprocess.run(["cat", *map(str, files)], stdout=subprocess.DEVNULL, check=True)
        seconds = perf_counter() - started
    return sum(file.stat().st_size for file in files) / seconds / 1e9
