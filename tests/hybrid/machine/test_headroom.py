"""Headroom on a GPU: given way to what other programs take, never to what this one has used up itself."""

import pytest

from hybrid.machine.headroom import COMFORTABLE, LEAST, NOTICEABLE, PERIOD_S, DeviceMemory, HeadroomWatch

GIB = 1 << 30


class Script:
    """A device of 24 GiB, with a clock; what it has to say is set by the test."""

    def __init__(self) -> None:
        self.others, self.reserved, self.idle, self.now, self.reads = 1 * GIB, 20 * GIB, 0, 0.0, 0

    def read(self) -> DeviceMemory:
        self.reads += 1
        return DeviceMemory(24 * GIB, 24 * GIB - self.others - self.reserved, self.reserved, self.idle)

    def clock(self) -> float:
        return self.now


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def watch(script: Script) -> HeadroomWatch:
    watch = HeadroomWatch(script.read, script.clock)
    script.now += PERIOD_S
    return watch


def test_a_device_as_it_was_misses_nothing(watch: HeadroomWatch) -> None:
    assert watch.missing() == 0


def test_what_others_take_is_missing_once_too_little_is_left(script: Script, watch: HeadroomWatch) -> None:
    script.others += 3 * GIB - LEAST
    assert watch.missing() == 0, "enough is left"
    script.now += PERIOD_S
    script.others += 1
    assert watch.missing() == COMFORTABLE - LEAST + 1


def test_no_more_is_given_back_than_others_have_taken(script: Script, watch: HeadroomWatch) -> None:
    script.reserved += 3 * GIB - NOTICEABLE
    script.others += NOTICEABLE
    assert watch.missing() == NOTICEABLE


@pytest.mark.parametrize("noise", [0, NOTICEABLE - 1])
def test_what_this_program_uses_up_itself_is_nobodys_fault(script: Script, watch: HeadroomWatch, noise: int) -> None:
    script.reserved += 3 * GIB - noise
    script.others += noise
    assert watch.missing() == 0


def test_memory_that_torch_holds_for_nothing_counts_as_free(script: Script, watch: HeadroomWatch) -> None:
    script.others += 3 * GIB
    script.idle = LEAST
    assert watch.missing() == 0


def test_the_device_is_read_once_a_period(script: Script, watch: HeadroomWatch) -> None:
    script.others += 3 * GIB
    before = script.reads
    assert watch.missing() > 0
    assert watch.missing() == 0
    assert script.reads == before + 1
    script.now += PERIOD_S
    assert watch.missing() > 0


def test_after_a_restart_what_others_have_is_theirs(script: Script, watch: HeadroomWatch) -> None:
    script.others += 3 * GIB
    watch.restart()
    script.now += PERIOD_S
    assert watch.missing() == 0
