"""GGUF files of a model: one, or its numbered parts, among those of a folder or a repository."""

import re
from collections.abc import Collection

from hybrid.errors import ModelNotFoundError

_ENDING = ".gguf"
_NUMBERED = re.compile(r"(?P<of>.+)-(?P<number>\d{5})-of-(?P<count>\d{5})\.gguf")
_NOT_THE_MODEL = re.compile(r"(^|/)mmproj|imatrix", re.IGNORECASE)  # towers for images, and statistics
_SHOWN = 6


def gguf_files(names: Collection[str], chosen: str | None, shown: str) -> tuple[str, ...]:
    """The files of the model that is ``chosen``, by a file's name or a word in it; or of the only one that there is.

    Empty for a checkpoint of safetensors. Raises ``ModelNotFoundError`` if there are several models, and if a part is
    missing.
    """
    shown_names = [name for name in sorted(names) if not name.rpartition("/")[2].startswith(".")]
    if chosen is None and any(name.endswith(".safetensors") for name in shown_names if "/" not in name):
        return ()
    models: dict[str, list[str]] = {}
    for name in shown_names:
        if name.endswith(_ENDING) and not _NOT_THE_MODEL.search(name):
            numbered = _NUMBERED.fullmatch(name)
            models.setdefault(f"{numbered['of']}-*-of-{numbered['count']}" if numbered else name, []).append(name)
    fitting = {model: files for model, files in models.items() if chosen is None or _is_chosen(chosen, files)}
    if len(fitting) > 1 or (chosen is not None and not fitting):
        raise ModelNotFoundError(
            _why_none(shown, chosen, [files[0] for files in (fitting or models).values()]), "model"
        )
    if not fitting:
        return ()
    (files,) = fitting.values()
    _check_all_there(shown, files)
    return tuple(files)


def _is_chosen(chosen: str, files: list[str]) -> bool:
    if chosen.endswith(_ENDING):
        return chosen in files
    return re.search(rf"(^|[^A-Za-z0-9]){re.escape(chosen)}([^A-Za-z0-9_]|$)", files[0], re.IGNORECASE) is not None


def _why_none(shown: str, chosen: str | None, files: list[str]) -> str:
    some = ", ".join(files[:_SHOWN]) + (f" and {len(files) - _SHOWN} more" if len(files) > _SHOWN else "")
    if chosen is not None and files:
        return f"{shown} names no single GGUF file of those that are there: {some}. Give the name of one of them."
    if chosen is not None:
        return f"{shown}: there are no GGUF files. Give the model's name without {chosen}."
    return f"{shown} has several GGUF models: {some}. Add the name of one of them, such as {shown}:{files[0]}."


def _check_all_there(shown: str, files: list[str]) -> None:
    numbered = _NUMBERED.fullmatch(files[0])
    if numbered is None:
        return
    of, count = numbered["of"], int(numbered["count"])
    wanted = [f"{of}-{number:05}-of-{count:05}.gguf" for number in range(1, count + 1)]
    missing = [name for name in wanted if name not in files]
    if missing:
        raise ModelNotFoundError(
            f"{shown} has only {len(files)} of its {count} files; {missing[0]} is missing. Download it, too.", "model"
        )
