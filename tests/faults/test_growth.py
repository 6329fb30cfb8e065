"""Growth: what grows is seen, and noise, steps and warm-up are not taken for it."""

import os
import random
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.faults.growth import Allowed, children_of, growth, held_by

ALLOWED = Allowed(0.05, 10)
TIMES = [10.0 * number for number in range(100)]
NOISE = random.Random(0)
SERIES: dict[str, tuple[Callable[[int], float], bool]] = {
    "steady": (lambda _: 500.0, True),
    "noisy": (lambda _: 500 + NOISE.gauss(0, 20), True),
    "warming up": (lambda at: 500.0 if at > 20 else 20.0 * at, True),
    "with two models in memory now and then": (lambda at: 900.0 if at % 7 == 0 else 500.0, True),
    "falling": (lambda at: 500.0 - at, True),
    "rising": (lambda at: 500.0 + at, False),
    "rising in noise": (lambda at: 500.0 + at + NOISE.gauss(0, 20), False),
    "rising in steps": (lambda at: 500.0 + 10 * (at // 10), False),
}


@pytest.mark.parametrize("name", SERIES)
def test_what_grows_is_told_from_what_does_not(name: str) -> None:
    at, is_flat = SERIES[name]
    assert growth(TIMES, [at(number) for number in range(len(TIMES))], ALLOWED).is_flat is is_flat


def test_a_share_counts_for_what_is_large_and_an_amount_for_what_is_small() -> None:
    values = [1000.0 + number / 3 for number in range(100)]
    assert growth(TIMES, values, Allowed(0.05, 10)).is_flat
    assert not growth(TIMES, values, Allowed(0.01, 10)).is_flat


def test_too_few_samples_are_refused() -> None:
    with pytest.raises(ValueError, match="longer"):
        growth([0.0, 1.0], [1.0, 1.0], ALLOWED)


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="reads Linux' /proc")
def test_what_a_process_holds_is_counted() -> None:
    program = "import sys; files = [open('/dev/null') for _ in range(20)]; print('there', flush=True); input()"
    before = held_by(os.getpid())
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        held = held_by(process.pid)
        assert process.pid in children_of(os.getpid())
        assert held_by(os.getpid())["child processes"] == before["child processes"] + 1
        process.communicate(b"\n")
    assert held["descriptors"] >= 23
    assert held["threads"] == 1
    assert 1 < held["RSS (MiB)"] < 500
