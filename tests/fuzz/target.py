"""Fuzz target: a place where the program reads what others wrote, and what has to come of any input whatsoever.

Either the input is taken, or it is refused by a ``HybridError`` whose sentence can be shown; and reading changes no
file. Anything else is a fault. ``tests.fuzz.targets`` has them all.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from hybrid.errors import HybridError
from tests.fuzz.mutations import mutated

LONGEST_SENTENCE = 2100
_NOT_SHOWN = ("Cc", "Cs")  # control characters, halves of characters


@dataclass(frozen=True, slots=True)
class Target:
    """``seeds`` are inputs that are taken as they are; ``read`` gets an input and an empty folder of its own.

    With ``file``, the input is in the folder under that name before. ``mutate`` makes another input of one.
    """

    seeds: Callable[[], Sequence[bytes]]
    read: Callable[[bytes, Path], object]
    file: str = ""
    beside: Callable[[Path], None] = lambda _: None  # writes what else has to be in the folder
    mutate: Callable[[bytes, Random], bytes] = mutated

    def try_on(self, content: bytes, folder: Path) -> bool:
        """Whether the input was taken, not refused. Raises ``AssertionError`` for what must not come of it."""
        self.beside(folder)
        if self.file:
            (folder / self.file).write_bytes(content)
        before = contents(folder) if self.file else {}
        taken = False
        try:
            self.read(content, folder)
            taken = True
        except HybridError as refusal:
            check_sentence(str(refusal))
        assert not self.file or contents(folder) == before, "reading has changed a file"
        return taken


def check_sentence(sentence: str) -> None:
    assert sentence.strip(), "a refusal without words"
    assert len(sentence) <= LONGEST_SENTENCE
    hidden = {c for c in sentence if unicodedata.category(c) in _NOT_SHOWN} - {"\n", "\t"}
    assert not hidden, f"a refusal holds {hidden}"


def contents(folder: Path) -> Mapping[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@contextmanager
def only(*expected: type[BaseException]) -> Iterator[None]:
    """For readers whose callers know these errors besides."""
    try:
        yield
    except expected:
        return
