"""Cleaning of foreign routing: fillers, dense layers, shared experts and missing tokens are recognised and left out.

What is left out is said in a note; what cannot be told is refused. The rules rest on one fact: a router never chooses
an expert twice for one token, so that a row of equal numbers is no choice.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hybrid.errors import TraceError
from hybrid.records.foreign.routing import Hints, RawRouting
from hybrid.records.trace import MAX_EXPERTS, Trace, TraceOrigin

MISSING = -1
BYTE_FILLER, WORD_FILLER = 255, 65535  # the highest numbers of one and of two bytes
CLEARLY_BELOW = 192  # a model of 256 experts uses the last quarter of them, too
FEWEST_ROWS = 32  # for what a column says about shared experts
MOST_SHARED = 8


@dataclass(frozen=True, slots=True, eq=False)
class ImportedTrace:
    """A trace from elsewhere. ``notes`` are sentences: what was left out of the file, and what was worked out."""

    trace: Trace
    notes: tuple[str, ...]


def cleaned(raw: RawRouting, hints: Hints) -> ImportedTrace:
    """The trace in ``raw``. Raises ``TraceError`` that says what does not fit."""
    if raw.ids.ndim != 3 or not raw.ids.size:
        raise TraceError("The file holds no routing: it needs numbers for tokens, layers and experts per token.")
    notes = list(raw.notes)
    ids = _without_fillers(raw.ids, hints.experts)
    ids, weights = _without_unused_places(ids, raw.weights, notes)
    ids, weights = _without_shared(ids, weights, hints.experts, notes)
    ids, weights = _without_dense_layers(ids, weights, notes)
    kept = _recorded(ids, notes)
    ids, weights = ids[kept], None if weights is None else weights[kept]
    _check(ids, raw.ids.shape[1], hints)
    experts = hints.experts or int(ids.max()) + 1
    if hints.experts is None:
        notes.append(f"{experts} experts per layer, by the highest number seen: enter it if the model has more.")
    trace = Trace.from_choices(
        ids,
        num_experts=experts,
        weights=weights,
        prompt=None if raw.prompt is None else raw.prompt[kept],
        steps=None if raw.steps is None else raw.steps[kept],
        turns=_turns(raw.turns, kept),
        origin=TraceOrigin(model=raw.model),
    )
    if raw.prompt is None:
        notes.append("The file does not say which tokens are the prompt's: all count as generated.")
    return ImportedTrace(trace, tuple(notes))


def _without_fillers(ids: NDArray[np.int32], experts: int | None) -> NDArray[np.int32]:
    """Places that stand for nothing become ``MISSING``: negative numbers, all zeros, and the highest of a byte where
    it cannot be an expert."""
    ids = np.where((ids < 0) | (ids == WORD_FILLER), MISSING, ids)
    if ids.shape[2] > 1:
        ids[(ids == 0).all(axis=2)] = MISSING
    else:
        ids[:, (ids == 0).all(axis=(0, 2))] = MISSING
    filler = ids == BYTE_FILLER
    if not filler.any():
        return ids
    others = ids[~filler]
    is_no_expert = experts is not None and experts <= BYTE_FILLER
    if is_no_expert or (experts is None and (not others.size or others.max() < CLEARLY_BELOW)):
        ids[filler] = MISSING
        return ids
    recorded = (ids != MISSING).any(axis=2, keepdims=True) & ~filler.all(axis=2, keepdims=True)
    columns = (filler | ~recorded).all(axis=(0, 1)) if recorded.any() else np.zeros(ids.shape[2], bool)
    repeated = filler.sum(axis=2, keepdims=True) > 1
    ids[filler & (repeated | columns)] = MISSING
    return ids


def _without_unused_places(
    ids: NDArray[np.int32], weights: NDArray[np.float32] | None, notes: list[str]
) -> tuple[NDArray[np.int32], NDArray[np.float32] | None]:
    used = (ids != MISSING).any(axis=(0, 1))
    if not used.any():
        raise TraceError("Nothing was recorded: every number is a filler. Record the routing again.")
    if not used.all():
        notes.append(f"{int((~used).sum())} of {len(used)} places per token hold only fillers and were left out.")
    return _columns(ids, weights, used)


def _without_shared(
    ids: NDArray[np.int32], weights: NDArray[np.float32] | None, experts: int | None, notes: list[str]
) -> tuple[NDArray[np.int32], NDArray[np.float32] | None]:
    """Shared experts have numbers above all routed ones, in a place of their own, for every token."""
    shared = np.zeros(ids.shape[2], bool)
    for _ in range(ids.shape[2] - 1):
        place = _shared_place(ids, shared, experts)
        if place is None:
            break
        shared[place] = True
    if shared.any():
        numbers = np.unique(ids[:, :, shared])
        shown = ", ".join(str(number) for number in numbers[numbers >= 0][:4].tolist())
        notes.append(f"Shared experts ({shown}) run for every token and were left out.")
    return _columns(ids, weights, ~shared)


def _shared_place(ids: NDArray[np.int32], shared: NDArray[np.bool_], experts: int | None) -> int | None:
    """One more place that holds shared experts only, if there is one."""
    routed = np.flatnonzero(~shared)
    lowest = [int(np.where(ids[:, :, place] == MISSING, MAX_EXPERTS, ids[:, :, place]).min()) for place in routed]
    highest = [int(ids[:, :, place].max()) for place in routed]
    top = int(np.argmax(lowest))
    if experts is not None:
        return int(routed[top]) if lowest[top] >= experts else None
    column = ids[:, :, routed[top]]
    seen = column[column != MISSING]
    others = max((highest[i] for i in range(len(routed)) if i != top), default=MAX_EXPERTS)
    is_shared = len(seen) >= FEWEST_ROWS and lowest[top] > others and len(np.unique(seen)) <= MOST_SHARED
    return int(routed[top]) if is_shared else None


def _without_dense_layers(
    ids: NDArray[np.int32], weights: NDArray[np.float32] | None, notes: list[str]
) -> tuple[NDArray[np.int32], NDArray[np.float32] | None]:
    routed = (ids != MISSING).any(axis=(0, 2))
    if not routed.all():
        dense = np.flatnonzero(~routed).tolist()
        shown = ", ".join(str(layer) for layer in dense[:8]) + (" and more" if len(dense) > 8 else "")
        notes.append(f"Left out as dense: layer{'s' if len(dense) > 1 else ''} {shown}.")
    return ids[:, routed], None if weights is None else weights[:, routed]


def _recorded(ids: NDArray[np.int32], notes: list[str]) -> NDArray[np.bool_]:
    """(tokens,): which tokens have experts in every layer."""
    missing = ids == MISSING
    broken = missing.any(axis=2) & ~missing.all(axis=2)
    if broken.any():
        token, layer = np.argwhere(broken)[0].tolist()
        raise TraceError(
            f"Token {token} has only {int((~missing[token, layer]).sum())} of {ids.shape[2]} experts in layer {layer}: "
            "every token needs as many in every layer. Record the routing again."
        )
    kept: NDArray[np.bool_] = ~missing.any(axis=(1, 2))
    if ids.shape[2] == 1 and ids.shape[1] > 3 and len(kept) > 1 and not ids[-1].any():
        kept[-1] = False  # with one expert per token, zeros in every layer
    if not kept.any():
        raise TraceError("No token has experts in every layer: the recording is incomplete. Record it again.")
    if not kept.all():
        left = int((~kept).sum())
        notes.append(f"Left out: {left} of {len(kept)} tokens, which were not recorded in every layer.")
    return kept


def _check(ids: NDArray[np.int32], layers_in_file: int, hints: Hints) -> None:
    """Raises ``TraceError`` where the numbers contradict the hints or themselves."""
    if hints.top_k is not None and ids.shape[2] != hints.top_k:
        raise TraceError(
            f"The file has {ids.shape[2]} routed experts per token, not {hints.top_k}: correct the experts per token."
        )
    if hints.layers is not None and hints.layers not in (ids.shape[1], layers_in_file):
        raise TraceError(f"The file has {layers_in_file} layers, not {hints.layers}: correct the layers.")
    if hints.experts is not None and ids.max() >= hints.experts:
        raise TraceError(
            f"The file has an expert {int(ids.max())}, which {hints.experts} experts per layer do not reach: "
            "correct the experts per layer."
        )
    ordered = np.sort(ids, axis=2)
    twice = (np.diff(ordered, axis=2) == 0).any(axis=2)
    if twice.any():
        token, layer = np.argwhere(twice)[0].tolist()
        raise TraceError(
            f"Token {token} names an expert twice in layer {layer}: that is no routing, or its shape is another. "
            "Check the layers and the experts per token."
        )


def _columns(
    ids: NDArray[np.int32], weights: NDArray[np.float32] | None, places: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.float32] | None]:
    return ids[:, :, places], None if weights is None else weights[:, :, places]


def _turns(turns: tuple[int, ...], kept: NDArray[np.bool_]) -> list[int]:
    """The first tokens of turns, counted over the kept tokens."""
    before = np.concatenate(([0], np.cumsum(kept)))
    starts = sorted({int(before[min(turn, len(kept))]) for turn in turns})
    return [start for start in starts if start < before[-1]]
