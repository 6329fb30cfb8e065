"""Starts of the program and loads of a model on a busy machine: ``python -m tests.faults.starts [--starts N] ...``.

Starts the program on a tiny checkpoint, several at once that share the kept machine code and the user's folders, asks
questions, compares each answer with what transformers says, compares the weights with the files, and ends it; then as
many loads within one process. Some rounds begin with an empty folder, so that all compile and keep the same functions
at the same moment. Prints a line for whatever goes wrong, and a table at the end; the exit status is 1 if anything did.
``stress --cpu`` runs beside it. Long: 300 starts take an hour or more on two cores.
"""

import argparse
import json
import shutil
import signal
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic

import httpx

from hybrid.machine.user_folders import HOME_VARIABLE
from tests.faults.checked_app import RIGHT, WEIGHTS
from tests.faults.loads import AT_END, ONE_LOAD
from tests.faults.programs import Crashed, Hung, Program, Stress, let_core_files_be_written
from tests.models.talkative import Reference, save_talkative, say

QUESTIONS = ("Hello there.", "What is it?", "Go on, and on.", "1 2 3")
TOKENS = 20
POLICIES = ("lru", "fifo", "lfu", "lfru")
READY = "Ready: open "
KINDS = ("starts", "of them compiling", "loads")
TROUBLE = ("crashes", "hangs", "wrong answers", "wrong weights", "leftovers")


class WrongAnswer(Exception):
    """Another text than transformers', or none."""


class WrongWeights(Exception):
    """Other weights than the files'."""


_NAMES = {Crashed: "crashes", Hung: "hangs", WrongAnswer: "wrong answers", WrongWeights: "wrong weights"}


@dataclass(eq=False)
class Trial:
    """What is tried, and what came of it so far."""

    folder: Path
    checkpoint: Path
    expected: dict[str, str]
    patience_s: float
    counts: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, name: str) -> None:
        with self.lock:
            self.counts[name] += 1

    def blame(self, name: str, what: str, program: Program) -> None:
        """Counts what went wrong, and keeps all that the program said."""
        program.abort()
        self.count(name)
        with self.lock:
            file = self.folder / f"{name.replace(' ', '-')}-{self.counts[name]}.txt"
        file.write_text(f"{what}\n\n{''.join(program.said)}", encoding="utf-8")
        print(f"{name}: {what} ({file})", flush=True)


