"""Loads in one process, one after the other: ``python -m tests.faults.loads CHECKPOINT COUNT EXPECTED.json``.

Each loads the checkpoint, with other settings each time, asks the questions of the file, compares the answers, compares
the weights with the files, and closes. Prints a line a load, and one at the end with what is left over.
"""

import gc
import json
import os
import sys
import threading
from itertools import product
from pathlib import Path

from hybrid import Engine, EngineConfig, GenerationRequest, Geometry
from hybrid.types import MappingName, PolicyName
from tests.faults.weights import stored_checksums, wrong_weights

MAPPINGS: tuple[MappingName, ...] = ("layered", "pooled")
POLICIES: tuple[PolicyName, ...] = ("lru", "fifo", "lfu", "lfru")
GEOMETRIES = (Geometry(2, 2), Geometry(2, 3), Geometry(1, 1), Geometry(0, 0))
THREADS = (2, 1)
ONE_LOAD, AT_END = "load: ", "left over: "


def answer(engine: Engine, question: str, tokens: int) -> str:
    request = GenerationRequest([{"role": "user", "content": question}], max_new_tokens=tokens)
    return "".join(event.text for event in engine.generate(request))


def load_once(config: EngineConfig, expected: dict[str, str], tokens: int, stored: dict[str, str]) -> str:
    """What is wrong with this load; empty if nothing is."""
    with Engine.load(config) as engine:
        wrong = wrong_weights(engine, stored)
        for question, text in expected.items():
            said = answer(engine, question, tokens)
            wrong += [] if said == text else [f"{question!r} gave {said!r} for {text!r}"]
        wrong += wrong_weights(engine, stored)
    return "; ".join(wrong)


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def main(checkpoint: str, count: int, expected: dict[str, str], tokens: int) -> None:
    stored = stored_checksums(Path(checkpoint))
    settings = list(product(POLICIES, MAPPINGS, GEOMETRIES, THREADS))
    before = (0, 0)
    for number in range(count):
        policy, mapping, geometry, threads = settings[number % len(settings)]
        config = EngineConfig(
            checkpoint, geometry=geometry, mapping=mapping, policy=policy, admission="always", cpu_threads=threads,
            device="cpu",
        )  # fmt: skip
        print(f"{ONE_LOAD}{number} {load_once(config, expected, tokens, stored) or 'right'}", flush=True)
        if number == 0:  # libraries keep some threads and files once they have been used
            gc.collect()
            before = threading.active_count(), descriptors()
    gc.collect()
    threads_left, files_left = threading.active_count() - before[0], descriptors() - before[1]
    print(f"{AT_END}{threads_left} threads, {files_left} descriptors", flush=True)


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[3]).read_text(encoding="utf-8"))
    main(sys.argv[1], int(sys.argv[2]), given["expected"], given["tokens"])
