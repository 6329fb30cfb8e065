"""Lock files: every package that an install brings, exactly, with the hashes of its files.

``python -m tests.release.locks`` makes them anew from requirements.txt, with uv (``pip install uv``). There are two,
since torch comes in builds that differ in size by gigabytes: ``requirements.lock`` has all that does not depend on the
build, ``requirements-torch.lock`` adds PyPI's build of torch and what only that one needs.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.repository import ROOT

REQUIREMENTS, LOCK, TORCH_LOCK = (
    ROOT / name for name in ("requirements.txt", "requirements.lock", "requirements-torch.lock")
)
OLDEST_PYTHON = "3.11"
_OF_TORCH = re.compile(r"torch|triton|cuda-.*|nvidia-(?!ml-py).*")
_FIRST = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)==(?P<version>[^\s;]+)")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")

_MADE_BY = "Made by `python -m tests.release.locks`.\n"
_HEAD = f"# All that runs but torch, with hashes, for Linux, macOS and Windows. {_MADE_BY}"
_TORCH_HEAD = f"# PyPI's build of torch, what only that needs, and all else. {_MADE_BY}-r {LOCK.name}\n"


@dataclass(frozen=True, slots=True)
class Locked:
    """A package of a lock file; ``text`` is its lines there, with the hashes and where it is needed."""

    name: str
    version: str
    text: str

    @property
    def hashes(self) -> tuple[str, ...]:
        return tuple(_HASH.findall(self.text))

    @property
    def is_of_torch(self) -> bool:
        """Whether it is torch, or comes with some of its builds only."""
        return _OF_TORCH.fullmatch(self.name) is not None


def locked_in(text: str) -> tuple[Locked, ...]:
    """The packages of a lock file. Raises ``ValueError`` for lines that are none."""
    joined = re.sub(r"\\\n\s*", "\\\n    ", text)
    lines = [line for line in joined.replace("\\\n", "\0").splitlines() if line and not line.startswith(("#", "-r "))]
    return tuple(_locked(line.replace("\0", "\\\n")) for line in lines)


def all_locked() -> tuple[Locked, ...]:
    """The packages of both files."""
    return tuple(package for file in (LOCK, TORCH_LOCK) for package in locked_in(file.read_text(encoding="utf-8")))


def split(text: str) -> Mapping[Path, str]:
    """What the two files hold, by what uv has made of requirements.txt."""
    packages = locked_in(text)
    return {
        LOCK: _HEAD + _lines(package for package in packages if not package.is_of_torch),
        TORCH_LOCK: _TORCH_HEAD + _lines(package for package in packages if package.is_of_torch),
    }


def _locked(line: str) -> Locked:
    first = _FIRST.match(line)
    if first is None:
        raise ValueError(f"no package: {line[:80]!r}")
    return Locked(first["name"], first["version"], line)


def _lines(packages: Iterable[Locked]) -> str:
    return "".join(f"{package.text}\n" for package in packages)


def _resolved() -> str:
    """uv's answer, for all systems at once; without the address of the index that was asked."""
    with TemporaryDirectory() as folder:
        target = Path(folder, "lock")
        options = ["--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes", "--output-file", str(target)]
        plain = ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--quiet"]
        command = [sys.executable, "-m", "uv", "pip", "compile", *options, *plain, str(REQUIREMENTS)]
        subprocess.run(command, check=True)
        return target.read_text(encoding="utf-8")


def main() -> int:
    for file, text in split(_resolved()).items():
        file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
