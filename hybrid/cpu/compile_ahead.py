"""Compiling ahead: a process of its own compiles the expert kernels while this one still imports and reads weights.

It writes where compiled code is kept, from which ``warm_up`` then loads it. Imports nothing heavy: the program begins
with it. Whatever goes wrong here costs time alone, since what is not kept is compiled where it is needed.
"""

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import get_args

from hybrid.layout import DtypeName, ExpertLayout

_KERNELS = "hybrid.cpu.kernels"
_LIMIT_S = 300.0
_ROOT = Path(__file__).resolve().parents[2]

_under_way: "tuple[DtypeName, subprocess.Popen[bytes]] | None" = None


def begin(model: str) -> None:
    """Starts to compile what plain weights of ``model``, a checkpoint's folder, need, unless code is kept already."""
    global _under_way  # noqa: PLW0603 - one for the program, as the folder of kept code
    from hybrid.jit.compiled import is_any_kept

    dtype = _plain_dtype(Path(model))
    if dtype is None or _under_way is not None or is_any_kept(_KERNELS):
        return
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    with suppress(OSError):
        process = subprocess.Popen(
            _command(dtype),
            stdin=subprocess.PIPE,  # closes with this process, which ends that one
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": path},
            start_new_session=True,
        )
        _under_way = dtype, process


def wait(layout: ExpertLayout) -> None:
    """Until the code that was begun is kept; what ``layout`` has no use for is given up."""
    global _under_way
    if _under_way is None:
        return
    (dtype, process), _under_way = _under_way, None
    useful = layout.dtype == dtype and set(layout.formats) == {"plain"}
    try:
        process.wait(_LIMIT_S if useful else 0)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    assert process.stdin is not None
    process.stdin.close()


def _command(dtype: DtypeName) -> list[str]:
    return [sys.executable, "-m", __name__, dtype]


def _plain_dtype(folder: Path) -> DtypeName | None:
    """The type in which the configuration says that plain weights are stored. Only a hint: nothing is checked here."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8-sig"))
        parts = [config, *(config[name] for name in ("text_config", "llm_config") if name in config)]
        if any("quantization_config" in part for part in parts):
            return None
        named = [part.get("dtype") or part.get("torch_dtype") for part in parts]
    except (OSError, ValueError, RecursionError, TypeError, AttributeError):
        return None
    return next((dtype for dtype in get_args(DtypeName) if dtype in named), None)


def _compile(dtype: DtypeName) -> None:
    from hybrid.cpu.kernels import warm_up

    # Kernels are compiled for types; sizes and activation are numbers that they read.
    warm_up(ExpertLayout(1, 8, 8, dtype, gated=True, biased=False, concatenated=True, activation="silu"))


def _end_with_parent() -> None:
    os.read(sys.stdin.fileno(), 1)  # past Python's buffer, whose lock a thread must not hold while the process ends
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _compile(next(dtype for dtype in get_args(DtypeName) if dtype == sys.argv[1]))
