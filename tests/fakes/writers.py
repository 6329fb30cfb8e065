"""Writers in several programs of several threads, who all begin at the same moment."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from hybrid.types import Geometry, ReplyStats, Settings
from ui.control.presets import PresetFiles
from ui.storage.conversations import Conversations, SavedMessage
from ui.storage.runs import Curve, RunsStore, run_of

SETTINGS = Settings(
    geometry=Geometry(12, 4), mapping="layered", policy="lfu", admission="bounded", max_queued_copies=2, cpu_threads=2
)
STATS = ReplyStats(
    request_id="", settings=SETTINGS, prompt_tokens=12, prefilled_tokens=9, generated_tokens=40,
    time_to_first_token_s=0.25, tokens_per_s=21.5, hit_rate=0.75, fills=12, bytes_copied=1 << 30,
    gpu_joules=80.0, cpu_joules=None,
)  # fmt: skip
PROCESSES, THREADS, ROUNDS = 3, 3, 5
WRITERS = PROCESSES * THREADS
PATIENCE_S = 120.0
Work = Callable[[Path, int, Callable[[], object]], Any]
"""From the folder, the writer's number and a wait for all others to what it has been told is kept."""


def together(work: Work, folder: Path) -> list[Any]:
    """What every writer gives, in ``PROCESSES`` programs of ``THREADS`` threads that wait for each other."""
    forked = "fork" in multiprocessing.get_all_start_methods()  # a spawned one imports everything once more
    kind = multiprocessing.get_context("fork" if forked else "spawn")
    barrier, queue = kind.Barrier(WRITERS), kind.SimpleQueue()
    programs = [kind.Process(target=_program, args=(work, folder, n, barrier, queue)) for n in range(PROCESSES)]
    for program in programs:
        program.start()
    results = [result for _ in programs for result in queue.get()]
    for program in programs:
        program.join(PATIENCE_S)
        assert program.exitcode == 0
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results


def _program(work: Work, folder: Path, program: int, barrier: Any, queue: Any) -> None:
    def one(thread: int) -> Any:
        try:
            return work(folder, program * THREADS + thread, lambda: barrier.wait(PATIENCE_S))
        except Exception as error:
            barrier.abort()
            return error

    with ThreadPoolExecutor(THREADS) as pool:
        queue.put(list(pool.map(one, range(THREADS))))


def conversations(folder: Path) -> Conversations:
    return Conversations(lambda: folder / "conversations.db")


def turn(writer: int, number: int) -> tuple[SavedMessage, SavedMessage]:
    return SavedMessage("user", f"{writer} asks {number}"), SavedMessage("assistant", f"answer {number} to {writer}")


def write_turns(folder: Path, writer: int, wait: Callable[[], object]) -> list[tuple[str, str, Any]]:
    """All continue the same conversation at once; each goes on with what it has been given."""
    store, ends = conversations(folder), []
    for round_ in range(ROUNDS):
        first = before = (SavedMessage("user", f"round {round_}"),)
        conversation = f"conversation {round_}"
        wait()
        for number in range(3):
            after = (*before, *turn(writer, number))
            conversation, before = store.keep(conversation, before, after), after
        ends.append((f"conversation {round_}", conversation, before))
        assert before[:1] == first
    return ends


def begin(folder: Path, writer: int, wait: Callable[[], object]) -> tuple[str, Any, str]:
    store, messages = conversations(folder), turn(writer, 0)
    wait()
    return store.keep("", (), messages), messages, store.problem


def add_runs(folder: Path, writer: int, wait: Callable[[], object]) -> list[str]:
    store = RunsStore(lambda: folder / "runs.db")
    wait()
    ids = [f"{writer}-{number}" for number in range(8)]
    for run in ids:
        store.add(run_of(replace(STATS, request_id=run), "stop", "demo-moe"), Curve(1, (20.0,), (0.5,)))
    return ids


def save_presets(folder: Path, writer: int, wait: Callable[[], object]) -> list[str]:
    """Its own, and one that all save and delete."""
    files = PresetFiles(lambda: folder / "presets")
    names = [f"{writer} saves {number}" for number in range(4)]
    wait()
    for name in names:
        files.save(name, SETTINGS, "demo-moe")
        files.delete(files.save("everybody's", SETTINGS, None))
        assert files.shelf("demo-moe", SETTINGS).problems == ()
    return names
