"""Compiled functions whose machine code is kept, for later processes, until a source that it is made of changes.

numba keeps it as long as the function's own file is unchanged, even when a file that it imports has changed. Here it
lies in a folder named after the contents of the file and of all of ours that it imports, directly or through others.
Knows files and their imports; knows nothing of what the functions do.
"""

import ast
import hashlib
import inspect
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba

from hybrid.jit.kept_code import KeptCode
from hybrid.machine.user_folders import cache_dir, private_folder

Function = TypeVar("Function", bound=Callable[..., Any])

# By its path: an import of the package would be one more source of every function, with all that it imports.
_PACKAGE = Path(__file__).resolve().parents[1]
_FOLDER = "compiled"
_KEPT_UNUSED_S = 24 * 3600  # code of other sources: of a branch left for a while, or of a process that is still running
# numba reads from its settings, which all threads share, where to keep a function, and does so while decorating it.
_SETTINGS = threading.Lock()


def compiled_part(**options: bool) -> Callable[[Function], Function]:
    """``compiled`` for functions that only compiled ones call, which takes a quarter less time.

    They have no entry for Python: a call from there ends the process.
    """
    return compiled(no_cpython_wrapper=True, no_cfunc_wrapper=True, **options)


def compiled(**options: bool) -> Callable[[Function], Function]:
    """``numba.njit`` with these options; a function that only compiled ones call is kept as a part of them."""

    def decorate(function: Function) -> Function:
        if numba.config.DISABLE_JIT:
            return function
        with _SETTINGS:
            usual = numba.config.CACHE_DIR
            folder = _folder_of(Path(inspect.getfile(function)), usual)
            try:
                numba.config.CACHE_DIR = str(folder or usual)
                dispatcher: Any = numba.njit(**options)(function)
                if folder is not None:
                    dispatcher._cache = KeptCode(function)  # as numba's enable_caching sets it
            finally:
                numba.config.CACHE_DIR = usual
        kept_function: Function = dispatcher
        return kept_function

    return decorate


def is_any_kept(module: str) -> bool:
    """Whether machine code of ``module`` is kept as its sources are now, or could not be kept."""
    folder = _folder_of(_PACKAGE.parent.joinpath(*module.split(".")).with_suffix(".py"), numba.config.CACHE_DIR)
    return numba.config.DISABLE_JIT or folder is None or any(folder.rglob("*.nbc"))


@cache
def _folder_of(file: Path, chosen: str) -> Path | None:
    """Where the machine code of the file's functions is kept; None if nothing can be written."""
    module = _name_of(file)
    digest = _digest_of(module)
    for parent in _parents(chosen):
        folder = parent / module / digest
        try:
            private_folder(folder)
            tempfile.TemporaryFile(dir=folder).close()
            os.utime(folder)
        except OSError:
            continue
        _remove_unused(folder)
        return folder
    return None


def _remove_unused(used: Path) -> None:
    """Removes the folders beside the ``used`` one that no process has started with for a while."""
    for folder in used.parent.iterdir():
        with suppress(OSError):  # another process may be removing it, too
            if folder != used and folder.stat().st_mtime < time.time() - _KEPT_UNUSED_S:
                shutil.rmtree(folder, ignore_errors=True)


def _parents(chosen: str) -> Iterator[Path]:
    """Folders of this module alone, the first choice first. Those that installations share have one for each."""
    installation = hashlib.sha256(os.fsencode(_PACKAGE)).hexdigest()[:16]
    if chosen:
        yield Path(chosen, f"{_PACKAGE.name}-{installation}")
    yield _PACKAGE / "__pycache__" / _FOLDER
    try:
        shared = cache_dir()
    except OSError:
        return
    yield shared / _FOLDER / installation


def _digest_of(module: str) -> str:
    """Of the module's source and of all that it imports of ours, directly or through others."""
    modules, unseen = {module}, [module]
    while unseen:
        imported = _imports_of(unseen.pop()) - modules
        modules |= imported
        unseen += imported
    together = hashlib.sha256()
    for name in sorted(modules):
        together.update(name.encode() + hashlib.sha256(_sources()[name]).digest())
    return together.hexdigest()[:16]


@cache
def _imports_of(module: str) -> frozenset[str]:
    """The modules of ours that the module names in an import, wherever it stands."""
    named: set[str] = set()
    for node in ast.walk(ast.parse(_sources()[module])):
        if isinstance(node, ast.Import):
            named.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            named.add(node.module)
            named.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(named & _sources().keys())


@cache
def _sources() -> Mapping[str, bytes]:
    """Every module of ours, all read at once: those that are loaded later may have been changed by then."""
    return {_name_of(path): path.read_bytes() for path in _PACKAGE.rglob("*.py")}


def _name_of(file: Path) -> str:
    parts = file.relative_to(_PACKAGE.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")
