"""Git LFS pointers: short texts that a clone without Git LFS has in place of a checkpoint's files.

Knows what a pointer looks like, and which files that describe a checkpoint must not be one. Whoever reads a weight file
checks it with ``refuse_pointer``.
"""

from pathlib import Path

from hybrid.errors import UnsupportedModelError

_BEGINNING = b"version https://git-lfs.github.com/spec/"
# Files that are read beside the weights. Others may be pointers.
_READ = (
    "config",
    "generation_config",
    "tokenizer",
    "special_tokens",
    "added_tokens",
    "vocab",
    "merges",
    "chat_template",
)
_READ_ENDINGS = (".json", ".jinja", ".txt", ".model", ".tiktoken")


def refuse_pointer(file: Path) -> None:
    """Raises ``UnsupportedModelError`` if ``file`` is a pointer; ``OSError`` if it cannot be read."""
    with file.open("rb") as stream:
        if stream.read(len(_BEGINNING)) != _BEGINNING:
            return
    raise UnsupportedModelError(
        f"{file.name} in {file.parent} is only a Git LFS pointer: the checkpoint was cloned without Git LFS. Run "
        "`git lfs pull` in that folder, or give the model's Hugging Face ID, and the app downloads it.",
        "model",
    )


def refuse_pointers(folder: Path) -> None:
    """As ``refuse_pointer``, for all that describes the checkpoint in ``folder``."""
    for file in sorted(folder.iterdir()):
        if file.name.startswith(_READ) and file.name.endswith(_READ_ENDINGS) and file.is_file():
            refuse_pointer(file)
