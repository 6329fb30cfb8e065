"""Runs the program of ``app.py``, and answers questions about its engine on standard input.

``python -m tests.faults.checked_app [options of app.py]``. A line ``compare`` is answered by one that begins with
``weights:`` and goes on with the names of the tensors that the engine holds otherwise than the checkpoint's files, or
with ``right``; it may come while no reply is under way. A line ``figures`` is answered by one that begins with
``figures:`` and goes on with JSON.
"""

import json
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

import app

WEIGHTS, RIGHT, FIGURES = "weights: ", "right", "figures: "


@dataclass(slots=True)
class RecorderTime:
    """Time that the engine's thread has spent in the recorder, for how many tokens."""

    seconds: float = 0.0
    tokens: int = 0

    def of(self, method: Callable[..., None], counts: bool) -> Callable[..., None]:
        def timed(recorder: Any, *arguments: Any, **named: Any) -> None:
            started = perf_counter()
            method(recorder, *arguments, **named)
            self.seconds += perf_counter() - started
            self.tokens += counts

        return timed


def _answer_lines(engine: Any, time: RecorderTime) -> None:
    from tests.faults.weights import stored_checksums, wrong_weights

    stored = cache(stored_checksums)
    for line in sys.stdin:
        if line.strip() == "compare":
            wrong = wrong_weights(engine, stored(Path(engine._loop.records.config.model)))
            print(WEIGHTS + (", ".join(wrong) or RIGHT), flush=True)
        else:
            recorder, counters = engine._loop.records.recorder, engine.snapshot().counters
            figures = {
                "replies": len(recorder._drafts),
                "record_bytes": recorder.nbytes,
                "recorder_s": time.seconds,
                "recorded": time.tokens,
                "generated": counters.generated_tokens,
                "threads": sorted(thread.name for thread in threading.enumerate()),
            }
            print(FIGURES + json.dumps(figures), flush=True)


def main(most_record_bytes: int | None = None) -> None:
    """``most_record_bytes`` replaces the recorder's own bound, which takes hours to reach with a small model."""
    run, time = app.run, RecorderTime()

    def answering_run(*arguments: Any) -> int:
        # As late as the program itself imports them.
        from hybrid import Engine
        from hybrid.observe.recorder import Recorder

        load = Engine.load

        def loaded(*given: Any) -> Any:
            engine = load(*given)
            threading.Thread(target=_answer_lines, args=(engine, time), name="questions", daemon=True).start()
            return engine

        Engine.load = loaded  # type: ignore[method-assign,assignment]
        for name in ("begin", "computing", "computed", "sampled"):
            setattr(Recorder, name, time.of(getattr(Recorder, name), counts=name == "sampled"))
        if most_record_bytes is not None:
            Recorder.__init__.__defaults__ = (most_record_bytes,)  # type: ignore[attr-defined]
        return run(*arguments)

    app.run = answering_run
    sys.exit(app.main())


if __name__ == "__main__":
    main()
