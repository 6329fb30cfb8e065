"""Reuse of experts in a trace: what makes a cache of experts worthwhile.

After figure 2 of *Efficient CPU-GPU Collaborative Inference for MoE-based LLMs on Memory-Limited Systems*
(arXiv 2512.16473), with the expectation for random routing beside it, and popularity and working set added.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hybrid.records.trace import Trace

NEXT_TOKENS = (1, 2, 3)
TOP_SHARE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class ReuseReport:
    """Shares lie between 0 and 1 and are NaN where the trace is too short for them."""

    next_tokens: NDArray[np.float64]  # (3, layers): a token's experts that one of the next 1, 2, 3 tokens uses
    next_tokens_random: NDArray[np.float64]  # (3,): the same if routing were random
    next_layer: NDArray[np.float64]  # (layers - 1,): expert numbers that the same token's next layer uses
    next_layer_random: float
    gini: NDArray[np.float64]  # (layers,): inequality of the experts' uses, 0 when all are used alike
    top_share: NDArray[np.float64]  # (layers,): uses that go to the top tenth of the experts
    top_share_even: float  # the same if all experts were used alike
    windows: tuple[int, ...]  # tokens: 1, 2, 4, ... up to the trace
    working_set: NDArray[np.float64]  # (windows, layers): mean number of distinct experts in a window

    @property
    def next_tokens_overall(self) -> NDArray[np.float64]:
        """(3,): over all layers."""
        overall: NDArray[np.float64] = self.next_tokens.mean(axis=1)
        return overall

    @property
    def next_layer_overall(self) -> float:
        return float(self.next_layer.mean()) if len(self.next_layer) else float("nan")

    @property
    def gini_overall(self) -> float:
        return float(self.gini.mean())

    @property
    def top_share_overall(self) -> float:
        return float(self.top_share.mean())

    @property
    def working_set_overall(self) -> NDArray[np.float64]:
        """(windows,): distinct experts of a layer, mean over the layers."""
        overall: NDArray[np.float64] = self.working_set.mean(axis=1)
        return overall


def analyse_reuse(trace: Trace) -> ReuseReport:
    tokens, layers, experts = trace.tokens, trace.layers, trace.num_experts
    windows = tuple(2**i for i in range(tokens.bit_length()))
    next_tokens = np.full((len(NEXT_TOKENS), layers), np.nan)
    next_layer = np.full(layers - 1, np.nan)
    gini, top_share = np.full((2, layers), np.nan)
    working_set = np.zeros((len(windows), layers))
    previous = np.zeros((tokens, experts), bool)
    for layer in range(layers):
        uses = _uses_in(trace, layer)
        so_far = np.concatenate((np.zeros((1, experts), np.int32), np.cumsum(uses, axis=0, dtype=np.int32)))
        for row, following in enumerate(NEXT_TOKENS):
            used_later = so_far[1 + following :] > so_far[1 : tokens + 1 - following]
            next_tokens[row, layer] = _share(uses[: max(tokens - following, 0)], used_later)
        for row, window in enumerate(windows):
            working_set[row, layer] = (so_far[window:] > so_far[:-window]).sum(axis=1).mean()
        if layer:
            next_layer[layer - 1] = _share(previous, uses)
        if tokens:
            gini[layer], top_share[layer] = _inequality(uses.sum(axis=0))
        previous = uses
    missed = 1 - trace.top_k / experts
    return ReuseReport(
        next_tokens=next_tokens,
        next_tokens_random=1 - missed ** np.array(NEXT_TOKENS, float),
        next_layer=next_layer,
        next_layer_random=trace.top_k / experts,
        gini=gini,
        top_share=top_share,
        top_share_even=_top(experts) / experts,
        windows=windows,
        working_set=working_set,
    )


def _uses_in(trace: Trace, layer: int) -> NDArray[np.bool_]:
    """(tokens, experts): whether the token chose the expert."""
    uses = np.zeros((trace.tokens, trace.num_experts), bool)
    np.put_along_axis(uses, trace.choices[:, layer].astype(np.intp), True, axis=1)
    return uses


def _share(uses: NDArray[np.bool_], also: NDArray[np.bool_]) -> float:
    total = int(uses.sum())
    return float((uses & also).sum() / total) if total else float("nan")


def _inequality(uses: NDArray[np.int64]) -> tuple[float, float]:
    """Gini coefficient of the uses, and the share of the top tenth of the experts."""
    rising = np.sort(uses)
    experts, total = len(uses), int(uses.sum())
    ranks = np.arange(1, experts + 1)
    gini = float(((2 * ranks - experts - 1) * rising).sum() / (experts * total))
    return gini, float(rising[-_top(experts) :].sum() / total)


def _top(experts: int) -> int:
    """How many experts make up the top tenth."""
    return max(1, round(TOP_SHARE * experts))
