"""Models on this machine: Mixture-of-Experts models in the Hub's cache, by the names they are loaded by.

Looks at each model's config.json alone, so it is quick with a large cache. Weights may be missing: what is fetched is
seen when a model is inspected.
"""

from pathlib import Path

from huggingface_hub import constants

_FOLDER = "models--"
_WORD = "expert"  # in the fields of every configuration with experts
_LONGEST = 1 << 20  # bytes; no configuration has as many


def cached_models(cache: Path | None = None) -> tuple[str, ...]:
    """Names such as ``mistralai/Mixtral-8x7B-Instruct-v0.1``, sorted; empty if there is no cache, or none to read."""
    folder = Path(constants.HF_HUB_CACHE) if cache is None else cache
    try:
        names = [entry.name.removeprefix(_FOLDER) for entry in folder.iterdir() if _has_experts(entry)]
    except OSError:
        return ()
    return tuple(sorted((name.replace("--", "/", 1) for name in names), key=str.lower))


def _has_experts(entry: Path) -> bool:
    return entry.name.startswith(_FOLDER) and any(map(_names_experts, entry.glob("snapshots/*/config.json")))


def _names_experts(config: Path) -> bool:
    try:
        return config.stat().st_size <= _LONGEST and _WORD in config.read_text(encoding="utf-8", errors="replace")
    except OSError:  # a link to a file that has been removed
        return False
