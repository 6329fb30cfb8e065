"""Other programs that take GPU memory, by scripted readings: the pool gives way between tokens, and says so."""

from collections.abc import Callable

import pytest
import torch

from hybrid import Engine, Geometry
from hybrid.machine.headroom import PERIOD_S, DeviceMemory, HeadroomWatch
from tests.models.talkative import Reference, ids_of, say

Load = Callable[..., Engine]
GIB = 1 << 30
TAKEN = "Other programs have taken GPU memory"


class Device:
    """Of 24 GiB; at each look a period has passed. Other programs take all that is left at the look ``at``."""

    def __init__(self) -> None:
        self.looks, self.at = 0, 10**9

    def read(self) -> DeviceMemory:
        return DeviceMemory(24 * GIB, 0 if self.looks >= self.at else 3 * GIB, 20 * GIB, 0)

    def clock(self) -> float:
        self.looks += 1
        return self.looks * PERIOD_S


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> Device:
    device = Device()
    monkeypatch.setattr(
        "hybrid.machine.resources.headroom_watch", lambda place: HeadroomWatch(device.read, device.clock)
    )
    return device


def test_the_pool_gives_way_between_two_tokens_and_grows_again_on_request(
    load: Load, reference: Reference, device: Device
) -> None:
    engine = load(geometry=Geometry(2, 3))
    request = say("Are you still you?", max_new_tokens=8)
    events = engine.generate(request)
    first = next(events)
    device.at = device.looks
    assert [first.token_id, *ids_of(events)] == reference.reply(request)
    snapshot = engine.snapshot()
    assert snapshot.settings.geometry == Geometry(2, 0), "experts are smaller than what is missing"
    assert [
        notice for notice in snapshot.machine.notices if f"{TAKEN}, so each layer has 0 slots instead of 3" in notice
    ]
    device.at = 10**9
    assert engine.reconfigure(geometry=Geometry(2, 3)).geometry == Geometry(2, 3)
    assert ids_of(engine.generate(request)) == reference.reply(request)
    assert not [notice for notice in engine.snapshot().machine.notices if TAKEN in notice]


def test_a_pool_that_cannot_be_made_smaller_does_not_end_the_reply(
    load: Load, reference: Reference, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = load(geometry=Geometry(2, 3))
    request = say("Are you still you?", max_new_tokens=8)

    def no_room(*_: object) -> None:
        raise torch.OutOfMemoryError("no room for slots")

    events = engine.generate(request)
    first = next(events)
    monkeypatch.setattr("hybrid.engine.session.Runtime.apply", no_room)
    device.at = device.looks
    assert [first.token_id, *ids_of(events)] == reference.reply(request)
    assert engine.snapshot().settings.geometry == Geometry(2, 3)


def test_slots_in_ram_are_not_watched(load: Load) -> None:
    assert load()._session._headroom is None
