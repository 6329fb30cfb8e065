"""Topics of experts: how often each expert is chosen on each topic, which topic it prefers, and by which tokens.

Plain counts over recorded traces; nothing of where they are kept.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hybrid.records.trace import Trace

FEWEST_USES = 12
"""Of an expert, over all topics, before it is said to prefer one."""
CLEARLY_MORE = 1.5
"""How many times its even share a topic must have for an expert to prefer it."""


def topic_shares(uses: NDArray[np.int64], tokens: Sequence[int]) -> NDArray[np.float64]:
    """(topics, layers, experts): the share of each topic in an expert's use, if all topics had as many tokens.

    ``uses`` is (topics, layers, experts). Experts without a use have 0 everywhere.
    """
    per_token = uses / np.maximum(np.asarray(tokens, np.float64), 1.0)[:, None, None]
    total = per_token.sum(axis=0)
    shares: NDArray[np.float64] = np.divide(per_token, total, out=np.zeros_like(per_token), where=total > 0)
    return shares


def preferred_topics(uses: NDArray[np.int64], tokens: Sequence[int]) -> NDArray[np.int64]:
    """(layers, experts): the topic that each expert clearly prefers, -1 for none or too few uses."""
    topics, layers, experts = uses.shape
    if topics < 2:
        return np.full((layers, experts), -1, np.int64)
    shares = topic_shares(uses, tokens)
    best = shares.argmax(axis=0)
    is_clear = (shares.max(axis=0) >= CLEARLY_MORE / topics) & (uses.sum(axis=0) >= FEWEST_USES)
    return np.where(is_clear, best, -1)


def words_in(trace: Trace) -> Mapping[int, Counter[str]]:
    """By expert cell (layer * experts + expert): how often tokens of each text chose it. Empty without texts."""
    if not trace.texts:
        return {}
    texts, word_of = np.unique(np.asarray(trace.texts, dtype=object), return_inverse=True)
    cells = trace.choices + np.arange(trace.layers)[:, None] * trace.num_experts
    pairs = cells.astype(np.int64) * len(texts) + word_of[:, None, None]
    found, counts = np.unique(pairs, return_counts=True)
    words: dict[int, Counter[str]] = {}
    for pair, count in zip(found.tolist(), counts.tolist(), strict=True):
        cell, word = divmod(pair, len(texts))
        words.setdefault(cell, Counter())[texts[word]] = count
    return words
