"""Server of a step's misses: a Python thread that lends itself and a team of others to ``step_team``.

Knows Python's threads and when they sleep. Whoever decodes begins each step and plans meanwhile; layers are served and
answered without it.
"""

import os
import queue
import threading
import weakref
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hybrid.cpu import kernels, step_team
from hybrid.cpu.job import Tags, tags_of
from hybrid.cpu.sheet import NO_SUCH_ENTRY
from hybrid.experts.work import StepWords, TokenCall
from hybrid.types import ExpertLayout

_LOOKS = 20_000  # about a millisecond, after which the thread is asked whether it still lives


class StepServer:
    """Serves the layers of one step after the other, each as its word arrives. For one thread.

    ``calls`` are the layers' own. ``plans_first``: a layer is answered only after ``planned`` was called for it.
    """

    def __init__(self, calls: Sequence[kernels.TokenCall], words: StepWords, plans_first: bool) -> None:
        self._calls = calls  # they own the memory behind the addresses
        self._planned, self._nanoseconds = np.zeros((2, len(calls)), np.int64)
        first = calls[0]
        self._words = _words_of(
            [
                *(len(calls), first.places.routed, first.alone, words.arrived, words.answered, words.rows),
                *(words.stride, words.share_due, self._planned.ctypes.data if plans_first else 0),
                self._nanoseconds.ctypes.data,
            ],
            [(call.sheet_address, *call.places[:5]) for call in calls],
        )
        self._team = self._words.ctypes.data
        self._wakes: queue.SimpleQueue[bool] = queue.SimpleQueue()
        arrays = (self._words, self._planned, self._nanoseconds)
        # Not ``self``, or it would live as long as the thread, which ends with it.
        arguments = (self._wakes, arrays, first.tags, first.threads)
        self._thread = threading.Thread(target=_serve_until_closed, args=arguments, name="hybrid-misses", daemon=True)
        self._thread.start()
        weakref.finalize(self, self._wakes.put, False)

    def begin(self) -> None:
        """Has the next step served. The last one has been, and the mailbox's words are cleared."""
        self._nanoseconds[:] = 0
        self._planned[:] = 0
        if not step_team.begin_step(self._team):
            self._wakes.put(True)

    def planned(self, layer: int) -> None:
        """The layer may be answered once it is computed."""
        self._planned[layer] = 1

    def join(self) -> None:
        """Waits until the step has been served; raises ``IndexError`` for an expert that is not there."""
        while not step_team.await_served(self._team, _LOOKS):
            self.check()
        failed = self._words[step_team.FAILED // 8]
        if failed:
            self._words[step_team.FAILED // 8] = 0
            raise IndexError(f"an {'expert' if failed == NO_SUCH_ENTRY else 'intermediate row'} is out of bounds")

    def check(self) -> None:
        """Raises ``RuntimeError`` if nobody serves any more."""
        if not self._thread.is_alive():
            raise RuntimeError("The thread that computes missed experts has ended.")

    def cpu_ms(self) -> list[float]:
        """By layer, how long its misses took in the step that has been served."""
        milliseconds: list[float] = (self._nanoseconds / 1e6).tolist()
        return milliseconds

    def abandon(self) -> None:
        """Leaves the step as it is, however far it has come."""
        while step_team.stop(self._team) and self._thread.is_alive():
            pass
        self._words[step_team.SERVED // 8] = self._words[step_team.BEGUN // 8]
        self._words[step_team.STOP // 8] = 0

    def close(self) -> None:
        """Ends the thread, and the step under way."""
        self.abandon()
        self._wakes.put(False)
        self._thread.join()


def _serve_until_closed(
    wakes: queue.SimpleQueue[bool], arrays: tuple[NDArray[np.int64], ...], tags: Tags, threads: int
) -> None:
    """Serves whenever it is woken with true; ends when it is woken with false. The first of ``arrays`` is the team's
    words, with addresses of the others."""
    while wakes.get():
        with kernels.REGION:
            step_team.serve_steps(*tags, arrays[0].ctypes.data, threads, kernels.team_of(threads))


def step_server(calls: Sequence[TokenCall], words: StepWords, plans_first: bool) -> StepServer | None:
    """Serves ``calls`` where the compiled kernels compute them, else ``None``: they are to be called."""
    compiled_calls = [call for call in calls if isinstance(call, kernels.TokenCall)]
    if os.name != "posix" or not calls or len(compiled_calls) < len(calls):
        return None
    return StepServer(compiled_calls, words, plans_first)


def warm_up(layout: ExpertLayout) -> None:
    """Compiles, or loads from numba's cache, what serves a step of ``layout``."""
    if os.name != "posix":
        return
    words = _words_of([0] * step_team.NUMBERS, [])
    words[step_team.STOP // 8] = 1
    address = words.ctypes.data
    with kernels.REGION:
        step_team.serve_steps(*tags_of(layout), address, 1, 1)
    step_team.stop(address)
    step_team.begin_step(address)
    step_team.await_served(address, 1)


def _words_of(numbers: Sequence[int], places: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    flat = [number for layer in places for number in layer]
    words = np.zeros(step_team.WORDS + step_team.NUMBERS + len(flat), np.int64)
    words[step_team.WORDS :] = [*numbers, *flat]
    return words
