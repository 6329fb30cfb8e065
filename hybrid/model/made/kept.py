"""Kept experts: those made int8 or int4 when a model was loaded, on disk, so that the next load reads them instead.

One file for each model and format, beside the Hub's cache. Its name is a hash of what the experts were made from, so a
checkpoint that has changed finds none; and of ``_VERSION``. A file that is cut or damaged counts as none. It is written
under another name first, and only if enough room is left on the disk.
"""

import hashlib
import json
import logging
import os
import re
import shutil
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

import torch
import transformers
from huggingface_hub import constants
from torch import Tensor

from hybrid.checkpoint.safetensors_headers import StoredTensor, read_header
from hybrid.checkpoint.tensor_reading import Reader, on_threads, torch_dtype
from hybrid.errors import HybridError
from hybrid.experts.formats import Matrix
from hybrid.layout import ExpertLayout, FormatName
from hybrid.machine.user_folders import HOME_VARIABLE, cache_dir, private_folder
from hybrid.progress import ByteProgress, Cancelled, Progress, never_cancelled, no_progress, stop_if

logger = logging.getLogger(__name__)

_VERSION = 1  # of what is in a file, and of how the formats round
_SUFFIX, _DRAFT = ".experts.safetensors", ".experts.part"
_CHECKSUMS = "checksums"
_BLOCK_BYTES = 16 << 20
_LEFT_FREE = 4 << 30  # of the disk
_NAME_LENGTH = 60
_DTYPES = {torch.uint8: "U8", torch.int8: "I8", torch.float32: "F32", torch.bfloat16: "BF16", torch.float16: "F16"}


def folder() -> Path:
    """Where the files are; it may not be there."""
    if os.environ.get(HOME_VARIABLE):
        return cache_dir() / "experts"
    return Path(constants.HF_HUB_CACHE).expanduser().parent / "hybrid-moe-experts"


def kept_bytes() -> int:
    """Of all kept experts. Never raises."""
    total = 0
    for file in _files():
        with suppress(OSError):
            total += file.stat().st_size
    return total


def remove_kept() -> int:
    """Removes all kept experts; returns how many bytes that were. What is loaded stays. Raises ``OSError``."""
    total = 0
    for file in _files():
        size = file.stat().st_size
        file.unlink()
        total += size
    return total


def _files() -> list[Path]:
    with suppress(OSError):
        return [file for file in folder().iterdir() if file.name.endswith((_SUFFIX, _DRAFT)) and file.is_file()]
    return []


