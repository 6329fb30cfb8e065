"""Experts cut into tiles: every pair in one tile of its expert, none too large."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid.gpu.tiles import FEWEST_PAIRS, MOST_PAIRS, Tiles


@pytest.mark.parametrize(("usual", "pairs"), [(0, 16), (1, 16), (16, 16), (17, 32), (100, 128), (10_000, 128)])
def test_a_tile_holds_what_an_expert_usually_gets(usual: int, pairs: int) -> None:
    assert Tiles.of(usual).pairs == pairs
    assert FEWEST_PAIRS <= pairs <= MOST_PAIRS


@given(st.lists(st.integers(1, 300), min_size=1, max_size=9), st.sampled_from([0, 20, 1000]))
def test_every_pair_is_in_one_tile_of_its_expert(demand: list[int], usual: int) -> None:
    tiles, gap = Tiles.of(usual), 5
    starts = np.cumsum([0, *demand[:-1]]) + gap * np.arange(len(demand))
    entries = [7 * place % 11 for place in range(len(demand))]
    expected = [
        (entry, pair)
        for entry, start, count in zip(entries, starts, demand, strict=True)
        for pair in range(start, start + count)
    ]
    table = tiles.table(entries, starts, np.asarray(demand))
    assert table.dtype == np.int64
    assert (table[:, 2] <= tiles.pairs).all()
    assert [(entry, pair) for entry, first, count in table for pair in range(first, first + count)] == expected
