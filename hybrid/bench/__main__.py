"""Command line of the benchmarks: ``python -m hybrid.bench kernel|transfer|decode|...`` runs the module of that name.

A subcommand is a module of this package named in ``COMMANDS``, or below it in ``_NO_BENCHMARK``, whose
``add_arguments(parser)`` declares its options and whose ``run(options)`` measures. Only the one that is asked for is
imported.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence

from hybrid.errors import HybridError

COMMANDS = {
    "chat": "what a person meets: loading, first tokens of prompts, sampled replies, long contexts",
    "quality": "what smaller experts cost: perplexity, divergence of distributions, changed answers",
    "kernel": "CPU expert kernels against read bandwidth and torch",
    "transfer": "copies to the GPU: pageable, page-locked, page-locked under CPU load",
    "decode": "ms per token under a forced routing trace, against the baselines",
    "prefill": "tokens per second of prompts, against the CPU alone and the bound of streaming",
    "peer": "llama.cpp's own benchmark on a model of the same shape, interleaved with this engine",
    "calibrate": "times this machine for a model, so that the lab can predict settings",
    "predict": "predicted against measured decode speed, over many settings",
    "memory": "peak memory while a checkpoint is loaded and replies",
    "stamp": "notes the commit in a file, for a copy without git",
    "sweep": "threads x geometry: a table and a page of charts",
}

_NO_BENCHMARK = {"stamp": "common.stamp"}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("python -m hybrid.bench", description="Measures the engine on this machine.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="|".join(COMMANDS))
    asked = arguments[0] if arguments else None
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary)
        if name == asked:
            module = importlib.import_module(f"hybrid.bench.{_NO_BENCHMARK.get(name, name)}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    options = parser.parse_args(arguments)
    try:
        options.run(options)
    except HybridError as error:
        parser.exit(2, f"{error}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