def start_once(trial: Trial, number: int, shared: Path) -> None:
    """One start of the program, with the code kept and the user's files in the folder ``shared``."""
    program = Program(
        trial.folder / f"start-{number}",
        "tests.faults.checked_app",
        *("--model", str(trial.checkpoint), "--device", "cpu", "--api", "--no-browser", "--port", "0"),
        *("--indexes", "2", "--ways", str(1 + number % 3), "--policy", POLICIES[number % 4], "--threads", "2"),
        *("--mapping", ("layered", "pooled")[number // 4 % 2], "--admission", "always"),
        NUMBA_CACHE_DIR=str(shared / "kept"),
        **{HOME_VARIABLE: str(shared / "home")},
    )
    try:
        address = program.line(READY, trial.patience_s).split()[0]
        compare_answers(address, trial.expected, trial.patience_s)
        program.tell("compare")
        if (weights := program.line(WEIGHTS, trial.patience_s)) != RIGHT:
            raise WrongWeights(weights)
        program.end((signal.SIGINT, signal.SIGTERM)[number % 2], trial.patience_s)
    except tuple(_NAMES) as error:
        trial.blame(_NAMES[type(error)], f"start {number}: {error}", program)
    else:
        shutil.rmtree(trial.folder / f"start-{number}", ignore_errors=True)
    trial.count("starts")


def compare_answers(address: str, expected: dict[str, str], patience_s: float) -> None:
    """Raises ``WrongAnswer``, ``Hung`` or ``Crashed``."""
    with httpx.Client(base_url=address, timeout=patience_s) as client:
        for question, text in expected.items():
            body = {"messages": [{"role": "user", "content": question}], "max_tokens": TOKENS, "temperature": 0}
            try:
                answer = client.post("/v1/chat/completions", json=body)
            except httpx.TimeoutException:
                raise Hung(f"no answer within {patience_s:.0f} s") from None
            except httpx.HTTPError as error:
                raise Crashed(f"no answer ({error!r})") from None
            if answer.status_code != httpx.codes.OK or answer.json()["choices"][0]["message"]["content"] != text:
                raise WrongAnswer(f"{question!r} gave {answer.text!r} for {text!r}")


def start_rounds(trial: Trial, starts: int, at_once: int, cold_every: int, until: float) -> None:
    """Rounds of ``at_once`` programs that start at the same moment; no round begins after ``until``."""
    shared = trial.folder / "shared"
    for number, first in enumerate(range(0, starts, at_once)):
        if monotonic() >= until:
            print("The time is over.", flush=True)
            return
        cold = number % cold_every == 0
        if cold:
            shutil.rmtree(shared, ignore_errors=True)
        programs = range(first, min(first + at_once, starts))
        threads = [threading.Thread(target=start_once, args=(trial, each, shared)) for each in programs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        trial.counts["of them compiling"] += len(threads) if cold else 0
        print(f"round {number}: {dict(trial.counts)}", flush=True)


def load_in_one_process(trial: Trial, loads: int, until: float) -> None:
    """Loads until there have been so many, or until that time; what is left over is looked at after all of them."""
    given = trial.folder / "expected.json"
    given.write_text(json.dumps({"expected": trial.expected, "tokens": TOKENS}), encoding="utf-8")
    program = Program(
        trial.folder / "loads",
        "tests.faults.loads",
        *(str(trial.checkpoint), str(loads), str(given)),
        NUMBA_CACHE_DIR=str(trial.folder / "loads" / "kept"),
        **{HOME_VARIABLE: str(trial.folder / "loads" / "home")},
    )
    try:
        for _ in range(loads):
            if not (line := program.line(ONE_LOAD, trial.patience_s)).endswith(" right"):
                raise WrongAnswer(line)
            trial.count("loads")
            if monotonic() >= until:
                program.end(signal.SIGTERM, trial.patience_s)
                return
        left = program.line(AT_END, trial.patience_s)
        program.ended(trial.patience_s)
        print(f"left over by the loads: {left}", flush=True)
        if left != "0 threads, 0 descriptors":
            trial.count("leftovers")
    except tuple(_NAMES) as error:
        trial.blame(_NAMES[type(error)], str(error), program)


def table(counts: Counter[str]) -> str:
    names = (*KINDS, *TROUBLE)
    lines = ["| " + " | ".join(names) + " |", "| " + " | ".join("---:" for _ in names) + " |"]
    return "\n".join([*lines, "| " + " | ".join(str(counts[name]) for name in names) + " |"])


def main() -> int:
    options = argparse.ArgumentParser(description="Starts and loads on a busy machine.")
    options.add_argument("--starts", type=int, default=300)
    options.add_argument("--loads", type=int, default=300)
    options.add_argument("--at-once", type=int, default=4, help="programs that start at the same moment")
    options.add_argument("--cold-every", type=int, default=10, help="rounds from one empty folder to the next")
    options.add_argument("--stress", type=int, default=4, help="workers of stress --cpu; 0: none")
    options.add_argument("--minutes", type=float, default=600, help="no start or load begins after so many")
    options.add_argument("--patience", type=float, default=600, help="seconds after which a program hangs")
    options.add_argument("--folder", type=Path, help="for what programs write (default: a new one)")
    given = options.parse_args()
    if given.stress and shutil.which("stress") is None:
        options.error("stress is not installed: apt install stress, or give --stress 0")
    folder = given.folder or Path(mkdtemp(prefix="starts-"))
    checkpoint = save_talkative(folder / "model")
    reference = Reference(checkpoint)
    expected = {question: reference.text(say(question, max_new_tokens=TOKENS)) for question in QUESTIONS}
    let_core_files_be_written()
    trial = Trial(folder, checkpoint, expected, given.patience)
    with Stress(given.stress):
        until = monotonic() + 60 * given.minutes
        beside = threading.Thread(target=load_in_one_process, args=(trial, given.loads, until))
        if given.loads:
            beside.start()
        start_rounds(trial, given.starts, given.at_once, given.cold_every, until)
        if given.loads:
            beside.join()
    print(table(trial.counts))
    return int(any(trial.counts[name] for name in TROUBLE))


if __name__ == "__main__":
    sys.exit(main())
