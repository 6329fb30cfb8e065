"""A fault at any point of a reply: each function of ours that the engine calls on its thread fails once.

As it begins or as it ends. The reply may end with that error; the next ones are exact, and the counters add up.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from inspect import CO_GENERATOR
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

import hybrid
from hybrid import Engine
from hybrid.engine.inbox import Command
from tests.models.talkative import PATIENCE_S, Reference, ids_of, say

pytestmark = pytest.mark.usefixtures("leaves_nothing")

Load = Callable[..., Engine]
Calls = Counter[CodeType]
OURS = str(Path(hybrid.__file__).parent)
REQUEST = say("And you?", max_new_tokens=9)
NUMBERS = (1, 7)
# It hands errors to who has asked, so failing outside of itself is the one thing it cannot do.
EXCEPT = frozenset({Command.execute.__code__})


class InjectedError(Exception):
    """Stands for whatever may go wrong."""


class Profile:
    """What the interpreter tells at every call and return on the engine's thread: counts them, or fails one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._pool = ThreadPoolExecutor(1)

    def calls_of(self, action: Callable[[], Any]) -> Calls:
        """How often each function of ours is called."""
        calls: Calls = Counter()

        def count(frame: FrameType, event: str, _: Any) -> None:
            if event == "call" and frame.f_code.co_filename.startswith(OURS):
                calls[frame.f_code] += 1

        self._set(count)
        action()
        self._set(None)
        return calls

    def fail(self, code: CodeType, event: str, number: int) -> None:
        """Has a function fail, once."""
        left = number

        def fail(frame: FrameType, now: str, _: Any) -> None:
            nonlocal left
            if frame.f_code is code and now == event:
                left -= 1
                if left == 0:
                    raise InjectedError  # the interpreter drops the function that raises

        self._set(fail)

    def reply(self, place: str = "") -> list[int]:
        """The ids of a whole reply. Raises what ended it; says the ``place`` of the fault if nothing does."""
        events = self._pool.submit(lambda: ids_of(self._engine.generate(REQUEST)))
        try:
            return events.result(PATIENCE_S)
        except TimeoutError:
            raise AssertionError(f"A reply does not end: {place}") from None

    def _set(self, function: Callable[..., None] | None) -> None:
        asked = self._pool.submit(lambda: self._engine._loop.ask(lambda: sys.setprofile(function), False))
        with suppress(InjectedError):  # as it was set, in what was still to return
            asked.result(PATIENCE_S)


def may_fail(code: CodeType, event: str) -> bool:
    """A generator returns at each yield, too; failing there it ends without its ``finally``, as nothing else does."""
    return event == "call" or not code.co_flags & CO_GENERATOR


@pytest.fixture
def engine(load: Load) -> Engine:
    return load()


@pytest.fixture
def profile(engine: Engine) -> Iterator[Profile]:
    profile = Profile(engine)
    yield profile
    profile._set(None)
    profile._pool.shutdown(wait=False)


@pytest.mark.parametrize("event", ["call", "return"])
def test_whatever_fails_once_ends_a_reply_at_most(
    engine: Engine, profile: Profile, reference: Reference, event: str
) -> None:
    right = reference.reply(REQUEST)
    assert profile.reply() == right
    points = [
        (code, number)
        for code, calls in profile.calls_of(profile.reply).items()
        for number in NUMBERS
        if calls >= number and code not in EXCEPT and may_fail(code, event)
    ]
    assert len(points) > 300
    for code, number in points:
        place = f"{code.co_filename}: {code.co_qualname}, {event} {number}"
        profile.fail(code, event, number)
        with suppress(InjectedError):
            assert profile.reply(place) == right, place
        profile._set(None)
        assert profile.reply(place) == right, place
        counters = engine.snapshot().counters
        assert counters.routed == counters.hits + counters.misses, place
