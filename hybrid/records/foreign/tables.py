"""Tables of routing: llama.cpp's ``layer,expert`` in order of computation, and tables that number their tokens.

llama.cpp writes for each batch and layer the experts of all its tokens, one a row. How many belong to a token follows
from the lengths of the layers' runs. For a prompt it computes the last layer for the last token only.
"""

import io
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hybrid.errors import TraceError, refusing
from hybrid.records.foreign.routing import MOST_CHOICES, Hints, RawRouting

_Run = tuple[int, int, int]  # a layer, and its rows: the first, and the one after the last

_COLUMNS = "It needs the columns layer and expert, or token, layer, expert_1, expert_2 and so on."


def read_table(text: str, hints: Hints) -> RawRouting:
    """The routing of a table. Raises ``TraceError``."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if not lines:
        raise TraceError(f"The table is empty. {_COLUMNS}")
    separator = max(",;\t", key=lines[0].count)
    names = [name.strip().strip('"').lower() for name in lines[0].split(separator)]
    has_header = not names[0].lstrip("-").isdigit()
    if not has_header:
        if len(names) != 2:
            raise TraceError(f"The table has no header, and {len(names)} columns. {_COLUMNS}")
        names = ["layer", "expert"]
    body = lines[1:] if has_header else lines
    experts = [name for name in names if name == "expert" or _numbered(name, "expert_")]
    if "layer" not in names or not experts or not body:
        raise TraceError(_COLUMNS if body else f"The table has no rows. {_COLUMNS}")
    if len(body) * len(experts) > MOST_CHOICES:
        raise TraceError(f"That is more than {MOST_CHOICES >> 20} million choices of experts: save fewer tokens.")
    if "token" in names:
        return _by_token(body, names, experts, separator)
    if len(experts) != 1:
        raise TraceError("Several experts a row need a column token: add it, numbering the tokens.")
    layer, expert = _integers(body, names, ["layer", *experts], separator).T
    return _in_order(layer, expert, hints)


def _numbered(name: str, prefix: str) -> bool:
    return name.startswith(prefix) and name[len(prefix) :].isdigit()


def _integers(body: Sequence[str], names: list[str], wanted: list[str], separator: str) -> NDArray[np.int64]:
    """(rows, wanted): those columns as whole numbers."""
    values = _numbers(body, names, wanted, separator)
    if not (np.isfinite(values) & (values == np.floor(values)) & (np.abs(values) < 1 << 31)).all():
        row = int(np.argwhere(~(values == np.floor(values)) | ~(np.abs(values) < 1 << 31))[0][0])
        raise TraceError(f"Row {row + 1} of the table has something else than whole numbers: {body[row][:60]!r}.")
    return values.astype(np.int64)


def _numbers(body: Sequence[str], names: list[str], wanted: list[str], separator: str) -> NDArray[np.float64]:
    places = [names.index(name) for name in wanted]
    with refusing(lambda _: TraceError(f"A row of the table lacks a number in {', '.join(wanted)}: it is damaged.")):
        return np.loadtxt(
            io.StringIO("\n".join(body)), np.float64, delimiter=separator, usecols=places, ndmin=2, comments=None
        )


def _by_token(body: Sequence[str], names: list[str], experts: list[str], separator: str) -> RawRouting:
    """Rows that number their token; one or several a token and layer."""
    values = _integers(body, names, ["token", "layer", *experts], separator)
    tokens, token_of = np.unique(values[:, 0], return_inverse=True)
    layers, layer_of = np.unique(values[:, 1], return_inverse=True)
    _check_room(len(tokens) * len(layers) * len(experts))
    cell = token_of * len(layers) + layer_of
    order = np.argsort(cell, kind="stable")
    counts = np.bincount(cell, minlength=len(tokens) * len(layers))
    rows = int(counts.max())
    _check_room(len(tokens) * len(layers) * rows * len(experts))
    within = np.arange(len(cell)) - (np.cumsum(counts) - counts)[cell[order]]
    ids = np.full((len(tokens) * len(layers), rows, len(experts)), -1, np.int32)
    ids[cell[order], within] = values[order, 2:]
    prompt = steps = None
    first_row = np.full(len(tokens), len(cell))
    np.minimum.at(first_row, token_of, np.arange(len(cell)))
    if "prompt" in names:
        prompt = _integers(body, names, ["prompt"], separator)[first_row, 0] != 0
    if "step" in names:
        steps = _integers(body, names, ["step"], separator)[first_row, 0].astype(np.int32)
    weights = None
    columns = [name.replace("expert_", "weight_") for name in experts]
    if rows == 1 and all(name in names and name.startswith("weight_") for name in columns):
        weights = np.zeros((len(tokens), len(layers), len(experts)), np.float32)
        weights[token_of, layer_of] = _numbers(body, names, columns, separator)
    return RawRouting(
        ids.reshape(len(tokens), len(layers), rows * len(experts)), prompt=prompt, steps=steps, weights=weights
    )


def _in_order(layer: NDArray[np.int64], expert: NDArray[np.int64], hints: Hints) -> RawRouting:
    """Rows in order of computation: a new batch begins wherever the layers begin again."""
    bounds = [0, *(np.flatnonzero(np.diff(layer)) + 1).tolist(), len(layer)]
    runs = [(int(layer[start]), start, end) for start, end in pairwise(bounds)]
    top_k = hints.top_k or _experts_per_token(expert, runs)
    if top_k < 1 or any((end - start) % top_k for _, start, end in runs):
        raise TraceError(f"The rows do not divide into {top_k} experts a token: correct the experts per token.")
    numbers = np.unique(layer)
    place = {int(number): index for index, number in enumerate(numbers.tolist())}
    batches: list[list[_Run]] = []
    for run in runs:
        if not batches or run[0] <= batches[-1][-1][0]:
            batches.append([])
        batches[-1].append(run)
    sizes = [max(end - start for _, start, end in batch) // top_k for batch in batches]
    _check_room(sum(sizes) * len(numbers) * top_k)
    blocks = [_batch(batch, size, expert, place, top_k) for batch, size in zip(batches, sizes, strict=True)]
    notes = () if hints.top_k else (f"{top_k} experts per token, worked out from the order of the rows.",)
    return RawRouting(
        np.concatenate(blocks),
        prompt=np.repeat([size > 1 for size in sizes], sizes),
        steps=np.repeat(np.arange(len(sizes), dtype=np.int32), sizes),
        notes=notes,
    )


def _check_room(places: int) -> None:
    """Before they are allocated: a table of a few megabytes can name so many tokens and layers that they take all
    memory."""
    if places > MOST_CHOICES:
        raise TraceError("Its tokens and layers leave most of the table empty: it is damaged or something else.")


def _batch(
    runs: Sequence[_Run], tokens: int, expert: NDArray[np.int64], place: dict[int, int], top_k: int
) -> NDArray[np.int32]:
    """(tokens, layers, k) of one batch. A layer with fewer tokens was computed for the last ones only."""
    ids = np.full((tokens, len(place), top_k), -1, np.int32)
    for layer, start, end in runs:
        ids[tokens - (end - start) // top_k :, place[layer]] = expert[start:end].reshape(-1, top_k)
    return ids


def _experts_per_token(expert: NDArray[np.int64], runs: Sequence[_Run]) -> int:
    """The largest number that divides all runs into tokens, none of which names an expert twice."""
    shared = int(np.gcd.reduce(np.array([end - start for _, start, end in runs])))
    for size in sorted((n for n in range(1, min(shared, 1024) + 1) if shared % n == 0), reverse=True):
        rows = np.sort(expert.reshape(-1, size), axis=1)
        if not (np.diff(rows, axis=1) == 0).any():
            return size
    return 1
