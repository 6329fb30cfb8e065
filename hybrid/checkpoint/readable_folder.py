"""Readable folder of a checkpoint, for transformers: without byte order marks, and with an index.

The checkpoint's folder stays as it is. If something has to differ, a folder of links stands in for it, with plain
UTF-8 copies of the files that had a byte order mark, and an index if there was none. It is deleted with its object.
"""

import codecs
import json
import os
import shutil
import weakref
from pathlib import Path
from tempfile import mkdtemp

from hybrid.checkpoint.weight_files import INDEX, Headers
from hybrid.errors import UnsupportedModelError

_TEXTS = (".json", ".jinja", ".txt")
# UTF-32 before UTF-16: its mark begins with that of UTF-16.
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


class ReadableFolder:
    """``path`` is what to read: the folder itself, or its stand-in."""

    def __init__(self, folder: Path) -> None:
        self._folder = self.path = folder
        marked = {file.name: codec for file in _texts(folder) if (codec := _codec(file))}
        for name, codec in marked.items():
            self._write(name, self._decoded(folder / name, codec))

    def link(self) -> None:
        """Adds links to files that are new in the folder."""
        if self.path == self._folder:
            return
        for file in self._folder.iterdir():
            stand_in = self.path / file.name
            if not os.path.lexists(stand_in):  # there may be links to nothing
                stand_in.symlink_to(file.absolute(), target_is_directory=file.is_dir())

    def add_index(self, headers: Headers) -> None:
        """Writes an index of the weights, for files that none names."""
        weight_map = {tensor: file for file, tensors in headers.items() for tensor in tensors}
        self._write(INDEX, json.dumps({"metadata": {}, "weight_map": weight_map}))

    def stand_in(self) -> None:
        """Reads from a folder of links from now on."""
        if self.path == self._folder:
            self.path = Path(mkdtemp(prefix="checkpoint-"))
            weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)
            self.link()

    def _write(self, name: str, text: str) -> None:
        self.stand_in()
        (self.path / name).unlink(missing_ok=True)
        (self.path / name).write_text(text, encoding="utf-8")

    def _decoded(self, file: Path, codec: str) -> str:
        try:
            return file.read_text(encoding=codec)
        except UnicodeError as error:
            raise UnsupportedModelError(
                f"{file.name} in {self._folder} isn't valid {codec.upper()} text. Download the checkpoint again.",
                "model",
            ) from error


def _texts(folder: Path) -> list[Path]:
    return [file for file in folder.iterdir() if file.name.endswith(_TEXTS) and file.is_file()]


def _codec(file: Path) -> str | None:
    with file.open("rb") as stream:
        start = stream.read(4)
    return next((codec for mark, codec in _MARKS.items() if start.startswith(mark)), None)
