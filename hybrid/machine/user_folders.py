"""User folders: where this program keeps settings, data, and files that can be made again.

Knows the platform's folders, and HYBRID_HOME, which replaces them; knows nothing of the files.
"""

import os
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


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
