"""Foreign routing made clean: dense layers, fillers, shared experts, missing tokens; what cannot be told is refused."""

import numpy as np
import pytest
from numpy.typing import NDArray

from hybrid.errors import TraceError
from hybrid.records.foreign.cleaning import cleaned
from hybrid.records.foreign.routing import Hints, RawRouting


def routing(tokens: int = 60, layers: int = 5, top_k: int = 4, experts: int = 64, seed: int = 0) -> NDArray[np.int32]:
    """Distinct experts for every token and layer; every expert is used."""
    rng = np.random.default_rng(seed)
    ids = rng.random((tokens, layers, experts)).argsort(axis=2)[:, :, :top_k].astype(np.int32)
    ids[0, 0] = [experts - 1, *range(top_k - 1)]
    return ids


def assert_left(ids: NDArray[np.int32], expected: NDArray[np.int32], note: str, hints: Hints | None = None) -> None:
    imported = cleaned(RawRouting(ids), hints or Hints())
    assert np.array_equal(imported.trace.choices, expected)
    assert any(note in line for line in imported.notes), imported.notes


def test_clean_routing_stays_as_it_is() -> None:
    ids = routing()
    imported = cleaned(RawRouting(ids, prompt=np.arange(60) < 9), Hints())
    assert np.array_equal(imported.trace.choices, ids)
    assert imported.trace.num_experts == 64
    assert imported.trace.prompt.sum() == 9
    assert imported.notes == ("64 experts per layer, by the highest number seen: enter it if the model has more.",)
    assert cleaned(RawRouting(ids), Hints(experts=128)).trace.num_experts == 128


def test_dense_layers_are_rows_of_zeros() -> None:
    ids = routing()
    with_dense = np.insert(ids, [0, 0, 3], 0, axis=1)
    assert_left(with_dense, ids, "Left out as dense: layers 0, 1, 5.")
    one_each = routing(top_k=1)
    assert_left(np.insert(one_each, [1], 0, axis=1), one_each, "Left out as dense: layer 1.")


@pytest.mark.parametrize("filler", [0, -1, 255, 65535])
def test_a_token_that_was_not_recorded_is_left_out(filler: int) -> None:
    ids = routing()
    missing_last = np.concatenate([ids, np.full((1, 5, 4), filler, np.int32)])
    assert_left(missing_last, ids, "Left out: 1 of 61 tokens")
    one_each = routing(top_k=1)
    assert_left(np.concatenate([one_each, np.full((1, 5, 1), filler, np.int32)]), one_each, "Left out: 1 of 61")


def test_a_token_that_lacks_some_layers_goes_as_a_whole() -> None:
    ids = routing()
    ids[7, 2] = -1
    assert_left(ids, np.delete(ids, 7, axis=0), "Left out: 1 of 60")


@pytest.mark.parametrize("experts", [None, 64])
def test_places_that_hold_only_fillers_are_left_out(experts: int | None) -> None:
    ids = routing()
    padded = np.concatenate([ids, np.full((60, 5, 2), 255, np.int32)], axis=2)
    assert_left(padded, ids, "2 of 6 places per token hold only fillers", Hints(experts=experts))


def test_255_is_an_expert_where_there_are_256() -> None:
    ids = routing(tokens=200, experts=256)
    assert (ids == 255).sum() > 3
    for hints in (Hints(), Hints(experts=256)):
        assert np.array_equal(cleaned(RawRouting(ids), hints).trace.choices, ids)
    rows = np.concatenate([ids, np.full((1, 5, 4), 255, np.int32)])
    assert_left(rows, ids, "Left out: 1 of 201 tokens")
    column = np.concatenate([ids, np.full((200, 5, 1), 255, np.int32)], axis=2)
    distinct = (ids != 255).all(axis=(1, 2))
    assert_left(column[distinct], ids[distinct], "1 of 5 places per token")


@pytest.mark.parametrize("experts", [None, 64])
def test_shared_experts_have_numbers_of_their_own(experts: int | None) -> None:
    ids = routing()
    shared = np.concatenate([ids, np.full((60, 5, 1), 64), np.full((60, 5, 1), 65)], axis=2).astype(np.int32)
    assert_left(shared, ids, "Shared experts (64, 65)", Hints(experts=experts))
    with_dense = np.insert(shared, 0, 0, axis=1)
    assert_left(with_dense, ids, "Shared experts (64, 65)", Hints(experts=experts))


def test_few_tokens_are_too_little_to_call_an_expert_shared() -> None:
    ids = np.array([[[0, 5]], [[1, 5]]], np.int32)
    assert np.array_equal(cleaned(RawRouting(ids), Hints()).trace.choices, ids)


def test_turns_and_prompts_move_with_what_is_left_out() -> None:
    ids = routing(tokens=10)
    ids[[3, 4]] = -1
    imported = cleaned(RawRouting(ids, np.arange(10) < 4, np.arange(10, dtype=np.int32), turns=(0, 4, 8)), Hints())
    assert imported.trace.turns.tolist() == [0, 3, 6]
    assert imported.trace.prompt.sum() == 3
    assert imported.trace.steps.tolist() == [0, 1, 2, 5, 6, 7, 8, 9]


def broken(token: int, layer: int, row: list[int]) -> NDArray[np.int32]:
    ids = routing()
    ids[token, layer] = row
    return ids


@pytest.mark.parametrize(
    ("ids", "hints", "message"),
    [
        (np.zeros((0, 5, 4), np.int32), Hints(), "holds no routing"),
        (np.full((3, 5, 4), -1, np.int32), Hints(), "every number is a filler"),
        (broken(7, 2, [1, 2, 3, -1]), Hints(), "Token 7 has only 3 of 4 experts in layer 2"),
        (broken(7, 2, [1, 2, 3, 3]), Hints(), "Token 7 names an expert twice in layer 2"),
        (broken(7, 2, [1, 2, 3, 70]), Hints(experts=64), "an expert 70, which 64 experts per layer do not reach"),
        (routing(), Hints(top_k=3), "4 routed experts per token, not 3"),
        (routing(), Hints(layers=6), "5 layers, not 6"),
        (routing(experts=40000), Hints(), "cannot be"),
    ],
)
def test_what_cannot_be_told_is_refused(ids: NDArray[np.int32], hints: Hints, message: str) -> None:
    with pytest.raises(TraceError, match=message):
        cleaned(RawRouting(ids), hints)


def test_no_token_that_is_whole() -> None:
    ids = routing(tokens=5)
    for token in range(5):
        ids[token, token] = -1
    with pytest.raises(TraceError, match="No token has experts in every layer"):
        cleaned(RawRouting(ids), Hints())
