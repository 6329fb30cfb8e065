"""Bytes in words: how many, how fast, and how long the rest takes, with a clock we set."""

from collections.abc import Iterator

import pytest

from hybrid import progress
from hybrid.progress import ByteProgress, time_left

GB = 10**9


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, str]]:
    times: Iterator[float] = iter((10.0, 12.0, 14.0))
    monkeypatch.setattr(progress, "monotonic", lambda: next(times))
    return []


def test_speed_and_rest_are_told_once_they_are_known(told: list[tuple[float, str]]) -> None:
    tell = ByteProgress(lambda share, what: told.append((share, what)), "Reading the weights")
    tell(0, 40 * GB)
    tell(10 * GB, 40 * GB)
    tell(40 * GB, 40 * GB)
    assert told == [
        (0, "Reading the weights: 0.0 of 40.0 GB"),
        (0.25, "Reading the weights: 10.0 of 40.0 GB, 5.0 GB/s, 6 s left"),
        (1.0, "Reading the weights: 40.0 of 40.0 GB, 10.0 GB/s, 0 s left"),
    ]


def test_what_was_there_before_is_not_speed(told: list[tuple[float, str]]) -> None:
    tell = ByteProgress(lambda share, what: told.append((share, what)), "Downloading m")
    tell(30 * GB, 40 * GB)
    tell(30 * GB, 40 * GB)
    tell(30 * GB + 80_000_000, 40 * GB)
    assert [what for _, what in told][1:] == [
        "Downloading m: 30.0 of 40.0 GB",
        "Downloading m: 30.1 of 40.0 GB, 20.0 MB/s, 8 min left",
    ]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-1, "0 s left"), (89, "89 s left"), (95, "2 min left"), (7000, "117 min left"), (8000, "2 h 13 min left")],
)
def test_time_left_is_in_the_unit_that_fits(seconds: float, words: str) -> None:
    assert time_left(seconds) == words


def test_nothing_to_move_is_no_division_by_zero(told: list[tuple[float, str]]) -> None:
    tell = ByteProgress(lambda share, what: told.append((share, what)), "Reading")
    tell(0, 0)
    assert told == [(0, "Reading: 0.0 of 0.0 GB")]
