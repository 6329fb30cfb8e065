"""Which library the driver is; its calls are held to a made-up one in ``test_slots.py``."""

import ctypes.util

from hybrid.gpu.cuda_driver import open_driver


def test_there_is_no_driver_without_its_library_or_in_one_that_lacks_the_calls() -> None:
    other = ctypes.util.find_library("c")
    assert other is not None
    assert open_driver("no such library") is None
    assert open_driver(other) is None
