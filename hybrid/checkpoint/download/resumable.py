"""Resumable downloads into the Hub's cache: a file that was cut or cancelled goes on at its last byte.

The library resumes within one call only: its partial files have names of their own and are removed at the end. So the
bytes come here, into ``blobs/<etag>.kept.incomplete``, and ``snapshot_download`` then finds whole blobs and only links
them. Knows HTTP ranges and the cache's names; which files are wanted, and what to say of errors, the caller knows.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from filelock import Timeout
from huggingface_hub import constants, get_hf_file_metadata, hf_hub_url
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.file_download import are_symlinks_supported
from huggingface_hub.utils._fixes import WeakFileLock
from huggingface_hub.utils._headers import build_hf_headers
from huggingface_hub.utils._http import get_session, hf_raise_for_status

from hybrid.progress import Cancelled, never_cancelled, pause, stop_if

KEPT = "What has been downloaded is kept: load the model again to go on."
_PIECE_BYTES = 1 << 20
_LOCK_S, _PAUSE_S = 0.5, 2.0
_MOST_FAILURES = 5  # one after the other, without a byte in between
_WORTH_ANOTHER_TRY = (408, 429, 500, 502, 503, 504)
_SHA256 = 64  # digits of it; the etag of a file in the Hub's large storage is its hash
_TOO_LARGE = getattr(constants, "MAX_HTTP_DOWNLOAD_SIZE", 50 * 1000**3)


@dataclass(frozen=True, slots=True)
class Repository:
    """One revision of a model on the Hub, and the folder of the cache that holds its files."""

    name: str
    revision: str
    folder: Path

    def download(self, file: str, cancelled: Cancelled = never_cancelled) -> None:
        """Brings one file's content into the cache, unless it is there; no snapshot links to it yet, if files can be
        linked to.

        Leaves files that the Hub does not send by plain HTTP to the library. Raises ``LoadingCancelledError``, and
        whatever the network, the Hub and the disk do; what has arrived is kept in any case.
        """
        stop_if(cancelled, KEPT)
        url = hf_hub_url(self.name, file, revision=self.revision)
        described = get_hf_file_metadata(url)
        if not described.etag or described.size is None or described.size > _TOO_LARGE:
            return
        # Without links the library would copy a blob, and both would stay.
        is_linked = are_symlinks_supported(self.folder.parent)
        blob = self.folder / "blobs" / described.etag
        target = blob if is_linked else self.folder / "snapshots" / self.revision / file
        with self._locked(described.etag, cancelled):
            if not blob.exists() and not target.exists():
                _Download(url, blob, target, described.size, cancelled).complete()

    def arrived(self) -> int:
        """Bytes of files that are not whole yet, and that a download would go on with."""
        return sum(part.stat().st_size for part in (self.folder / "blobs").glob("*.kept.incomplete"))

    @contextmanager
    def _locked(self, etag: str, cancelled: Cancelled) -> Iterator[None]:
        """The library's own lock of this file, so that no other program writes to it."""
        lock = self.folder.parent / ".locks" / self.folder.name / f"{etag}.lock"
        lock.parent.mkdir(parents=True, exist_ok=True)
        while True:
            stop_if(cancelled, KEPT)
            try:
                held = WeakFileLock(lock, timeout=_LOCK_S)
                held.__enter__()
            except Timeout:
                continue
            break
        try:
            yield
        finally:
            held.__exit__(None, None, None)


class _Download:
    """The content of one file on its way into ``target``, which is complete or not there; what has arrived lies beside
    ``blob``, whose name is the etag."""

    def __init__(self, url: str, blob: Path, target: Path, size: int, cancelled: Cancelled) -> None:
        self._url, self._blob, self._target, self._size, self._cancelled = url, blob, target, size, cancelled
        self._part = blob.with_name(f"{blob.name}.kept.incomplete")

    def complete(self) -> None:
        self._part.parent.mkdir(parents=True, exist_ok=True)
        # Unbuffered: what has arrived is in the file even if the program is ended at once.
        with self._part.open("ab", buffering=0) as file:
            before = file.tell()
            if before > self._size:
                file.truncate(0)
            while file.seek(0, os.SEEK_END) < self._size:
                self._receive_patiently(file)
        if before and not self._is_intact():
            self._part.unlink()
            raise OSError("what was kept of an earlier download is damaged, and has been removed")
        os.replace(self._part, self._target)

    def _receive_patiently(self, file: BinaryIO) -> None:
        """Tries again after a failure of the connection, unless several come without a byte in between."""
        failures = 0
        while True:
            before = file.tell()
            try:
                self._receive(file)
                return
            except Exception as error:
                if not _is_passing(error):
                    raise
                failures = 0 if file.tell() > before else failures + 1
                if failures == _MOST_FAILURES:
                    raise
            pause(_PAUSE_S, self._cancelled)
            stop_if(self._cancelled, KEPT)

    def _receive(self, file: BinaryIO) -> None:
        stop_if(self._cancelled, KEPT)
        start = file.tell()
        headers = build_hf_headers() | {"Accept-Encoding": "identity"}
        if start:
            headers["Range"] = f"bytes={start}-"
        timeout = constants.HF_HUB_DOWNLOAD_TIMEOUT
        with get_session().stream("GET", self._url, headers=headers, timeout=timeout, follow_redirects=True) as answer:
            hf_raise_for_status(answer)
            if start and answer.status_code != 206:  # a server that sends the whole file all the same
                file.truncate(0)
            for piece in answer.iter_raw(_PIECE_BYTES):
                stop_if(self._cancelled, KEPT)
                _write(file, piece)
        if file.tell() > self._size:
            file.truncate(0)
            raise OSError(f"the Hub sent more than the {self._size} bytes it had stated")

    def _is_intact(self) -> bool:
        """Whether the parts of several sessions make up the file; known only where its etag is a hash."""
        if len(self._blob.name) != _SHA256:
            return True
        digest = hashlib.sha256()
        with self._part.open("rb") as file:
            while piece := file.read(_PIECE_BYTES):
                stop_if(self._cancelled, KEPT)
                digest.update(piece)
        return digest.hexdigest() == self._blob.name


def _write(file: BinaryIO, piece: bytes) -> None:
    """All of it: a write without a buffer may take a part only."""
    rest = memoryview(piece)
    while rest:
        rest = rest[file.write(rest) :]


def _is_passing(error: Exception) -> bool:
    """Whether the same request may succeed in a moment."""
    if isinstance(error, HfHubHTTPError):
        return error.response.status_code in _WORTH_ANOTHER_TRY
    return type(error).__module__.startswith("httpx") or isinstance(error, ConnectionError)
