"""Command line of the lab: ``python -m hybrid.lab import FILE... --out TRACE`` makes a trace of another program's file.

For files too large for the page, such as FLAME-MoE's Parquet files, one a layer.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from hybrid.errors import HybridError
from hybrid.lab import Hints, import_files, save_trace


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("python -m hybrid.lab", description="Works with routing traces, without a model.")
    commands = parser.add_subparsers(required=True, metavar="import")
    command = commands.add_parser(
        "import",
        help="makes a trace of vLLM's or SGLang's responses, .npy, .npz, CSV, or Parquet files (one a layer)",
    )
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.add_argument("--out", type=Path, required=True, metavar="TRACE.safetensors")
    command.add_argument("--layers", type=int, help="layers in the file, dense ones included, where it does not say")
    command.add_argument("--top-k", type=int, help="experts per token, where the file does not say")
    command.add_argument("--experts", type=int, help="experts per layer; by default one more than the highest number")
    command.add_argument("--tokens", type=_positive, default=16_384, help="of Parquet files, from the start")
    options = parser.parse_args(arguments)
    try:
        imported = import_files(options.files, Hints(options.layers, options.top_k, options.experts), options.tokens)
        save_trace(imported.trace, options.out)
    except HybridError as error:
        parser.exit(2, f"{error}\n")
    trace = imported.trace
    print(*imported.notes, sep="\n")
    print(
        f"{options.out}: {trace.tokens} tokens, {trace.layers} layers of {trace.num_experts} experts, "
        f"{trace.top_k} per token. Load it in the Lab tab."
    )
    return 0


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
