"""Missing packages: which errors mean one, rather than a damaged checkpoint.

Knows the ways in which Python and transformers report one: by the name of the module, or in a sentence of advice.
"""

import re

_ADVICE = re.compile(r"pip install (?:-U |--upgrade )?[\"']?(?P<names>[A-Za-z0-9][\w.\[\],-]*)")
_REQUIRES = re.compile(r"requires the (?P<name>[\w.-]+) (?:library|package)", re.IGNORECASE)
# Modules whose package has another name.
_PACKAGES = {"google": "protobuf", "PIL": "pillow", "yaml": "pyyaml", "sklearn": "scikit-learn", "cv2": "opencv-python"}


def install_hint(what: str, error: BaseException) -> str:
    """A sentence on what to install for ``what``; empty unless ``error`` is or was caused by an ``ImportError``."""
    failed = _import_error(error)
    if failed is None:
        return ""
    package = _package(failed)
    if not package:
        return f"{what} needs a Python package that is missing or has another version than expected ({failed})."
    return f"{what} needs a Python package that isn't installed. Run `pip install {package}` and start the app again."


def _import_error(error: BaseException | None) -> ImportError | None:
    causes: list[BaseException] = []
    while error is not None and error not in causes:
        if isinstance(error, ImportError):
            return error
        causes.append(error)
        error = error.__cause__ or error.__context__
    return None


def _package(error: ImportError) -> str:
    text = str(error)
    if advice := _ADVICE.search(text):
        return advice["names"].rstrip(".,")
    if isinstance(error, ModuleNotFoundError) and error.name:
        top = error.name.partition(".")[0]
        return _PACKAGES.get(top, top)
    requires = _REQUIRES.search(text)
    return requires["name"].lower() if requires else ""
