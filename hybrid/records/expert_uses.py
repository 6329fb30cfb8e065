"""Uses of a model's experts that outlive the program: some kilobytes for each model, in a folder that the caller names.

Knows files; one that is broken, or of a model of other sizes, counts as none.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from tempfile import NamedTemporaryFile

from hybrid.types import ModelInfo

MOST_USES = 1_000_000  # of an expert: beyond it, all are made smaller alike
_NAME_LENGTH = 60


def load_uses(folder: Path, model: ModelInfo) -> tuple[int, ...]:
    """How often each expert was used, flat (layers, experts); empty if nothing is kept. Never raises."""
    try:
        kept = json.loads(_path(folder, model).read_text(encoding="utf-8"))
        uses = tuple(kept["uses"])
        is_of_model = kept["model"] == model.name and len(uses) == model.layers * model.experts
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return ()
    return uses if is_of_model and all(type(count) is int and count >= 0 for count in uses) else ()


def save_uses(folder: Path, model: ModelInfo, uses: Sequence[int]) -> bool:
    """Keeps the uses in place of earlier ones; returns whether that worked."""
    largest = max(uses, default=0)
    smaller = uses if largest <= MOST_USES else [count * MOST_USES // largest for count in uses]
    path = _path(folder, model)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # A draft with a unique name: another program may be writing the same file.
        with NamedTemporaryFile("w", dir=folder, suffix=".part", encoding="utf-8", delete=False) as draft:
            json.dump({"model": model.name, "uses": [int(count) for count in smaller]}, draft)
        Path(draft.name).replace(path)
    except OSError:
        return False
    return True


def added(now: Sequence[int], before: Sequence[int]) -> list[int]:
    """The uses of this session, and a half of those of all sessions before it: habits change."""
    return [count + earlier // 2 for count, earlier in zip_longest(now, before, fillvalue=0)]


def _path(folder: Path, model: ModelInfo) -> Path:
    key = f"{model.name} {model.family} {model.layers}x{model.experts}"  # whatever the type of its weights
    name = re.sub(r"[^A-Za-z0-9.-]+", "-", model.name)[-_NAME_LENGTH:]
    return folder / f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:12]}.json"
