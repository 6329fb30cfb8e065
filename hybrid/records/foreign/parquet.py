"""FLAME-MoE's traces: Parquet files, one a layer, with ``indices`` and ``scores`` for each token.

Read with pyarrow, which this program does not need otherwise; only the first tokens are read of files that hold fifty
million. The dataset's card (CMU-FLAME/FLAME-MoE-Traces) has the format.
"""

import importlib
from collections.abc import Sequence
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from hybrid.errors import TraceError, refusing
from hybrid.records.foreign.routing import Hints, RawRouting, expert_numbers

MAGIC = b"PAR1"
COLUMN, WEIGHTS = "indices", "scores"
MOST_TOKENS = 16_384
_BATCH = 4096
_DAMAGED = "It is no complete Parquet file: it is cut short or damaged. Download it again."


def read_parquet(files: Sequence[BinaryIO], hints: Hints, tokens: int = MOST_TOKENS) -> RawRouting:
    """The first ``tokens`` tokens of one file a layer, in the layers' order. Raises ``TraceError``."""
    layers = [_layer(file, tokens) for file in files]
    length = min(len(ids) for ids, _ in layers)
    if len({ids.shape[1] for ids, _ in layers}) > 1:
        raise TraceError("The files differ in experts per token: give the layers of one model.")
    notes = []
    if length == tokens:
        notes.append(f"Only the first {tokens} tokens were read.")
    if len(files) == 1:
        notes.append("One file is one layer: `python -m hybrid.lab import` joins the files of all layers.")
    weights = [w for _, w in layers if w is not None]
    return RawRouting(
        np.stack([ids[:length] for ids, _ in layers], axis=1),
        weights=np.stack([w[:length] for w in weights], axis=1) if len(weights) == len(layers) else None,
        notes=tuple(notes),
    )


def _layer(file: BinaryIO, tokens: int) -> tuple[NDArray[np.int32], NDArray[np.float32] | None]:
    """(tokens, k) of one file: experts, and their weights if it has them."""
    try:
        parquet: Any = importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise TraceError(
            "Parquet files need the package pyarrow: install it (pip install pyarrow), and try again."
        ) from error
    with refusing(lambda _: TraceError(_DAMAGED)):
        opened = parquet.ParquetFile(file)
        names = set(opened.schema_arrow.names)
        if COLUMN not in names:
            raise TraceError(f"The file has no column {COLUMN!r}: choose a file of routing (actives), not of samples.")
        columns = [COLUMN, WEIGHTS] if WEIGHTS in names else [COLUMN]
        batches, rows = [], 0
        for batch in opened.iter_batches(_BATCH, columns=columns):
            batches.append(batch)
            rows += batch.num_rows
            if rows >= tokens:
                break
        lists = [[_rows(batch.column(name)) for batch in batches] for name in columns]
    if not rows:
        raise TraceError("The file has no tokens.")
    if any(len({part.shape[1] for part in parts}) > 1 for parts in lists):
        raise TraceError("Its tokens differ in experts: every token needs as many.")
    ids = expert_numbers(np.concatenate(lists[0])[:tokens])
    weights = np.concatenate(lists[1])[:tokens] if len(lists) > 1 else None
    if weights is None or weights.shape != ids.shape or weights.dtype.kind != "f":
        return ids, None
    return ids, weights.astype(np.float32)


def _rows(column: Any) -> NDArray[Any]:
    """(tokens, k) of a column of lists."""
    if not hasattr(column, "value_lengths") or column.null_count:
        raise TraceError(f"Its column {COLUMN!r} is no list of experts for each token: choose another file.")
    lengths = np.asarray(column.value_lengths())
    if not len(lengths) or lengths.min() != lengths.max() or lengths[0] < 1 or column.flatten().null_count:
        raise TraceError("Its tokens differ in experts: every token needs as many.")
    return np.asarray(column.flatten()).reshape(len(column), int(lengths[0]))
