"""Soak of the program: ``python -m tests.faults.soak [--minutes 30]``.

Starts the program on a tiny checkpoint with a GPU emulated in RAM, or on a real GPU with ``--device cuda``, and lets
six clients use it: two of the endpoint, a chat, two pages, and one that changes settings and loads another model now
and then. Ends with tables in Markdown and a verdict; the exit status is 1 if anything grew, broke, or was not exact.
"""

import argparse
import json
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import mkdtemp
from time import monotonic, sleep
from typing import Any

from hybrid.machine.user_folders import HOME_VARIABLE
from tests.faults.checked_app import FIGURES, RIGHT, WEIGHTS
from tests.faults.growth import Allowed, Growth, children_of, growth, held_by
from tests.faults.programs import Crashed, Hung, Program
from tests.faults.soak_clients import PATIENCE_S, TOKENS, Soak, clients_of
from tests.models.talkative import Reference, save_talkative, say

QUESTIONS = ("Hello there.", "What is it?", "Go on, and on.", "1 2 3")
MAY_GROW = {
    "RSS (MiB)": Allowed(0.05, 16),
    "GPU memory (MiB)": Allowed(0.02, 8),
    "threads": Allowed(0.0, 2),
    "descriptors": Allowed(0.0, 2),
    "child processes": Allowed(0.0, 0),
}


@dataclass(frozen=True, slots=True)
class Sample:
    """What the program holds at a time, and what its recorder has done so far."""

    time_s: float
    held: Mapping[str, float]
    figures: Mapping[str, Any]


def take_samples(program: Program, minutes: float, every_s: float, soak: Soak) -> list[Sample]:
    """Raises ``Crashed`` or ``Hung``."""
    samples: list[Sample] = []
    begun = monotonic()
    while monotonic() < begun + 60 * minutes:
        program.tell("figures")
        figures = json.loads(program.line(FIGURES, PATIENCE_S))
        samples.append(Sample(monotonic() - begun, held_by(program.pid), figures))
        print(f"{samples[-1].time_s:7.0f} s  {dict(samples[-1].held)}  {dict(soak.counts)}", flush=True)
        soak.ending.wait(every_s)
    return samples


def growths_of(samples: list[Sample]) -> dict[str, Growth]:
    times = [sample.time_s for sample in samples]
    names = [name for name in MAY_GROW if all(name in sample.held for sample in samples)]
    return {name: growth(times, [sample.held[name] for sample in samples], MAY_GROW[name]) for name in names}


def recorder_costs(samples: list[Sample]) -> tuple[float, float, float, float] | None:
    """Replies kept and microseconds a token, in the third of the samples with the fewest replies and in that with the
    most; ``None`` if there is too little to compare."""
    costs = []
    for before, after in zip(samples, samples[1:], strict=False):
        tokens = after.figures["recorded"] - before.figures["recorded"]
        if tokens > 0:
            spent = after.figures["recorder_s"] - before.figures["recorder_s"]
            costs.append((after.figures["replies"], 1e6 * spent / tokens))
    third = len(costs) // 3
    if not third:
        return None
    costs.sort()
    fewest, most = costs[:third], costs[-third:]
    return (
        median(replies for replies, _ in fewest), median(cost for _, cost in fewest),
        median(replies for replies, _ in most), median(cost for _, cost in most),
    )  # fmt: skip


def growth_table(growths: Mapping[str, Growth]) -> str:
    rows = [
        (name, f"{of.first:.1f}", f"{of.last:.1f}", f"{of.grown:+.1f}", f"{of.allowed:.1f}", _yes(of.is_flat))
        for name, of in growths.items()
    ]
    return markdown(("held", "first quarter", "last quarter", "growth", "may grow", "flat"), rows)


def _yes(so: bool) -> str:
    return "yes" if so else "NO"


def markdown(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def work_table(soak: Soak, samples: list[Sample]) -> str:
    # The program counts from each load of a model on.
    counted = [sample.figures["generated"] for sample in samples]
    tokens = sum(max(0, after - before) for before, after in zip(counted, counted[1:], strict=False))
    rows = {"tokens, at least": tokens} | dict(sorted(soak.counts.items()))
    if costs := recorder_costs(samples):
        few, of_few, many, of_many = costs
        rows["recorder, us a token"] = f"{of_few:.0f} with {few:.0f} replies kept, {of_many:.0f} with {many:.0f}"
    rows["faults"] = len(soak.faults)
    return markdown(("what", "how often"), list(rows.items()))


def soak_program(given: argparse.Namespace, folder: Path) -> int:
    checkpoints = {name: str(save_talkative(folder / name, seed=seed)) for name, seed in (("first", 5), ("second", 6))}
    expected = {}
    for name, checkpoint in checkpoints.items():
        reference = Reference(Path(checkpoint))
        expected[name] = {question: reference.text(say(question, max_new_tokens=TOKENS)) for question in QUESTIONS}
    program = Program(
        folder / "program",
        "tests.faults.soaked_app",
        *("--model", checkpoints["first"], "--device", given.device, "--api", "--no-browser", "--port", "0"),
        **{HOME_VARIABLE: str(folder / "home")},
    )
    soak, samples, faults = Soak("", checkpoints, expected), list[Sample](), list[str]()
    try:
        soak.address = program.line("Ready: open ", given.patience).split()[0]
        clients = clients_of(soak)
        for client in clients:
            client.start()
        samples = take_samples(program, given.minutes, given.every, soak)
        soak.ending.set()
        for client in clients:
            client.join(PATIENCE_S)
        faults += [f"{client.name} did not end" for client in clients if client.is_alive()]
        faults += last_look(program)
    except (Crashed, Hung) as error:
        program.abort()
        faults.append(f"{error}\n{''.join(program.said[-100:])}")
    soak.ending.set()
    faults += soak.faults
    growths = growths_of(samples)
    faults += [f"{name} grew" for name, of in growths.items() if not of.is_flat]
    print("\n".join(["", growth_table(growths), "", work_table(soak, samples), "", *faults]))
    print("Verdict:", f"{len(faults)} faults." if faults else "flat, exact, and nothing broke.")
    return int(bool(faults))


def last_look(program: Program) -> list[str]:
    """Weights, and what the program leaves behind when it ends. Raises ``Crashed`` or ``Hung``."""
    program.tell("compare")
    weights = program.line(WEIGHTS, PATIENCE_S)
    helpers = children_of(program.pid)
    program.end(signal.SIGINT, PATIENCE_S)
    until = monotonic() + PATIENCE_S  # they end by themselves, once they see that the program is gone
    while any(map(_runs, helpers)) and monotonic() < until:
        sleep(0.1)
    left = [f"process {pid} is left over" for pid in helpers if _runs(pid)]
    return [f"wrong weights: {weights}"] * (weights != RIGHT) + left


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    except OSError:
        return False


def main() -> int:
    options = argparse.ArgumentParser(description="Half an hour of six clients.")
    options.add_argument("--minutes", type=float, default=30)
    options.add_argument("--every", type=float, default=10, help="seconds between two samples")
    options.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    options.add_argument("--patience", type=float, default=900, help="seconds for the start")
    options.add_argument("--folder", type=Path, help="for what the program writes (default: a new one)")
    given = options.parse_args()
    return soak_program(given, given.folder or Path(mkdtemp(prefix="soak-")))


if __name__ == "__main__":
    sys.exit(main())
