"""Models on this machine: the demo, those used before, and Mixture-of-Experts models in the Hub's cache.

``cached_models`` looks at each model's config.json, or at the first bytes of a GGUF file, so it is quick with a large
cache. ``ModelList`` reads the headers of the weights, too, as long as it has patience. Neither uses a network.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

from huggingface_hub import constants

from hybrid.checkpoint.files import CheckpointFiles
from hybrid.checkpoint.model_names import FolderName, HubName, find
from hybrid.config import DEFAULT_MODEL
from hybrid.errors import HybridError
from hybrid.fit.inspection import ListedModel, Origin, StoredFacts
from hybrid.fit.stored_facts import read_facts

_FOLDER = "models--"
_WORD = "expert"  # in the fields of every configuration with experts
_LONGEST = 1 << 20  # bytes; no configuration has as many
_KEY, _FIRST_BYTES = b".expert_count", 1 << 16  # of a GGUF file's metadata, in which vocabularies come last
_LATER_PARTS = "-of-"
PATIENCE_S = 3.0
_ROOT = Path(__file__).resolve().parents[2]


def cached_models(cache: Path | None = None) -> tuple[str, ...]:
    """Names such as ``mistralai/Mixtral-8x7B-Instruct-v0.1`` or ``someone/some-GGUF:some-Q4_K_M.gguf``, sorted; empty
    if there is no cache, or none to read."""
    folder = Path(constants.HF_HUB_CACHE) if cache is None else cache
    try:
        entries = [entry for entry in folder.iterdir() if entry.name.startswith(_FOLDER)]
    except OSError:
        return ()
    return tuple(sorted({name for entry in entries for name in _names(entry)}, key=str.lower))


def _names(entry: Path) -> Iterator[str]:
    name = entry.name.removeprefix(_FOLDER).replace("--", "/", 1)
    files = list(entry.glob("snapshots/*/**/*.gguf"))
    is_gguf = bool(files) and not any(entry.glob("snapshots/*/*.safetensors*"))
    if not is_gguf and any(map(_names_experts, entry.glob("snapshots/*/config.json"))):
        yield name
    for file in files:
        if (_LATER_PARTS not in file.name or "-00001-of-" in file.name) and _counts_experts(file):
            yield f"{name}:{'/'.join(file.relative_to(entry / 'snapshots').parts[1:])}"


def _names_experts(config: Path) -> bool:
    try:
        return config.stat().st_size <= _LONGEST and _WORD in config.read_text(encoding="utf-8", errors="replace")
    except OSError:  # a link to a file that has been removed
        return False


def _counts_experts(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return _KEY in stream.read(_FIRST_BYTES)
    except OSError:
        return False


class ModelList:
    """Models with what their headers say, which is remembered until their files change."""

    def __init__(self, demo: str = "") -> None:
        """``demo``: the demo's name, by default that of this program's, wherever it was started."""
        self._demo = demo or (DEFAULT_MODEL if Path(DEFAULT_MODEL).is_dir() else str(_ROOT / DEFAULT_MODEL))
        self._read: dict[str, tuple[float, StoredFacts | HybridError]] = {}

    def listed(
        self, used: Iterable[str], ram_available: int, loaded: str = "", patience_s: float = PATIENCE_S
    ) -> tuple[ListedModel, ...]:
        """The demo, the models ``used`` before in their order, ``loaded`` first, and the rest of the Hub's cache, each
        once; those that are not here any more are left out.

        ``ram_available``: bytes that weights may take. After ``patience_s`` seconds no more headers are read: the rest
        comes without facts, and with them the next time.
        """
        names: list[tuple[str, Origin]] = [(self._demo, "demo")]
        names += [(name, "used") for name in (loaded, *used) if name]
        names += [(name, "downloaded") for name in cached_models()]
        models: dict[str, ListedModel] = {}
        ends = monotonic() + patience_s
        for name, origin in names:
            place = _place(name)
            if place is None or place in models:
                continue
            facts = self._facts(place, may_read=monotonic() < ends)
            models[place] = ListedModel(
                name,
                origin,
                facts=facts if isinstance(facts, StoredFacts) else None,
                short=max(0, facts.total_bytes - ram_available) if isinstance(facts, StoredFacts) else 0,
                problem=str(facts) if isinstance(facts, HybridError) else "",
                loaded=place == _place(loaded),
            )
        return tuple(models.values())

    def _facts(self, place: str, may_read: bool) -> StoredFacts | HybridError | None:
        """What is known of the model there, or why it cannot be read; ``None``: nobody has looked."""
        stamp = _stamp(Path(place))
        known = self._read.get(place)
        if known is not None and known[0] == stamp:
            return known[1]
        if not may_read:
            return None
        found: StoredFacts | HybridError
        try:
            found = read_facts(CheckpointFiles[Any](place))
        except HybridError as refusal:
            found = refusal
        except OSError as error:  # a file that goes, or cannot be opened, while it is read
            found = HybridError(f"{place} can't be read: {error}.")
        self._read[place] = (stamp, found)
        return found


def _place(name: str) -> str | None:
    """The folder or GGUF file that a name stands for, if it is on this machine."""
    try:
        found = find(name)
    except HybridError:
        return None
    if isinstance(found, HubName):
        return _cached_place(found)
    return _path_in(found)


def _cached_place(name: HubName) -> str | None:
    folder = Path(constants.HF_HUB_CACHE) / f"{_FOLDER}{name.repo.replace('/', '--')}"
    if name.revision is not None:
        ref = folder / "refs" / name.revision
        try:
            commit = ref.read_text(encoding="utf-8").strip() if ref.is_file() else name.revision
        except (OSError, UnicodeDecodeError):
            return None
        folder = folder / "snapshots" / commit
    if not folder.is_dir():
        return None
    found = find(str(folder))
    if not isinstance(found, FolderName):
        return None
    if name.file is None:
        return _path_in(found)
    file = replace(found, file=name.file)
    return _path_in(file) if (found.path / name.file).is_file() else None


def _path_in(place: FolderName) -> str:
    folder = place.path.resolve()
    return str(folder if place.file is None else folder / place.file)  # in the Hub's cache a file is a link


def _stamp(place: Path) -> float:
    """When the files there last changed, as far as a look at the folder tells."""
    try:
        files = (place, *(place.iterdir() if place.is_dir() else ()))
        return max(float(file.stat().st_mtime) for file in files)
    except OSError:
        return 0.0
