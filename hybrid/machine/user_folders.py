"""User folders: where this program keeps settings, data, and files that can be made again, for their user alone.

Knows the platform's folders, and HYBRID_HOME, which replaces them; knows nothing of the files but who may read them.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

HOME_VARIABLE = "HYBRID_HOME"
_NAME = "hybrid-moe"


def config_dir() -> Path:
    """For what a user has chosen, such as presets; made if it is not there. Raises ``OSError``."""
    return _made(_below_home("config") or _platform("config"))


def data_dir() -> Path:
    """For what a user would miss, such as conversations; made if it is not there. Raises ``OSError``."""
    return _made(_below_home("data") or _platform("data"))


def cache_dir() -> Path:
    """For what can be made again, such as measurements; made if it is not there. Raises ``OSError``."""
    return _made(_below_home("cache") or _platform("cache"))


def _below_home(kind: str) -> Path | None:
    home = os.environ.get(HOME_VARIABLE)
    try:
        return Path(home).expanduser() / kind if home else None
    except RuntimeError as error:  # ~name of a user there is none of
        raise OSError(f"{HOME_VARIABLE} is {home!r}: give a folder that can be made.") from error


def _platform(kind: str) -> Path:
    # Imported late: with HYBRID_HOME, or where nothing is kept, the package need not be there.
    import platformdirs

    folders = {
        "config": platformdirs.user_config_path,
        "data": platformdirs.user_data_path,
        "cache": platformdirs.user_cache_path,
    }
    return folders[kind](_NAME, appauthor=False)


def private_folder(folder: Path) -> Path:
    """Makes a folder that only its user may enter, if it is not there. Raises ``OSError``."""
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    return folder


def private_file(path: Path) -> None:
    """Makes an empty file that only its user may read, if there is none. Raises ``OSError``.

    A file that is there already is not opened: closing it would release the locks that SQLite has on it.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _FILE_MODE))


def private_opener(path: str, flags: int) -> int:
    """For ``open``: a file that it makes is one that only its user may read."""
    return os.open(path, flags, _FILE_MODE)


_FOLDER_MODE, _FILE_MODE = 0o700, 0o600
_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def _made(folder: Path) -> Path:
    private_folder(folder)
    _tighten(folder)
    return folder


@cache
def _tighten(folder: Path) -> None:
    """Takes others' rights from what earlier versions have left in the folder, once while the program runs.

    What belongs to somebody else stays as it is, as does what a link leads to; on Windows files have the folder's
    rights, which the user's own folders do not give to others.
    """
    if os.name == "nt":
        return
    for path in (folder, *_below(folder)):
        with suppress(OSError):
            mode = path.lstat().st_mode
            if not stat.S_ISLNK(mode) and mode & _OF_OTHERS:
                path.chmod(stat.S_IMODE(mode) & ~_OF_OTHERS)


def _below(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        yield from (Path(place, name) for name in (*folders, *files))