@dataclass(frozen=True, slots=True)
class KeptExperts:
    """The file of one checkpoint's experts in one format; it may not be there. ``others`` begins the names of those
    made of other versions of the checkpoint."""

    path: Path
    others: str
    made: FormatName

    @classmethod
    def of(cls, shown: str, stored: Iterable[StoredTensor], layout: ExpertLayout, made: FormatName) -> "KeptExperts":
        """For experts in ``layout``, made from the files of ``stored``. Raises ``OSError``."""
        files = sorted({tensor.file.resolve() for tensor in stored})
        name = re.sub(r"[^A-Za-z0-9.-]+", "-", shown)[-_NAME_LENGTH:].strip("-.")
        others = f"{name}-{_hash(str(files[0].parent))[:8]}-{made}-"
        # transformers may come to lay out a model's experts differently.
        facts = (_VERSION, transformers.__version__, made, repr(layout), [_identity(file) for file in files])
        return cls(folder() / f"{others}{_hash(repr(facts))[:16]}{_SUFFIX}", others, made)

    def read(
        self,
        memory: Callable[[], dict[str, Matrix]],
        progress: Progress = no_progress,
        cancelled: Cancelled = never_cancelled,
    ) -> dict[str, Matrix]:
        """What ``memory`` has made room for, filled; nothing if there is no such file, or it is damaged, which then is
        removed. Raises ``LoadingCancelledError``."""
        if not self.path.is_file():
            return {}
        experts = memory()
        targets = dict(_parts(experts))
        try:
            stored = read_header(self.path)
            checksums = stored.pop(_CHECKSUMS)
            if not _describes(stored, targets):
                raise ValueError("it holds other tensors")
            reader = Reader(
                {**stored, _CHECKSUMS: checksums},
                ByteProgress(progress, f"Reading the kept {self.made} experts"),
                cancelled,
            )
            reader.fill(targets.items())
            self._check(targets, reader.read(_CHECKSUMS).tolist(), cancelled)
        except (HybridError, OSError, EOFError, ValueError, KeyError) as error:
            stop_if(cancelled)
            logger.warning("%s is made again, since it cannot be used: %s", self.path.name, error)
            with suppress(OSError):
                self.path.unlink()
            return {}
        return experts

    def write(
        self, experts: Mapping[str, Matrix], progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
    ) -> bool:
        """Keeps ``experts``, and removes those of earlier versions of the checkpoint; false if that cannot be done,
        for want of room for instance. Raises ``LoadingCancelledError``."""
        draft: Path | None = None
        try:
            private_folder(self.path.parent)
            parts = dict(_parts(experts))
            if _bytes(parts) + _LEFT_FREE > shutil.disk_usage(self.path.parent).free:
                logger.warning("The %s experts are not kept: too little room on the disk.", self.made)
                return False
            with NamedTemporaryFile(dir=self.path.parent, suffix=_DRAFT, delete=False) as file:
                draft = Path(file.name)
                tell = ByteProgress(progress, f"Keeping the {self.made} experts for the next time")
                _write(file, parts, tell, cancelled)
            draft.replace(self.path)
            for old in _files():
                if old.name.startswith(self.others) and old != self.path:
                    old.unlink()
        except OSError as error:
            logger.warning("The %s experts are not kept: %s", self.made, error)
            return False
        finally:
            if draft is not None:
                with suppress(OSError):
                    draft.unlink(missing_ok=True)
        return True

    @staticmethod
    def _check(targets: Mapping[str, Tensor], checksums: list[int], cancelled: Cancelled) -> None:
        def check(part: tuple[Tensor, int]) -> None:
            stop_if(cancelled)
            if zlib.crc32(_as_bytes(part[0])) != part[1]:
                raise ValueError("its bytes are not those that were written")

        on_threads(check, zip(targets.values(), checksums, strict=True))


def _identity(file: Path) -> tuple[object, ...]:
    """What tells a file from one with the same name and other weights: in the Hub's cache its name is its hash."""
    status = file.stat()
    return file.name, status.st_size, 0 if file.parent.name == "blobs" else status.st_mtime_ns


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()


def _parts(experts: Mapping[str, Matrix]) -> Iterator[tuple[str, Tensor]]:
    """All tensors by the names they have in a file, in the order of their bytes."""
    for parameter, matrix in experts.items():
        for kind, part in matrix._asdict().items():
            if part is not None:
                yield f"{parameter}/{kind}", part


def _describes(stored: Mapping[str, StoredTensor], targets: Mapping[str, Tensor]) -> bool:
    return stored.keys() == targets.keys() and all(
        tensor.shape == tuple(targets[name].shape) and torch_dtype(tensor) == targets[name].dtype
        for name, tensor in stored.items()
    )


def _bytes(parts: Mapping[str, Tensor]) -> int:
    return sum(part.nbytes for part in parts.values())


def _as_bytes(tensor: Tensor) -> memoryview:
    return tensor.contiguous().flatten().view(torch.uint8).numpy().data


def _write(file: IO[bytes], parts: Mapping[str, Tensor], tell: ByteProgress, cancelled: Cancelled) -> None:
    """As safetensors; the last tensor has the CRC-32 of each other one."""
    header, start = {}, 0
    sizes = {name: (_DTYPES[part.dtype], list(part.shape), part.nbytes) for name, part in parts.items()}
    for name, (dtype, shape, size) in {**sizes, _CHECKSUMS: ("I64", [len(parts)], 8 * len(parts))}.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [start, start + size]}
        start += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    file.write(len(text).to_bytes(8, "little") + text)
    checksums, done, total = [], 0, _bytes(parts)
    for part in parts.values():
        content, checksum = _as_bytes(part), 0
        for first in range(0, len(content), _BLOCK_BYTES):
            stop_if(cancelled)
            block = content[first : first + _BLOCK_BYTES]
            checksum = zlib.crc32(block, checksum)
            file.write(block)
            done += len(block)
            tell(done, total)
        checksums.append(checksum)
    file.write(_as_bytes(torch.tensor(checksums, dtype=torch.int64)))
    file.flush()
    os.fsync(file.fileno())
