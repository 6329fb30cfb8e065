"""Other programs on the same checkpoint, with as many expert bytes on the GPU: FreeToken and llama.cpp.

Knows how each is started and asked; each runs in a process of its own, and between two questions it waits.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from hybrid.bench.common.chat_contenders import Contender, Reply, Sampling
from hybrid.bench.common.shapes import SHAPES
from hybrid.bench.peer import LlamaBench
from hybrid.bench.peers.gguf_file import write_gguf
from hybrid.errors import ConfigError, HybridError
from hybrid.machine import resources

PEERS = ("freetoken", "llama-bench")
STRATEGIES = ("offload", "hybrid")
_WORKER = Path(__file__).with_name("freetoken_worker.py")
_SPARE_TOKENS = 64  # of FreeToken's room for keys and values: it keeps some for itself
_ALL_LAYERS = 999


@dataclass(frozen=True, slots=True)
class Held:
    """What is measured: the checkpoint's folder, its shape, layers, slots on the GPU and the most tokens it holds."""

    model: Path
    shape: str
    layers: int
    slots: int
    residency: float
    context: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--peer",
        nargs="+",
        action="append",
        default=[],
        metavar=("NAME", "PATH"),
        help="'freetoken', or 'llama-bench PATH' with --gguf; may be given twice",
    )
    parser.add_argument(
        "--strategies",
        nargs="+",
        choices=STRATEGIES,
        default=list(STRATEGIES),
        help="of FreeToken; default: %(default)s",
    )
    parser.add_argument(
        "--peer-python", default=sys.executable, help="the interpreter FreeToken is installed for; default: this one"
    )
    parser.add_argument("--gguf", type=Path, default=None, help="llama.cpp's model file, written if it is not there")


def open_peers(options: argparse.Namespace, held: Held, stack: ExitStack) -> list[Contender]:
    """The peers asked for, loaded; closed with ``stack``. Raises ``ConfigError`` for one that is not known."""
    peers: list[Contender] = []
    for name, *arguments in options.peer:
        if name == "freetoken" and not arguments:
            if "hybrid" in options.strategies:
                profile_bandwidth(options.peer_python, held.model)
            peers += [
                stack.enter_context(FreeToken(options.peer_python, held, strategy)) for strategy in options.strategies
            ]
        elif name == "llama-bench" and len(arguments) == 1 and options.gguf is not None:
            peers.append(open_llama_bench(Path(arguments[0]), options, held))
        else:
            raise ConfigError(
                f"--peer {' '.join([name, *arguments])} is not known: give 'freetoken', or 'llama-bench PATH' with "
                "--gguf FILE.",
                "peer",
            )
    return peers


def profile_bandwidth(python: str, model: Path) -> None:
    """FreeToken's ``ft bench bw``: its own timing of this machine, by which its hybrid strategy shares misses.

    Raises ``HybridError``.
    """
    done = subprocess.run(
        [python, "-m", "freetoken.moe.benchbw", "--model", str(model)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise HybridError(f"FreeToken's bench bw ended with {done.returncode}: {_last_line(done.stdout + done.stderr)}")


class FreeToken:
    """One FreeToken with its own copy of the weights, until it is closed. Raises ``HybridError`` where it ends."""

    def __init__(self, python: str, held: Held, strategy: str) -> None:
        self.name = f"freetoken {strategy}"
        settings = {
            "model": str(held.model),
            "strategy": strategy,
            "slots": held.slots,
            "context": held.context + _SPARE_TOKENS,
        }
        command = [python, str(_WORKER), json.dumps(settings)]
        try:
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        except OSError as error:
            raise ConfigError(f"{python} cannot be run ({error.strerror}): name an interpreter.") from error
        self.load_s: float = self._answer()["load_s"]

    def __enter__(self) -> "FreeToken":
        return self

    def __exit__(self, *_: object) -> None:
        with self._process as process:  # closes its input and waits
            process.kill()

    def ask(self, words: Sequence[int], tokens: int, sampling: Sampling) -> Reply | None:
        """``None`` with a repetition penalty, which it does not have."""
        if sampling.repetition_penalty != 1.0:
            return None
        assert self._process.stdin is not None, "it is asked through a pipe"
        question = {"ids": list(words), "tokens": tokens} | asdict(sampling)
        print(json.dumps(question), file=self._process.stdin, flush=True)
        answer = self._answer()
        return Reply(answer["first_token_s"], answer["ms_per_token"], tuple(answer["ids"]), answer["hit_rate"])

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None, "it answers through a pipe"
        line = self._process.stdout.readline()
        if not line:
            raise HybridError(f"{self.name} ended with {self._process.wait()}: what it said is above.")
        answer: dict[str, Any] = json.loads(line)
        return answer


class LlamaBenchPeer:
    """llama-bench, started anew for every question: it draws nothing, and knows no words but only how many."""

    name = "llama.cpp"

    def __init__(self, bench: LlamaBench, cpu_layers: int) -> None:
        self._bench, self._cpu_layers = bench, cpu_layers

    def ask(self, words: Sequence[int], tokens: int, sampling: Sampling) -> Reply | None:
        """A reply of a few tokens asks for the prompt's time, a longer greedy one for the tokens' alone."""
        if sampling != Sampling():
            return None
        if tokens <= PROMPT_TOKENS:
            return Reply(first_token_s=len(words) / self._bench.prompt_tokens_per_s(len(words), self._cpu_layers))
        return Reply(ms_per_token=1e3 / self._bench.tokens_per_s(tokens, self._cpu_layers, len(words)))


PROMPT_TOKENS = 4
"""Of a reply by which a prompt is timed."""


def open_llama_bench(binary: Path, options: argparse.Namespace, held: Held) -> LlamaBenchPeer:
    """As many whole layers on the GPU as fit into the slots' bytes."""
    if not options.gguf.exists():
        write_gguf(options.gguf, SHAPES[held.shape](held.layers))
    on_gpu = torch.cuda.is_available() and options.device != "cpu"
    threads = options.threads or resources.physical_cores()
    bench = LlamaBench(binary, options.gguf, threads, _ALL_LAYERS if on_gpu else 0)
    on_cpu = held.layers - int(held.layers * held.residency)
    bench.tokens_per_s(1, on_cpu)  # reads the file into memory, and fails before anything is measured
    return LlamaBenchPeer(bench, on_cpu)


def _last_line(output: str) -> str:
    return (output.strip().splitlines() or ["no message"])[-1]
