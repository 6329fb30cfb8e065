"""Local folders and the Hugging Face Hub: where a checkpoint's files are, and how they get here.

Of a model on the Hub, the small files that describe it are fetched first. The headers of its weights can be read on the
Hub. The weights themselves come last, and only the files that the caller names.
"""

import shutil
import threading
import weakref
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from glob import escape
from pathlib import Path
from tempfile import mkdtemp
from typing import Protocol
from urllib.parse import urlsplit

from huggingface_hub import constants, get_cached_repo_tree, hf_hub_url, snapshot_download
from huggingface_hub.errors import CachedRepoTreeNotFoundError
from huggingface_hub.utils._headers import build_hf_headers
from huggingface_hub.utils._http import get_session, hf_raise_for_status

from hybrid.checkpoint import model_names
from hybrid.checkpoint.download.resumable import Repository
from hybrid.checkpoint.gguf.header import LONGEST_HEADER, is_whole, read_gguf_header
from hybrid.checkpoint.hub_errors import hub_refusal, no_room
from hybrid.checkpoint.model_names import FolderName, HubName
from hybrid.checkpoint.safetensors_headers import StoredTensor, read_header
from hybrid.checkpoint.weight_files import Headers
from hybrid.errors import HybridError, LoadingCancelledError
from hybrid.progress import ByteProgress, Cancelled, Progress, never_cancelled, no_progress

# Only files at the top of a repository: its folders hold copies in other formats.
_DESCRIPTIONS = ("*.json", "*.jinja", "*.txt", "*.model", "*.tiktoken")
OF_THE_WEIGHTS = ("config.json", "generation_config.json", "*.index.json")  # without the tokenizer's
_NOT_DESCRIPTIONS = ("*/*", "consolidated*", "*.gguf", "*.bin.index.json", "*.onnx*", "README*", "LICENSE*")
_AT_ONCE = 8
_FIRST_BYTES = 100_000  # nearly every header is shorter
_LENGTH_BYTES = 8
_LONGEST_HEADER = 100_000_000
_GGUF = ".gguf"
_LOOK_S = 0.5  # between two looks at how far a download is
_FIRST_GGUF_BYTES, _MORE = 1 << 20, 8  # a vocabulary takes some millions of bytes; then so many times as much


class Source(Protocol):
    """A checkpoint's files. ``listed`` are the names of all files it has, or ``None``: those in ``path``.

    ``chosen`` is the GGUF file that was asked for, or a word in its name.
    """

    path: Path
    shown: str
    listed: Collection[str] | None
    chosen: str | None

    def size(self, names: Sequence[str]) -> int:
        """Size of these files together, in bytes."""

    def headers(self, names: Sequence[str]) -> Headers | None:
        """The headers of these files; ``None`` if they cannot be read before the files are fetched."""

    def file_with_header(self, name: str) -> Path:
        """A file that has this one's header and size, perhaps with a hole in place of the weights. Raises whatever the
        network does."""

    def fetch(
        self, names: Sequence[str], progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
    ) -> None:
        """Puts these files into ``path``; ``progress`` and ``cancelled`` are called on other threads.

        Raises ``ModelNotFoundError`` or ``LoadingCancelledError``; the next call goes on where this one ended.
        """


def open_source(text: str, descriptions: Sequence[str] = _DESCRIPTIONS) -> Source:
    """The checkpoint that ``text`` names; fetches the files that describe it. Raises ``ModelNotFoundError``."""
    endpoint = urlsplit(constants.ENDPOINT).netloc.lower()
    place = model_names.find(text, (*model_names.HUB_HOSTS, endpoint))
    return HubSource(place, descriptions) if isinstance(place, HubName) else LocalSource(place)


class LocalSource:
    """A folder on this machine, from which nothing need be fetched."""

    listed: Collection[str] | None = None

    def __init__(self, place: FolderName) -> None:
        self.path, self.shown, self.chosen = place.path, place.shown, place.file

    def size(self, names: Sequence[str]) -> int:
        return sum((self.path / name).stat().st_size for name in names)

    def headers(self, names: Sequence[str]) -> Headers | None:
        return {name: _tensors(self.path / name) for name in names}

    def file_with_header(self, name: str) -> Path:
        return self.path / name

    def fetch(
        self, names: Sequence[str], progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
    ) -> None:
        """Nothing to do."""


