"""Progress of a prompt's computation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrefillProgress:
    """Prompt tokens computed so far; ``total`` leaves the reused prefix out."""

    done: int
    total: int
    prompt_tokens: int
