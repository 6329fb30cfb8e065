"""The slots' history: a layer's share of it is what the slots held, step by step, and no more than is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid.observe.slot_history import SlotHistory, SlotPicture
from hybrid.observe.telemetry import HIT, IN_FLIGHT, MISS, StepWindow, Telemetry
from hybrid.types import SlotState
from tests.fakes.fake_cache import routing_record

LAYERS, EXPERTS, K, WAYS = 2, 4, 2, 2
SLOTS = LAYERS * WAYS


def layered_cells(draw: st.DrawFn) -> tuple[int, ...]:
    held = [draw(st.permutations(range(-1, EXPERTS)))[:WAYS] for _ in range(LAYERS)]
    return tuple(layer * EXPERTS + e if e >= 0 else -1 for layer, row in enumerate(held) for e in row)


@st.composite
def pictures(draw: st.DrawFn) -> tuple[tuple[int, ...], bytes]:
    cells = layered_cells(draw)
    ready = [draw(st.sampled_from([SlotState.LOADING, SlotState.READY])) for _ in cells]
    return cells, bytes(state if cell >= 0 else 0 for cell, state in zip(cells, ready, strict=True))


def run(history: SlotHistory, shown: list[tuple[tuple[int, ...], bytes]], ways: int) -> Telemetry:
    telemetry = Telemetry(LAYERS, EXPERTS, K, capacity=64)
    for number, (cells, states) in enumerate(shown):
        step(telemetry, number)
        history.note(SlotPicture(telemetry.steps, ways, cells, states))
    return telemetry


def step(telemetry: Telemetry, number: int) -> None:
    for layer in range(LAYERS):
        choices = [(number + layer) % EXPERTS, (number + layer + 1) % EXPERTS]
        telemetry.record(layer, routing_record(choices, [HIT, (IN_FLIGHT, MISS)[number % 2]]))


@given(st.lists(pictures(), min_size=1, max_size=12), st.integers(0, LAYERS - 1), st.integers(-1, 12))
def test_layered_rows_are_the_ways_of_the_layer(
    shown: list[tuple[tuple[int, ...], bytes]], layer: int, after: int
) -> None:
    history = SlotHistory(EXPERTS)
    telemetry = run(history, shown, WAYS)
    seen = history.layer(layer, telemetry.window(8), after)
    expected = range(max(after + 1, len(shown) - 8), len(shown))
    assert seen.rows == "ways"
    assert seen.steps == tuple(expected)
    for place, number in enumerate(expected):
        cells, states = shown[number]
        slots = range(layer * WAYS, (layer + 1) * WAYS)
        assert seen.held[place] == tuple(cells[s] - layer * EXPERTS if cells[s] >= 0 else -1 for s in slots)
        assert seen.loading[place] == tuple(w for w, s in enumerate(slots) if states[s] == SlotState.LOADING)
        assert seen.choices[place] == ((number + layer) % EXPERTS, (number + layer + 1) % EXPERTS)
        assert seen.outcomes[place] == (HIT, (IN_FLIGHT, MISS)[number % 2])


@given(st.lists(pictures(), min_size=1, max_size=6), st.integers(0, LAYERS - 1))
def test_pooled_rows_are_the_experts_of_the_layer(shown: list[tuple[tuple[int, ...], bytes]], layer: int) -> None:
    history = SlotHistory(EXPERTS)
    seen = history.layer(layer, run(history, shown, 0).window(200))
    assert seen.rows == "experts"
    for held, loading, (cells, states) in zip(seen.held, seen.loading, shown, strict=True):
        slots = [cells.index(cell) if cell in cells else -1 for cell in range(layer * EXPERTS, (layer + 1) * EXPERTS)]
        assert held == tuple(slots)
        assert loading == tuple(
            expert for expert, slot in enumerate(slots) if slot >= 0 and states[slot] == SlotState.LOADING
        )


def test_only_the_last_pictures_are_kept() -> None:
    history = SlotHistory(EXPERTS, capacity=3)
    telemetry = run(history, [((0, 1, 4, 5), bytes([2] * SLOTS))] * 8, WAYS)
    assert history.layer(0, telemetry.window(200)).steps == (5, 6, 7)


def test_a_step_has_one_picture() -> None:
    history = SlotHistory(EXPERTS)
    telemetry = run(history, [((0, 1, 4, 5), bytes([2] * SLOTS))], WAYS)
    history.note(SlotPicture(telemetry.steps, WAYS, (2, 3, 6, 7), bytes([2] * SLOTS)))
    assert history.layer(0, telemetry.window(200)).held == ((0, 1),)


def test_nothing_from_before_the_slots_changed_shape() -> None:
    history = SlotHistory(EXPERTS)
    telemetry = run(history, [((0, 1, 4, 5), bytes([2] * SLOTS))] * 2, WAYS)
    step(telemetry, 2)
    history.note(SlotPicture(telemetry.steps, 1, (0, 4), bytes([2, 2])))
    seen = history.layer(1, telemetry.window(200))
    assert (seen.steps, seen.held) == ((2,), ((0,),))


@pytest.mark.parametrize("window", [Telemetry(LAYERS, EXPERTS, K).window(10)])
def test_an_engine_that_has_done_nothing_has_no_history(window: StepWindow) -> None:
    history = SlotHistory(EXPERTS)
    history.note(SlotPicture(0, WAYS, (-1,) * SLOTS, bytes(SLOTS)))
    assert history.layer(0, window).steps == ()


def test_a_layer_beyond_the_last_index_has_no_ways() -> None:
    history = SlotHistory(EXPERTS)
    telemetry = run(history, [((0, 1), bytes([2, 2]))], WAYS)
    assert history.layer(1, telemetry.window(200)).held == ((),)