class HubSource:
    """A snapshot in the Hub's cache. Works without a network for what the cache holds."""

    def __init__(self, name: HubName, descriptions: Sequence[str] = _DESCRIPTIONS) -> None:
        self._name, self.shown, self.chosen = name, str(name), name.file
        self._scratch = Path(mkdtemp(prefix="headers-"))
        weakref.finalize(self, shutil.rmtree, self._scratch, ignore_errors=True)
        self._cache = Path(constants.HF_HUB_CACHE)
        self.path = Path()
        self.path = self._fetch(name.revision, descriptions, _NOT_DESCRIPTIONS)
        self.path.mkdir(parents=True, exist_ok=True)  # a repository may have none of these files
        self._sizes = self._sizes_by_name()
        self.listed: Collection[str] | None = self._sizes

    def size(self, names: Sequence[str]) -> int:
        return sum(self._size(name) for name in names)

    def headers(self, names: Sequence[str]) -> Headers | None:
        try:
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                files = list(pool.map(self.file_with_header, names))
        except Exception:  # a proxy or a mirror cannot send parts of files: read the headers after the download
            return None
        headers = {name: _tensors(file) for name, file in zip(names, files, strict=True)}
        return {
            name: {tensor: replace(stored, file=self.path / name) for tensor, stored in tensors.items()}
            for name, tensors in headers.items()
        }

    def file_with_header(self, name: str) -> Path:
        here, hollow = self.path / name, self._scratch / name
        if here.is_file():
            return here
        return hollow if hollow.is_file() else self._header_of(name, hollow)

    def fetch(
        self, names: Sequence[str], progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
    ) -> None:
        missing = [name for name in names if not (self.path / name).is_file()]
        if not missing:
            return
        repository = Repository(self._name.repo, self.path.name, self.path.parents[1])
        needed, free = self.size(missing) - repository.arrived(), shutil.disk_usage(self.path).free
        if needed > free:
            raise no_room(self._name, needed, free)
        with self._watched(names, ByteProgress(progress, f"Downloading {self.shown}")):
            self._download(repository, missing, cancelled)

    def _download(self, repository: Repository, names: Sequence[str], cancelled: Cancelled) -> None:
        """All of these files at once; a failure of one ends the others, which go on the next time."""
        failed = threading.Event()

        def download(name: str) -> None:
            try:
                repository.download(name, lambda: failed.is_set() or cancelled())
                self._fetch(self.path.name, [escape(name)], ())  # links to what is there now
            except BaseException:
                failed.set()
                raise

        with ThreadPoolExecutor(_AT_ONCE, "download") as pool:
            downloads = [pool.submit(download, name) for name in names]
        errors = [error for each in downloads if (error := each.exception()) is not None]
        # Those that a failure has ended say that they were cancelled: the failure itself is what counts.
        errors.sort(key=lambda error: isinstance(error, LoadingCancelledError))
        if not errors:
            return
        if isinstance(errors[0], HybridError):
            raise errors[0]
        raise hub_refusal(self._name, errors[0], begun=True) from errors[0]

    @contextmanager
    def _watched(self, names: Sequence[str], tell: ByteProgress) -> Iterator[None]:
        """Tells now and then how much of these files is here. By their sizes on the disk: the library's own progress is
        meant for a terminal, and differs from version to version."""
        total, ended = self.size(names), threading.Event()

        def watch() -> None:
            tell(self._here(names, total), total)
            while not ended.wait(_LOOK_S):
                tell(self._here(names, total), total)

        watching = threading.Thread(target=watch, name="download-progress", daemon=True)
        watching.start()
        try:
            yield
        finally:
            ended.set()
            watching.join()

    def _here(self, names: Sequence[str], total: int) -> int:
        """Bytes of these files on the disk, and of those that are under way."""
        blobs = self.path.parents[1] / "blobs"
        count = 0
        for file in (*(self.path / name for name in names), *blobs.glob("*.incomplete")):
            with suppress(OSError):  # not there yet, or whole by now
                count += file.stat().st_size
        return min(count, total)

    def _fetch(self, revision: str | None, patterns: Sequence[str], excluded: Sequence[str]) -> Path:
        try:
            return Path(
                snapshot_download(
                    self._name.repo,
                    revision=revision,
                    cache_dir=self._cache,
                    allow_patterns=list(patterns),
                    ignore_patterns=list(excluded),
                )
            )
        except Exception as error:  # of the library, its transports, and the system below them
            raise hub_refusal(self._name, error, begun=self.path != Path()) from error

    def _sizes_by_name(self) -> dict[str, int] | None:
        try:
            tree = get_cached_repo_tree(self._name.repo, revision=self.path.name, cache_dir=self._cache)
        except CachedRepoTreeNotFoundError:  # no network, and a cache that an older version of the library wrote
            return None
        return {file.path: file.lfs.size if file.lfs else file.size for file in tree}

    def _size(self, name: str) -> int:
        if self._sizes is not None and name in self._sizes:
            return self._sizes[name]
        return (self.path / name).stat().st_size

    def _header_of(self, name: str, target: Path) -> Path:
        """Makes a file with the header and the size of one on the Hub, but a hole in place of the weights."""
        url = hf_hub_url(self._name.repo, name, revision=self.path.name)
        start = self._gguf_header(url) if name.endswith(_GGUF) else self._safetensors_header(url)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            file.write(start)
            file.truncate(self._size(name))
        return target

    def _safetensors_header(self, url: str) -> bytes:
        start = self._first_bytes(url, _FIRST_BYTES)
        length = int.from_bytes(start[:_LENGTH_BYTES], "little")
        if length > _LONGEST_HEADER:
            length = 0  # ``read_header`` will refuse it
        if len(start) < _LENGTH_BYTES + length:
            start = self._first_bytes(url, _LENGTH_BYTES + length)
        return start

    def _gguf_header(self, url: str) -> bytes:
        """Asks for more until it is whole: its length is stated nowhere."""
        count = _FIRST_GGUF_BYTES
        start = self._first_bytes(url, count)
        while not is_whole(start) and len(start) == count and count < LONGEST_HEADER:
            count = min(count * _MORE, LONGEST_HEADER)
            start = self._first_bytes(url, count)
        return start

    def _first_bytes(self, url: str, count: int) -> bytes:
        headers = build_hf_headers() | {"Range": f"bytes=0-{count - 1}", "Accept-Encoding": "identity"}
        timeout = constants.HF_HUB_DOWNLOAD_TIMEOUT
        start = bytearray()
        with get_session().stream("GET", url, headers=headers, timeout=timeout, follow_redirects=True) as response:
            hf_raise_for_status(response)
            for piece in response.iter_raw():  # a server may send the whole file all the same
                start += piece
                if len(start) >= count:
                    break
        return bytes(start[:count])


def _tensors(file: Path) -> Mapping[str, StoredTensor]:
    return read_gguf_header(file).tensors if file.suffix == _GGUF else read_header(file)
