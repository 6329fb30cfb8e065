"""Cache policies: eviction scores, decayed frequencies, admission; who leaves the cache and who may enter it.

A policy is one pure function that scores a resident expert; the lowest score is evicted first, equal
scores in order of expert number. To add one: write its score, name it in ``POLICIES`` and in
``types.PolicyName``. The lab compiles the very same function for replay, so a score keeps to
arithmetic; it must not fall when its frequency, last use or fill rises, nor rise with its age.

Slots compete within a group: the ways of one index, or the whole pool. A group numbers its events
(``age`` counts them) and its stamps: one for each expert routed there, no two alike.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from hybrid.types import PolicyName

# The best of a sweep over routing traces, by a model of decode time in which copies take link time and slow the CPU
# down (hybrid/bench/common/simulate.py). A long memory suits routing with lasting favourites, and hardly fills where
# there are none; a short one suits bursts and changes of topic, where it predicts clearly better.
LONG_HALF_LIFE = 32.0  # steps after which a use counts half
SHORT_HALF_LIFE = 8.0
ADVANTAGE_HALF_LIFE = 64.0  # steps over which the two memories' predictions are compared
CLEAR_ADVANTAGE = 0.06  # in squared error per layer and step
HYSTERESIS = 1.5  # how much more a newcomer must be worth than the expert it evicts
FADED_HALF_LIVES = 16.0  # a use this old weighs next to nothing
RESCALE_ABOVE = 2.0**256  # keeps the growing weight of a use, squared as well, far below overflow
RESCALE_BY = 2.0**-256  # a power of two: rescaling rounds nothing

Score = Callable[[float, int, int, int], float]
"""(frequency in decayed uses, age in events since the last use, stamp of the last use, stamp of the fill)."""


def lru(frequency: float, age: int, last_use: int, filled: int) -> float:
    return float(last_use)


def fifo(frequency: float, age: int, last_use: int, filled: int) -> float:
    return float(filled)


def lfu(frequency: float, age: int, last_use: int, filled: int) -> float:
    return frequency


def lfru(frequency: float, age: int, last_use: int, filled: int) -> float:
    return frequency / (age + 1)


@dataclass(frozen=True, slots=True)
class Policy:
    """A score. ``ages``: whether the score of a resident expert changes as time passes, not only by uses and fills."""

    score: Score
    ages: bool = False


POLICIES: Mapping[PolicyName, Policy] = MappingProxyType(
    {
        "lru": Policy(lru),
        "fifo": Policy(fifo),
        "lfu": Policy(lfu),
        "lfru": Policy(lfru, ages=True),
    }
)


def repays(newcomer: float, evicted: float) -> bool:
    """Whether an expert of frequency ``newcomer`` is worth the copy that evicts one of ``evicted``."""
    return newcomer > HYSTERESIS * evicted


class DecayedUses:
    """Uses per expert, older ones counting less.

    Instead of shrinking all old counts at each event, each new use weighs more (forward decay: Cormode
    et al., ICDE 2009), so that only the experts of the event are written and the order of the others
    stays. Values compare with each other only.
    """

    __slots__ = ("growth", "values", "weight")

    def __init__(self, experts: int, growth: float) -> None:
        self.values = [0.0] * experts
        self.weight = 1.0  # of a use now
        self.growth = growth  # of that weight from one event to the next

    def count(self, experts: Sequence[int], demand: Sequence[int], span: int, faded: int) -> bool:
        """Counts ``demand`` uses of each expert, spread evenly over ``span`` events.

        Uses older than ``faded`` events weigh nothing. Returns whether all values were rescaled.
        """
        use = self._advance(span, faded)
        values = self.values
        for expert, tokens in zip(experts, demand, strict=True):
            values[expert] += use * tokens
        return self.weight > RESCALE_ABOVE and self._rescale()

    def count_one(self, experts: Sequence[int]) -> bool:
        """As ``count``, for one event that used each expert once."""
        use = self.weight = self.weight * self.growth
        values = self.values
        for expert in experts:
            values[expert] += use
        return use > RESCALE_ABOVE and self._rescale()

    def _advance(self, span: int, faded: int) -> float:
        """Moves on by ``span`` events; returns the mean weight of a use during them."""
        before = after = self.weight
        for _ in range(min(span, faded)):
            after *= self.growth
        self.weight = after
        return (after - before) * self.growth / ((self.growth - 1.0) * span) if span > 1 else after

    def _rescale(self) -> bool:
        self.weight *= RESCALE_BY
        self.values[:] = [value * RESCALE_BY for value in self.values]
        return True


class Prediction(DecayedUses):
    """How probable each expert of one layer is to be routed next: its decayed share of the events."""

    __slots__ = ("squares",)

    def __init__(self, experts: int, half_life: float) -> None:
        super().__init__(experts, growth_per_event(half_life))
        self.squares = 0.0  # sum of the squared values

    def observe(self, experts: Sequence[int]) -> float:
        """Counts an event of one token; returns how well it was predicted, higher being better.

        That is the negative Brier score without its constant part. Numbers are added one by one, in the order of the
        lab's replay, so that both round alike.
        """
        values, squares, total = self.values, self.squares, 0.0
        scale = (1.0 - 1.0 / self.growth) / self.weight
        use = self.weight = self.weight * self.growth
        score_of_squares = scale * squares
        for expert in experts:
            value = values[expert]
            total += value
            squares += use * (2.0 * value + use)
            values[expert] = value + use
        self.squares = squares
        if use > RESCALE_ABOVE:
            self._rescale()
        return scale * (2.0 * total - score_of_squares)

    def count(self, experts: Sequence[int], demand: Sequence[int], span: int, faded: int) -> bool:
        values = self.values
        use = self._advance(span, faded)
        for expert, tokens in zip(experts, demand, strict=True):
            value, added = values[expert], use * tokens
            self.squares += added * (2.0 * value + added)
            values[expert] = value + added
        return self.weight > RESCALE_ABOVE and self._rescale()

    def _rescale(self) -> bool:
        self.squares *= RESCALE_BY * RESCALE_BY
        return super()._rescale()


class Frequencies:
    """Decayed uses of all experts that compete in one group, resident or not: what each is worth.

    The memory is long; it is short while a short memory predicts the routing clearly better. Experts are numbered over
    all ``layers`` of the group.
    """

    __slots__ = ("_advantage", "_experts", "_faded", "_growths", "_keep", "_predictions", "_uses", "values")

    def __init__(self, layers: int, experts: int) -> None:
        self._experts = experts
        self._growths = growth_per_event(LONG_HALF_LIFE * layers), growth_per_event(SHORT_HALF_LIFE * layers)
        self._uses = DecayedUses(layers * experts, self._growths[0])
        self.values = self._uses.values
        self._predictions = [
            (Prediction(experts, LONG_HALF_LIFE), Prediction(experts, SHORT_HALF_LIFE)) for _ in range(layers)
        ]
        self._advantage = 0.0  # of the short memory
        self._keep = 1.0 / growth_per_event(ADVANTAGE_HALF_LIFE * layers)
        self._faded = int(FADED_HALF_LIVES * LONG_HALF_LIFE)

    def count(self, layer: int, experts: Sequence[int], demand: Sequence[int] | None) -> bool:
        """Counts one event of the group's ``layer``; ``demand`` as for ``ExpertCache.plan``.

        An event whose busiest expert serves T tokens counts as T events, the demand spread evenly.
        Returns whether all values were rescaled.
        """
        span = 1 if demand is None else max(demand, default=1)
        long, short = self._predictions[layer]
        first = layer * self._experts
        members = [first + expert for expert in experts]
        if demand is None or span == 1:
            advantage = short.observe(experts) - long.observe(experts)
            self._advantage = self._advantage * self._keep + advantage * (1.0 - self._keep)
            self._uses.growth = self._growths[self._advantage > CLEAR_ADVANTAGE]
            return self._uses.count_one(members)
        for prediction in (long, short):
            prediction.count(experts, demand, span, self._faded)
        return self._uses.count(members, demand, span, self._faded * len(self._predictions))


def growth_per_event(half_life: float) -> float:
    """By how much the weight of a use grows from one event to the next."""
    return float(2.0 ** (1.0 / half_life))
