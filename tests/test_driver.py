"""The driver's calls, against a library that only takes them down."""

import ctypes.util
from typing import Any

import pytest

from hybrid.driver import Driver, open_driver


class Call:
    def __init__(self, status: int) -> None:
        self.status, self.received = status, []  # type: int, list[tuple[int, ...]]

    def __call__(self, *arguments: int) -> int:
        self.received.append(arguments)
        return self.status


class Library:
    def __init__(self, status: int = 0) -> None:
        self.cuMemcpyHtoDAsync_v2, self.cuStreamWriteValue32_v2 = Call(status), Call(status)


def driver(library: Any) -> Driver:
    return Driver(library)


def test_a_copy_and_the_word_of_its_end_are_queued_on_the_stream() -> None:
    library = Library()
    calls = driver(library)
    calls.copy(target=11, source=22, size=33, stream=44)
    calls.tell(word=55, value=1, stream=44)
    assert library.cuMemcpyHtoDAsync_v2.received == [(11, 22, 33, 44)]
    assert library.cuStreamWriteValue32_v2.received == [(44, 55, 1, 0)]


def test_what_the_driver_refuses_is_raised() -> None:
    calls = driver(Library(status=700))
    with pytest.raises(RuntimeError, match="700"):
        calls.copy(1, 2, 3, 4)
    with pytest.raises(RuntimeError, match="700"):
        calls.tell(1, 2, 3)


def test_there_is_no_driver_without_its_library_or_in_one_that_lacks_the_calls() -> None:
    other = ctypes.util.find_library("c")
    assert other is not None
    assert open_driver(["no such library"]) is None
    assert open_driver([other]) is None
