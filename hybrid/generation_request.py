"""Generation request: one reply to make, and how to draw its tokens.

Knows the fields of a request; ``engine.sampling`` knows which values can be served.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


def new_request_id() -> str:
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """One reply to generate. ``temperature`` 0 is greedy; ``top_k`` 0 and ``top_p`` 1 are off."""

    messages: Sequence[Mapping[str, str]]
    max_new_tokens: int = 256
    temperature: float = 0.0
    top_p: float = 1.0
    top_k: int = 0
    repetition_penalty: float = 1.0
    seed: int | None = None
    stop: tuple[str, ...] = ()
    request_id: str = field(default_factory=new_request_id)
