"""Hundreds of the same: settings that change in one reply, and replies that are stopped at random moments."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice

from hybrid import Engine, Geometry
from hybrid.types import ADMISSIONS, MAPPINGS
from tests.models.talkative import PATIENCE_S, Gate, Reference, ids_of, say
from tests.threads import left_over

Load = Callable[..., Engine]
CHANGES, STOPS = 200, 500
POLICIES = ("lru", "lfu", "fifo", "lfru")


def test_two_hundred_changes_of_settings_in_a_reply(load: Load, reference: Reference, gate: Gate) -> None:
    engine, request = load(), say("Tell me everything.", max_new_tokens=CHANGES + 5)
    info = engine.snapshot().model
    geometries = [Geometry(n, m) for n in range(info.layers + 1) for m in (1, info.experts // 2, info.experts)]
    settings = cycle(
        {"geometry": geometries[i % len(geometries)], "mapping": MAPPINGS[i % len(MAPPINGS)],
         "policy": POLICIES[i % len(POLICIES)], "admission": ADMISSIONS[i % len(ADMISSIONS)], "cpu_threads": 1 + i % 2}
        for i in range(35)
    )  # fmt: skip
    events = engine.generate(request)
    with ThreadPoolExecutor(1) as pool:
        for changes in islice(settings, CHANGES):
            changed = pool.submit(engine.reconfigure, **changes)
            gate.let()  # a token at a time, so that each change comes before another
            assert changed.result(PATIENCE_S).geometry == changes["geometry"]
    gate.open()
    assert ids_of(events) == reference.reply(request)
    counters = engine.snapshot().counters
    assert counters.routed == counters.hits + counters.misses


def test_five_hundred_stops(load: Load, reference: Reference) -> None:
    before, rng = set(threading.enumerate()), random.Random(0)
    engine = load()
    whole = reference.reply(say("Go on.", max_new_tokens=8))
    for number in range(STOPS):
        request = say("Go on.", max_new_tokens=8, request_id=f"{number}")
        events = engine.generate(request)
        shown = list(islice(events, rng.randrange(6)))
        engine.cancel(request.request_id)
        ids = ids_of([*shown, *events])
        assert ids == whole[: len(ids)]
    assert ids_of(engine.generate(say("Go on.", max_new_tokens=8))) == whole
    counters = engine.snapshot().counters
    assert counters.routed == counters.hits + counters.misses
    engine.close()
    assert left_over(before) == []
