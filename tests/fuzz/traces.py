"""Targets that read traces: the lab's own files, and those of other programs."""

import io
import zipfile
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from hybrid.errors import HybridError
from hybrid.records.foreign.reader import import_trace
from hybrid.records.foreign.routing import Hints
from hybrid.records.trace import Trace
from hybrid.records.trace_file import load_trace, save_trace
from tests.fuzz.headers import other_safetensors
from tests.fuzz.target import Target, check_sentence
from tests.hybrid.records.foreign.test_damage import whole_files, whole_parquet
from tests.hybrid.records.foreign.test_formats import IDS, npy

_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_HINTS = (Hints(), Hints(3, 2, None), Hints(None, None, 8), Hints(5, 4, None), Hints(1024, 1024, 1))
_NPY_HEADERS = (
    "{'descr': '(3,)<i4', 'fortran_order': False, 'shape': (2,)}",
    "{'descr': [('a', '<i4')], 'fortran_order': True, 'shape': (2, 3, 4)}",
    "{'descr': '<i4', 'fortran_order': False, 'shape': (0, 9223372036854775807)}",
)


@cache
def own() -> Sequence[bytes]:
    choices = np.arange(24, dtype=np.int16).reshape(4, 3, 2) % 8
    plain = Trace.from_choices(choices, num_experts=8)
    full = Trace.from_choices(
        choices, num_experts=8, weights=np.ones((4, 3, 2)), prompt=[1, 1, 0, 0], steps=[0, 0, 1, 2], texts=list("abcd")
    )
    with TemporaryDirectory() as folder:
        path = Path(folder, "trace.safetensors")
        return tuple(_saved(trace, path) for trace in (plain, full))


def _saved(trace: Trace, path: Path) -> bytes:
    save_trace(trace, path)
    return path.read_bytes()


@cache
def foreign() -> Sequence[bytes]:
    archives = []
    for compression in _COMPRESSIONS:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", compression) as archive:
            archive.writestr("choices.npy", npy(IDS))
            archive.writestr("prompt.npy", npy(np.zeros(len(IDS), bool)))
        archives.append(stream.getvalue())
    headers = [b"\x93NUMPY\x01\0" + len(h).to_bytes(2, "little") + h.encode() + bytes(24) for h in _NPY_HEADERS]
    table = b"token,layer,expert_1,expert_2,weight_1,weight_2\n0,0,1,2,.5,.5\n0,1,2,3,.5,.5\n"
    return (*whole_files(), *archives, *headers, table, b"0;1\n0;2\n1;1\n1;2\n")


def _own(_: bytes, folder: Path) -> None:
    load_trace(folder / "trace.safetensors").uses()


def _foreign(content: bytes, _: Path) -> None:
    """Whatever the user has said of it."""
    refusals = []
    for hints in _HINTS:
        try:
            trace = import_trace("file", content, hints).trace
        except HybridError as refusal:
            refusals.append(refusal)
            check_sentence(str(refusal))
        else:
            assert trace.tokens
            assert 0 <= trace.choices.min() <= trace.choices.max() < trace.num_experts
    if len(refusals) == len(_HINTS):
        raise refusals[0]


TARGETS = {
    "trace": Target(own, _own, "trace.safetensors", mutate=other_safetensors),
    "foreign-trace": Target(foreign, _foreign),
}
if find_spec("pyarrow") is not None:
    TARGETS["parquet-trace"] = Target(lambda: (whole_parquet(),), _foreign)
