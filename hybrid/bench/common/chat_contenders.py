"""Who answers the questions of ``chat``: this engine, through its public calls alone.

Knows that a question is so many words of the checkpoint's word tokenizer, and that word n is token n.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

from hybrid import Engine, GenerationRequest
from hybrid.types import ReplyStats


@dataclass(frozen=True, slots=True)
class Sampling:
    """How tokens are drawn; greedy, if nothing is given."""

    temperature: float = 0.0
    top_p: float = 1.0
    top_k: int = 0  # all
    repetition_penalty: float = 1.0


GREEDY = Sampling()
PLAIN = Sampling(temperature=1.0)
SAMPLINGS = {
    "greedy": GREEDY,
    "temperature 1": PLAIN,
    "0.7, top-p 0.9, top-k 20": Sampling(0.7, top_p=0.9, top_k=20),
    "0.7, top-p 0.9": Sampling(0.7, top_p=0.9),
    "1, repetition 1.1": Sampling(1.0, repetition_penalty=1.1),
}


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply as a person sees it come: seconds from the question; ``ms_per_token`` is of those after the first.

    A contender leaves out what it does not tell.
    """

    first_token_s: float | None = None
    ms_per_token: float | None = None
    words: tuple[int, ...] = ()
    hit_rate: float | None = None
    stats: ReplyStats | None = None


class Contender(Protocol):
    name: str

    def ask(self, words: Sequence[int], tokens: int, sampling: Sampling) -> Reply | None:
        """Continues a text by so many tokens; ``None`` where it cannot be asked this."""


class ThisEngine:
    """Every question has a seed of its own."""

    name = "this engine"

    def __init__(self, engine: Engine) -> None:
        self._engine, self._asked = engine, 0

    def ask(self, words: Sequence[int], tokens: int, sampling: Sampling) -> Reply:
        self._asked += 1
        request = GenerationRequest(
            [{"role": "user", "content": " ".join(f"w{word}" for word in words)}],
            max_new_tokens=tokens,
            temperature=sampling.temperature,
            top_p=sampling.top_p,
            top_k=sampling.top_k,
            repetition_penalty=sampling.repetition_penalty,
            seed=self._asked,
        )
        started = perf_counter()
        times, text, stats = [], "", None
        for event in self._engine.generate(request):
            times.append(perf_counter())
            text += event.text
            stats = event.stats
        return Reply(
            first_token_s=times[0] - started,
            ms_per_token=(times[-1] - times[0]) / max(1, len(times) - 1) * 1e3,
            words=tuple(int(word.removeprefix("w")) for word in text.split()),
            hit_rate=stats.hit_rate if stats else None,
            stats=stats,
        )
