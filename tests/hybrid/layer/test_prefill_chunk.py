"""Chunks of prompts are as long as activations leave room for."""

from hypothesis import given
from hypothesis import strategies as st

from hybrid.layer.prefill_chunk import SHORTEST_CHUNK, longest_chunk
from hybrid.types import ExpertLayout

LAYOUT = ExpertLayout(8, 64, 32, "bfloat16", True, False, True, "silu")
GIB = 1 << 30


@given(free=st.integers(0, 1 << 40), more=st.integers(0, 1 << 40), top_k=st.integers(1, 8))
def test_more_memory_never_makes_it_shorter(free: int, more: int, top_k: int) -> None:
    chunk = longest_chunk(LAYOUT, top_k, free, 16384)
    assert SHORTEST_CHUNK <= chunk <= longest_chunk(LAYOUT, top_k, free + more, 16384) <= 16384
    assert chunk & (chunk - 1) == 0


def test_plenty_gives_the_longest_and_nothing_the_shortest() -> None:
    assert longest_chunk(LAYOUT, 2, 100 * GIB, 16384) == 16384
    assert longest_chunk(LAYOUT, 2, 0, 16384) == SHORTEST_CHUNK


def test_a_shorter_limit_holds() -> None:
    assert longest_chunk(LAYOUT, 2, 0, 4) == 4
