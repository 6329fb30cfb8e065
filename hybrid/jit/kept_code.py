"""On-disk cache of compiled functions: one file for each signature, whole or not there at all.

numba's own cache numbers its files and keeps the numbers in an index: two processes that compile a function for two
types at once both take the first number, and later ones run the code of the wrong type. Here a file is named after what
it holds and says what that is. Knows numba's cache interface; knows nothing of where our files lie.
"""

import hashlib
import os
import pickle
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import llvmlite
import numba
from numba.core.caching import FunctionCache
from numba.core.serialize import dumps

_DIGEST = hashlib.sha256
_VERSIONS = (numba.__version__, llvmlite.__version__)


class KeptCode(FunctionCache):  # type: ignore[misc]  # numba has no types
    """Takes numba's place between a dispatcher and the disk; trouble with files never reaches the caller."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        impl = self._impl
        stamp = (*_VERSIONS, impl.locator.get_source_stamp())
        self._cache_file = CodeFiles(Path(impl.locator.get_cache_path()), impl.filename_base, stamp)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        # What has been kept is whole, yet may be made of what this process cannot rebuild: then it compiles.
        with suppress(Exception):
            return super().load_overload(sig, target_context)
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        with suppress(OSError):  # a full disk, or a folder that can no longer be written
            super().save_overload(sig, data)


class CodeFiles:
    """The files of one function as its sources, ``stamp``, have it."""

    def __init__(self, folder: Path, name: str, stamp: tuple[Any, ...]) -> None:
        self._folder, self._name, self._stamp = folder, name, stamp

    def load(self, key: Any) -> Any:
        """What was saved under ``key``; None if nothing was, or if its file is damaged."""
        try:
            digest, content = _split(self._path(key).read_bytes())
        except OSError:
            return None
        if digest != _DIGEST(content).digest():  # cut off by a full disk or a power failure
            return None
        *holds, data = pickle.loads(content)  # noqa: S301 - numba pickles machine code; the folder is the user's own
        return data if holds == [self._stamp, key] else None

    def save(self, key: Any, data: Any) -> None:
        """Replaces what is kept under ``key`` in one step. Raises ``OSError``."""
        content = dumps((self._stamp, key, data))  # numba's own, which takes types and modules
        path = self._path(key)
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=f"{path.name}.tmp.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_DIGEST(content).digest() + content)
            os.replace(name, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise

    def flush(self) -> None:
        """Has every signature compiled anew, as numba's ``Dispatcher.recompile`` asks."""
        for path in self._folder.glob(f"{self._name}.*.nbc"):
            path.unlink(missing_ok=True)

    def _path(self, key: Any) -> Path:
        # Types of one name and different meaning share a file in turn: ``load`` compares the keys themselves.
        return self._folder / f"{self._name}.{_DIGEST(repr((self._stamp, key)).encode()).hexdigest()[:24]}.nbc"


def _split(content: bytes) -> tuple[bytes, bytes]:
    size = _DIGEST().digest_size
    return content[:size], content[size:]
