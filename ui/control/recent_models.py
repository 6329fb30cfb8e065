"""Models that were loaded before, latest first: one JSON file, which is handed in."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from hybrid.machine.user_folders import config_dir
from ui.control.presets import replace_file

MOST_KEPT = 12
LARGEST_FILE = 100_000


class RecentModels:
    """``file`` is called at each use, and may raise ``OSError``. What cannot be kept is left out."""

    def __init__(self, file: Callable[[], Path]) -> None:
        self._file = file

    def names(self) -> tuple[str, ...]:
        """Names as they can be loaded again, from whatever folder the program is started in."""
        try:
            path = self._file()
            if path.stat().st_size > LARGEST_FILE:
                return ()
            names = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return ()
        return tuple(name for name in names if isinstance(name, str)) if isinstance(names, list) else ()

    def note(self, model: str) -> None:
        """Puts a model that has been loaded first."""
        name = _lasting(model)
        before = self.names()
        if before[:1] == (name,):
            return
        names = [name, *(other for other in before if other != name)][:MOST_KEPT]
        with suppress(OSError, UnicodeEncodeError):
            replace_file(self._file(), json.dumps(names, indent=2, ensure_ascii=False) + "\n")


def recent_models() -> RecentModels:
    """Of this program's user."""
    return RecentModels(lambda: config_dir() / "recent-models.json")


def _lasting(model: str) -> str:
    """A path in full; any other name as it is."""
    with suppress(OSError, ValueError, RuntimeError):
        path = Path(os.path.expanduser(model))
        if path.exists():
            return str(path.resolve())
    return model
