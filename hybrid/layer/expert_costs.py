"""Costs of one expert on this machine: measured once per model, in well under a second."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from hybrid.experts.timing import PromptTurns, seconds_of_turns
from hybrid.experts.work import ExpertBank, ExpertMlp
from hybrid.types import ExpertLayout

_REPEATS = 3
_MANY_TOKENS = 64


@dataclass(frozen=True, slots=True)
class ExpertCosts:
    """Seconds one expert takes: ``copy`` over the link; on the CPU ``first_token`` plus ``more_token`` each."""

    copy: float
    first_token: float
    more_token: float

    def on_cpu(self, tokens: int) -> float:
        return self.first_token + self.more_token * (tokens - 1)


def measure_costs(
    layout: ExpertLayout, banks: Sequence[ExpertBank], cpu: ExpertMlp, copy_expert: Callable[[int], None]
) -> ExpertCosts:
    """Times experts of the host's ``banks`` on the CPU, and ``copy_expert(expert)``, which blocks."""

    def seconds(action: Callable[[int], None]) -> float:
        return median(seconds_of_turns(action, _REPEATS))

    one, many = (seconds(PromptTurns(cpu, layout, banks, 1, tokens)) for tokens in (1, _MANY_TOKENS))
    copy = seconds(lambda turn: copy_expert(turn % layout.experts))
    return ExpertCosts(copy, one, max(0.0, many - one) / (_MANY_TOKENS - 1))
