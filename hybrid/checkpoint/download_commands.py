"""Download commands as model pages give them: which model, at which revision, a pasted line would fetch.

Knows ``git clone``, ``hf download`` and its old name ``huggingface-cli download``, alone or among other lines.
"""

import re
from dataclasses import dataclass

_COMMAND = re.compile(r"(?:git\s+(?:lfs\s+)?clone|(?:huggingface-cli|hf)\s+download)\s+(?P<words>\S.*)")
_REVISION = ("-b", "--branch", "--revision")
_WITH_A_VALUE = frozenset(
    (*_REVISION, "-c", "--config", "-o", "--origin", "-j", "--jobs", "--depth", "--filter", "--include", "--exclude",
     "--repo-type", "--type", "--cache-dir", "--local-dir", "--local-dir-use-symlinks", "--max-workers", "--token")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Download:
    """``name`` is a model's ID or its address, as it was written; ``kind`` is ``model``, ``dataset`` or ``space``.
    ``file`` is a GGUF file that is named, too."""

    name: str
    revision: str | None
    kind: str
    file: str | None = None


def download_in(text: str) -> Download | None:
    command = _COMMAND.search(text.replace("\\\n", " "))
    options: dict[str, str] = {}
    name, file = "", None
    words = iter(command["words"].split() if command else ())
    for word in words:
        option, equals, value = word.partition("=")
        if not word.startswith("-"):
            file = word if name and word.endswith(".gguf") else file
            name = name or word
        elif equals or option in _WITH_A_VALUE:
            options[option] = (value if equals else next(words, "")).strip("\"'")
    revision = next((options[option] for option in _REVISION if options.get(option)), None)
    kind = options.get("--repo-type") or options.get("--type") or "model"
    return Download(name, revision, kind, file) if name else None
