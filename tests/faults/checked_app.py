"""Runs the program of ``app.py``, and compares what its engine holds with the checkpoint's files when it is asked to.

``python -m tests.faults.checked_app [options of app.py]``. Each line on standard input is answered by one that begins
with ``weights:``; it goes on with the names of the tensors that are wrong, or with ``right``.
"""

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import app

ANSWER, RIGHT = "weights: ", "right"


def _compare_when_asked(engine: Any, checkpoint: Path) -> None:
    from tests.faults.weights import stored_checksums, wrong_weights

    stored = stored_checksums(checkpoint)
    for _ in sys.stdin:
        print(ANSWER + (", ".join(wrong_weights(engine, stored)) or RIGHT), flush=True)


def _comparing(load: Callable[..., Any]) -> Callable[..., Any]:
    def loaded(config: Any, *rest: Any) -> Any:
        engine = load(config, *rest)
        threading.Thread(target=_compare_when_asked, args=(engine, Path(config.model)), daemon=True).start()
        return engine

    return loaded


def main() -> None:
    run = app.run

    def comparing_run(*arguments: Any) -> int:
        from hybrid import Engine  # as late as the program itself imports it

        Engine.load = _comparing(Engine.load)  # type: ignore[method-assign]
        return run(*arguments)

    app.run = comparing_run
    sys.exit(app.main())


if __name__ == "__main__":
    main()
