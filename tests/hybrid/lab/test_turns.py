"""Runs by turns: in which order, how often, and when speeds have parted."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hybrid.lab.real_runs.real_run import ComparedRun
from hybrid.lab.real_runs.turns import FEWEST_ROUNDS, MOST_ROUNDS, Measured, by_turns
from tests.fakes.fake_engine import SETTINGS

THREE = tuple(replace(SETTINGS, cpu_threads=threads) for threads in (1, 2, 3))


def measured_by(speeds: Callable[[int, int], float | None]) -> tuple[tuple[Measured, ...], list[tuple[int, int]]]:
    asked: list[tuple[int, int]] = []

    def measure(place: int, number: int) -> ComparedRun:
        asked.append((place, number))
        speed = speeds(place, number)
        error = "" if speed else "The slots do not fit."
        return ComparedRun("", THREE[place], error=error, settled_tokens_per_s=speed)

    return by_turns(THREE, measure), asked


def of(speeds: Sequence[float]) -> Measured:
    return Measured(SETTINGS, tuple(ComparedRun("", SETTINGS, settled_tokens_per_s=speed) for speed in speeds))


def test_speeds_that_part_take_three_rounds_by_turns() -> None:
    measured, asked = measured_by(lambda place, number: 10.0 * (place + 1) + number)
    assert asked == [(place, number) for number in range(FEWEST_ROUNDS) for place in range(3)]
    assert [one.median for one in measured] == [11.0, 21.0, 31.0]
    assert measured[2].interval == (30.0, 32.0)


def test_speeds_that_do_not_part_end_at_the_limit_and_what_is_out_is_left_out() -> None:
    noise = (0.0, 5.0, 1.0, 4.0, 2.0, 3.0)
    measured, asked = measured_by(lambda place, number: (50.0, 20.0, 51.0)[place] + noise[number])
    assert [len(one.runs) for one in measured] == [MOST_ROUNDS, FEWEST_ROUNDS, MOST_ROUNDS]
    assert not measured[2].is_above(measured[0])
    assert len(asked) == 2 * MOST_ROUNDS + FEWEST_ROUNDS


def test_the_first_is_measured_to_the_end_since_the_others_have_to_beat_it() -> None:
    noise = (0.0, 5.0, 1.0, 4.0, 2.0, 3.0)
    measured, _ = measured_by(lambda place, number: (20.0, 50.0, 51.0)[place] + noise[number])
    assert [len(one.runs) for one in measured] == [MOST_ROUNDS, MOST_ROUNDS, MOST_ROUNDS]


def test_what_is_refused_is_not_asked_for_again() -> None:
    measured, _ = measured_by(lambda place, number: None if place == 1 else 10.0 * (place + 1))
    assert [len(one.runs) for one in measured] == [3, 1, 3]
    assert (measured[1].error, measured[1].median, measured[1].interval) == ("The slots do not fit.", None, None)
    assert measured[2].is_above(measured[1])
    nothing, _ = measured_by(lambda place, number: None)
    assert [len(one.runs) for one in nothing] == [1, 1, 1]


@given(st.lists(st.floats(1, 1000), min_size=1, max_size=6), st.lists(st.floats(1, 1000), min_size=1, max_size=6))
def test_only_what_never_was_slower_is_above(speeds: list[float], others: list[float]) -> None:
    one, other = of(speeds), of(others)
    assert one.is_above(other) == all(speed > slower for speed in speeds for slower in others)
    assert one.interval is not None
    assert one.median is not None
    assert one.interval[0] <= one.median <= one.interval[1]
    nearest = min(abs(speed - one.median) for speed in speeds)
    assert abs((one.typical.settled_tokens_per_s or 0.0) - one.median) == nearest
