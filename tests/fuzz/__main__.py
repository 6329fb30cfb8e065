"""Fuzzing for as long as one likes: ``python -m tests.fuzz [--inputs N] [--seed S] [TARGET ...]``.

Mutates the seeds of each target, and what of it was taken, and says how many inputs were tried. With ``--guided
SECONDS`` and the package atheris, libFuzzer chooses inputs by what of the program they reach. A fault ends it with
status 1; the input that made it lies in the folder for temporary files, and ``--input FILE`` tries it again.
"""

import argparse
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from random import Random

from hybrid.machine.user_folders import HOME_VARIABLE
from tests.fuzz.target import Target

_MOST_TAKEN = 200  # inputs that are mutated further, beside the seeds
_SLOW_S = 5.0
_LIMITS = ("-timeout=60", "-rss_limit_mb=6000", "-max_len=60000", "-print_final_stats=1")


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.fuzz")
    options.add_argument("targets", nargs="*", metavar="TARGET", help="all without")
    options.add_argument("--inputs", type=int, default=1000, help="of each target (default: 1000)")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--guided", type=int, metavar="SECONDS", help="by coverage, one target, with atheris")
    options.add_argument("--input", type=Path, metavar="FILE", help="this one alone, on one target")
    options.add_argument("--list", action="store_true", help="the targets' names")
    asked = options.parse_args()
    home = tempfile.mkdtemp(prefix="fuzz-home-")
    os.environ[HOME_VARIABLE] = home
    if asked.guided:
        return _guided(asked.targets[0], asked.guided)
    if asked.list or not asked.targets:
        from tests.fuzz.targets import TARGETS
    if asked.list:
        print("\n".join(TARGETS))
        return 0
    warnings.simplefilter("error")
    if asked.input is not None:
        _tried(asked.targets[0], asked.input.read_bytes())
        return 0
    failed = [name for name in asked.targets or TARGETS if not _randomly(name, asked.inputs, asked.seed)]
    return int(bool(failed))


def _randomly(name: str, inputs: int, seed: int) -> bool:
    """Whether all of so many mutations, one after the other, end as they should."""
    target, random, taken, slow = _target(name), Random(f"{name} {seed}"), 0, 0
    seeds, found = list(target.seeds()), list(target.seeds())
    began = time.monotonic()
    for number in range(inputs):
        content = target.mutate(random.choice(found if random.random() < 0.5 else seeds), random)
        before = time.process_time()  # of this process: others may take the machine
        try:
            was_taken = _tried(name, content)
        except BaseException as error:
            why = f"{type(error).__name__}: {error}"[:300]
            print(f"{name}: input {number} of seed {seed}: {why}; see {_saved(name, content)}", flush=True)
            if isinstance(error, KeyboardInterrupt):
                raise
            return False
        if (took := time.process_time() - before) > _SLOW_S:
            slow += 1
            print(f"{name}: input {number} took {took:.1f} s; see {_saved(name, content)}")
        taken += was_taken
        if was_taken:
            found[len(seeds) :] = [*found[len(seeds) :], content][-_MOST_TAKEN:]
    seconds = time.monotonic() - began
    print(f"{name}: {inputs} inputs, {taken} taken, {inputs - taken} refused, {slow} slow, {seconds:.0f} s", flush=True)
    return True


def _guided(name: str, seconds: int) -> int:
    import atheris

    with atheris.instrument_imports(include=["hybrid", "ui", "app", "json", "zipfile", "gguf", "ast", "tokenize"]):
        target = _target(name)

    def mutate(content: bytes, most: int, number: int) -> bytes:
        random = Random(number)
        other = target.mutate(content, random) if random.random() < 0.5 else atheris.Mutate(content, most)
        return bytes(other)[:most]

    corpus = Path(tempfile.mkdtemp(prefix="fuzz-corpus-"))
    for number, content in enumerate(target.seeds()):
        (corpus / str(number)).write_bytes(content)
    options = [f"-max_total_time={seconds}", f"-artifact_prefix={tempfile.gettempdir()}/fuzz-{name}-", *_LIMITS]

    def one(content: bytes) -> None:
        _tried(name, content)

    atheris.Setup([sys.argv[0], *options, str(corpus)], one, custom_mutator=mutate)
    atheris.Fuzz()
    return 0


def _target(name: str) -> Target:
    """Imports no more than is needed to find it: the last of these take long."""
    for module in ("headers", "traces", "kept", "checkpoints", "requests"):
        targets: Mapping[str, Target] = import_module(f"tests.fuzz.{module}").TARGETS
        if name in targets:
            return targets[name]
    raise SystemExit(f"There is no target {name}: see --list.")


def _tried(name: str, content: bytes) -> bool:
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        return _target(name).try_on(content, Path(folder))


def _saved(name: str, content: bytes) -> str:
    handle, path = tempfile.mkstemp(prefix=f"fuzz-{name}-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return path


if __name__ == "__main__":
    sys.exit(main())
