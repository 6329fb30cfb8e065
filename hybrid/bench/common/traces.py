"""Seeded routing traces of known statistics, for benchmarks that must be repeatable anywhere.

Each kind states how popular a layer's experts are and how sticky the choice is from token to token.
The constants were fitted to the figures beside them: ``uniform``, ``skewed`` and ``topics`` to
stated targets, ``mixtral`` and ``qwen3`` to routing recorded from those models on real text (next-token
reuse at several distances, share of the most used experts, distinct experts in a window).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hybrid.records.trace import Trace, TraceOrigin

TraceName = Literal["uniform", "skewed", "topics", "mixtral", "qwen3"]
RECALLED_TOKENS = 8
TOPIC_TOKENS = 100
DRIFT_TOKENS = 64  # after which the drifting part of a popularity has mostly changed


@dataclass(frozen=True, slots=True)
class Kind:
    """How the experts of a layer are chosen. Shares and probabilities lie between 0 and 1."""

    experts: int
    top_k: int
    sticky: float  # probability that an expert of the last token is chosen again, whatever its popularity
    recall: float = 0.0  # share of popularity that goes to the experts of the last RECALLED_TOKENS tokens
    dirichlet: bool = False  # popularity Dirichlet(1), the same for every text; else log-normal
    text_sigma: float = 0.0  # of the log-popularity, per text
    drift_sigma: float = 0.0  # of the part that drifts within the text
    topics: bool = False  # the popularity is drawn anew every TOPIC_TOKENS


KINDS: Mapping[TraceName, Kind] = MappingProxyType(
    {
        # next-token reuse 0.49, no favourites
        "uniform": Kind(8, 2, sticky=0.36),
        # next-token reuse 0.57, the same favourites in every text
        "skewed": Kind(8, 2, sticky=0.34, dirichlet=True),
        "topics": Kind(8, 2, sticky=0.34, dirichlet=True, topics=True),
        # next-token reuse 0.37, the four most used experts of a layer take 0.65, others in another text
        "mixtral": Kind(8, 2, sticky=0.12, text_sigma=0.45, drift_sigma=0.30),
        # 0.45 of the choices repeat at the next token, 0.80 within eight
        "qwen3": Kind(128, 8, sticky=0.28, recall=0.55, text_sigma=1.0, drift_sigma=0.8),
    }
)


def generate(
    name: TraceName,
    tokens: int,
    layers: int,
    *,
    text: int = 0,
    seed: int = 0,
    experts: int | None = None,
    top_k: int | None = None,
) -> Trace:
    """A trace of that kind, every token a step of its own.

    ``text`` tells conversations of one model apart: calibrate on one, measure on another. The same
    arguments give the same trace on every machine. With other ``experts`` or ``top_k`` than the kind's own its
    constants are kept, so its statistics are not.
    """
    kind = KINDS[name]
    kind = replace(kind, experts=experts or kind.experts, top_k=top_k or kind.top_k)
    rng = np.random.default_rng([seed, list(KINDS).index(name), text])
    shape = (layers, kind.experts)
    previous = np.zeros(shape, bool)
    recent = np.zeros((RECALLED_TOKENS, *shape), bool)
    choices = np.empty((tokens, layers, kind.top_k), np.int16)
    popularity = _Popularity(kind, shape, seed, rng)
    for token in range(tokens):
        wanted = popularity.at(token)
        if kind.recall and token:
            share = recent.sum(axis=0) / recent.sum(axis=(0, 2))[:, None]
            wanted = (1 - kind.recall) * wanted + kind.recall * share
        repeated = previous & (rng.random(shape) < kind.sticky)
        chosen = _draw(rng, wanted, repeated, kind.top_k)
        choices[token] = chosen
        previous = np.zeros(shape, bool)
        np.put_along_axis(previous, chosen, True, axis=1)
        recent[token % RECALLED_TOKENS] = previous
    return Trace.from_choices(
        choices, num_experts=kind.experts, origin=TraceOrigin(model=f"generated: {name}, text {text}, seed {seed}")
    )


class _Popularity:
    """The popularity (layers, experts) of each token, asked for in order."""

    def __init__(self, kind: Kind, shape: tuple[int, int], seed: int, rng: np.random.Generator) -> None:
        self._kind, self._shape, self._rng = kind, shape, rng
        of_model = rng if kind.topics else np.random.default_rng(seed)
        self._fixed = of_model.dirichlet(np.ones(shape[1]), shape[0])
        self._of_text, self._drift = rng.normal(size=(2, *shape))

    def at(self, token: int) -> NDArray[np.float64]:
        kind = self._kind
        if kind.dirichlet:
            if kind.topics and token and token % TOPIC_TOKENS == 0:
                self._fixed = self._rng.dirichlet(np.ones(self._shape[1]), self._shape[0])
            return self._fixed
        log_popularity = kind.text_sigma * self._of_text + kind.drift_sigma * self._drift
        remains = np.exp(-1 / DRIFT_TOKENS)
        self._drift = remains * self._drift + np.sqrt(1 - remains**2) * self._rng.normal(size=self._shape)
        popularity = np.exp(log_popularity)
        shares: NDArray[np.float64] = popularity / popularity.sum(axis=1, keepdims=True)
        return shares


def _draw(
    rng: np.random.Generator, popularity: NDArray[np.float64], repeated: NDArray[np.bool_], top_k: int
) -> NDArray[np.intp]:
    """(layers, top_k): the kept experts and others drawn by popularity, without repetition, in random order.

    Sampling without replacement by the Gumbel-max trick.
    """
    with np.errstate(divide="ignore"):
        keys = np.log(popularity) + rng.gumbel(size=popularity.shape)
    keys[repeated] = np.inf
    chosen = np.argsort(-keys, axis=1)[:, :top_k]
    return rng.permuted(chosen, axis=1)
