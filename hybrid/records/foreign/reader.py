"""Reader of foreign traces: tells the format by a file's first bytes and hands it to the one that reads it.

Nothing that could run code is opened: pickles, and what torch saves as such, are refused by their bytes and by name.
"""

import io
import re
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path, PurePath

from hybrid.errors import TraceError
from hybrid.records.foreign import arrays, parquet
from hybrid.records.foreign.cleaning import ImportedTrace, cleaned
from hybrid.records.foreign.responses import read_responses
from hybrid.records.foreign.routing import Hints, RawRouting
from hybrid.records.foreign.tables import read_table
from hybrid.records.trace import MAX_EXPERTS

PICKLED = (".pkl", ".pickle", ".pt", ".pth", ".ckpt", ".bin", ".joblib")
_PICKLE_PROTOCOLS = (2, 3, 4, 5)
_UNKNOWN = (
    "It is no trace that can be read: choose a response of vLLM or SGLang (JSON), an .npy or .npz array, "
    "a table of layer and expert (CSV), or a .safetensors file saved by the Lab."
)
_BOUNDS = {"layers": 1024, "top_k": 1024, "experts": MAX_EXPERTS}


def import_trace(name: str, content: bytes, hints: Hints | None = None) -> ImportedTrace:
    """The trace of another program's file. Raises ``TraceError``, whose sentence begins with ``name``."""
    try:
        checked = _checked(hints or Hints())
        return cleaned(_raw(name, content, checked), checked)
    except TraceError as error:
        raise TraceError(f"{name}: {error}") from error


def import_files(paths: Sequence[Path], hints: Hints, tokens: int = parquet.MOST_TOKENS) -> ImportedTrace:
    """The trace of one file, or of Parquet files, one a layer, in the order of the numbers in their names.

    Raises ``TraceError``.
    """
    if not paths:
        raise TraceError("No file is named: give the file of a trace.")
    first = ", ".join(path.name for path in paths[:2])
    try:
        with ExitStack() as stack:
            files = [stack.enter_context(path.open("rb")) for path in sorted(paths, key=_layer_number)]
            if files[0].read(4) != parquet.MAGIC:
                if len(paths) > 1:
                    raise TraceError(f"{first}: only Parquet files come as several, one a layer. Give one file.")
                return import_trace(paths[0].name, paths[0].read_bytes(), hints)
            checked = _checked(hints)
            return cleaned(parquet.read_parquet(files, checked, tokens), checked)
    except OSError as error:
        raise TraceError(f"{first} cannot be read: {error.strerror or error}. Check the path.") from error


def _layer_number(path: Path) -> tuple[int, str]:
    numbers = re.findall(r"\d+", path.stem)
    return (int(numbers[-1][:9]) if numbers else -1, path.name)


def _checked(hints: Hints) -> Hints:
    for name, most in _BOUNDS.items():
        value = getattr(hints, name)
        if value is not None and not 1 <= value <= most:
            what = {"layers": "Layers", "top_k": "Experts per token", "experts": "Experts per layer"}[name]
            raise TraceError(f"{what}: 1 to {most}.")
    return hints


def _raw(name: str, content: bytes, hints: Hints) -> RawRouting:
    if PurePath(name).suffix.lower() in PICKLED or (content[:1] == b"\x80" and content[1:2] in _protocols()):
        raise TraceError(arrays.PICKLE)
    if content.startswith(arrays.MAGIC):
        return arrays.read_npy(content, hints)
    if content.startswith(arrays.ZIP_MAGIC):
        return arrays.read_npz(content, hints)
    if content.startswith(parquet.MAGIC):
        return parquet.read_parquet([io.BytesIO(content)], hints)
    if content.startswith(b"\x1f\x8b"):
        raise TraceError("It is compressed: unpack it first.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TraceError(_UNKNOWN) from error
    if text.lstrip()[:1] in ("{", "["):
        return read_responses(text, hints)
    if (
        not text.strip()
        or not re.search(r"[,;\t]", text.lstrip().partition("\n")[0])
        and not text.lstrip().startswith("#")
    ):
        raise TraceError(_UNKNOWN)
    return read_table(text, hints)


def _protocols() -> tuple[bytes, ...]:
    return tuple(bytes([number]) for number in _PICKLE_PROTOCOLS)
