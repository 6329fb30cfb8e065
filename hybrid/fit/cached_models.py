"""Models on this machine: Mixture-of-Experts models in the Hub's cache, by the names they are loaded by.

Looks at each model's config.json, or at the first bytes of a GGUF file, so it is quick with a large cache. Weights may
be missing: what is fetched is seen when a model is inspected.
"""

from collections.abc import Iterator
from pathlib import Path

from huggingface_hub import constants

_FOLDER = "models--"
_WORD = "expert"  # in the fields of every configuration with experts
_LONGEST = 1 << 20  # bytes; no configuration has as many
_KEY, _FIRST_BYTES = b".expert_count", 1 << 16  # of a GGUF file's metadata, in which vocabularies come last
_LATER_PARTS = "-of-"


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
