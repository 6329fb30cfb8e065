"""The program: command line -> EngineConfig -> Engine -> page in the browser."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from hybrid.config import DEFAULT_MODEL, EngineConfig
from hybrid.errors import ConfigError, HybridError
from hybrid.types import ADMISSIONS, MAPPINGS, PLACEMENTS, DeviceName, Geometry, PolicyName

DEFAULTS = EngineConfig()
CANNOT_START = 2


def parser() -> argparse.ArgumentParser:
    """The command line's options; what is left out, the engine chooses."""
    options = argparse.ArgumentParser(
        prog="app.py",
        description="Chat with a Mixture-of-Experts model larger than the GPU, and watch its expert cache.",
    )
    add = options.add_argument
    add("--model", metavar="PATH|HUB_ID", help="checkpoint folder or hub id (default: the demo model)")
    add("--device", choices=get_args(DeviceName), default=DEFAULTS.device)
    add("--indexes", type=int, metavar="N", help="indexes of the expert cache; needs --ways")
    add("--ways", type=int, metavar="M", help="ways of each index; needs --indexes")
    add("--mapping", choices=MAPPINGS, default=DEFAULTS.mapping)
    add("--policy", choices=get_args(PolicyName), default=DEFAULTS.policy)
    add("--admission", choices=ADMISSIONS, default=DEFAULTS.admission, help="which misses are filled")
    add("--queued-copies", type=int, metavar="Q", default=DEFAULTS.max_queued_copies, help="most copies under way")
    add("--placement", choices=PLACEMENTS, default=DEFAULTS.placement, help="which experts the slots get")
    add("--no-split", action="store_true", help="misses run on the CPU alone, with no share for the GPU")
    add("--threads", type=int, metavar="T", help="CPU threads (default: the physical cores)")
    add("--vram-gib", type=float, metavar="G", help="GPU memory the slots may take, in GiB")
    add("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    add("--port", type=int, default=7860, help="port, or the next free one (default: 7860)")
    add("--no-browser", action="store_true", help="do not open the browser")
    return options


def config_from(options: argparse.Namespace) -> EngineConfig:
    """What the options ask of the engine. Raises ``ConfigError`` for half a geometry."""
    if (options.indexes is None) != (options.ways is None):
        raise ConfigError("A geometry has two numbers: give both --indexes and --ways, or neither.", "indexes")
    geometry = None if options.indexes is None else Geometry(options.indexes, options.ways)
    return EngineConfig(
        model=options.model or str(Path(__file__).resolve().parent / DEFAULT_MODEL),
        geometry=geometry,
        mapping=options.mapping,
        policy=options.policy,
        admission=options.admission,
        max_queued_copies=options.queued_copies,
        placement=options.placement,
        split_misses=not options.no_split,
        cpu_threads=options.threads,
        device=options.device,
        vram_gib=options.vram_gib,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs until interrupted; 2 when the engine or the server cannot start, with one sentence why."""
    options = parser().parse_args(arguments)
    # Imported late: a wrong option is answered at once, not after torch and gradio have loaded.
    from hybrid import Engine
    from ui import build
    from ui.server import serve

    try:
        engine = Engine.load(config_from(options))
    except HybridError as refusal:
        print(refusal, file=sys.stderr)
        return CANNOT_START
    try:
        serve(build(engine), engine, options.host, options.port, browser=not options.no_browser)
    except OSError as error:
        print(f"The server cannot listen on {options.host}:{options.port} ({error}).", file=sys.stderr)
        return CANNOT_START
    finally:
        engine.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
