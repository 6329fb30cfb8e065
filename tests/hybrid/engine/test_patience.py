"""Hundreds of the same: settings that change in one reply, and replies that are stopped at random moments."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import cycle, islice

import pytest

from hybrid import Engine, Geometry
from hybrid.errors import RequestError
from hybrid.types import ADMISSIONS, MAPPINGS
from tests.models.talkative import PATIENCE_S, Gate, Reference, ids_of, say, text_of
from tests.threads import left_over

pytestmark = pytest.mark.usefixtures("leaves_nothing")

Load = Callable[..., Engine]
CHANGES, STOPS, QUEUED = 200, 500, 200
CONTEXT = 96
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


def test_two_hundred_replies_in_the_queue(load: Load, reference: Reference, gate: Gate) -> None:
    """Those that are cancelled while they wait end at once, not when it is their turn; the others come in order."""
    before, engine = set(threading.enumerate()), load()
    requests = [say(f"Number {number}.", max_new_tokens=3, request_id=f"{number}") for number in range(QUEUED)]
    replies = [engine.generate(request) for request in requests]
    gate.wait_for_arrivals()  # the first is under way, and held there
    cancelled = set(range(1, QUEUED, 3))
    for number in cancelled:
        engine.cancel(requests[number].request_id)
    gate.let(2)
    for number in cancelled:
        (event,) = replies[number]
        assert (event.text, event.finish_reason) == ("", "cancelled")
    assert engine.snapshot().active_request == "0"
    gate.open()
    begun = []
    for number in sorted(set(range(QUEUED)) - cancelled):
        begun.append(number)
        assert ids_of(replies[number]) == reference.reply(requests[number])
    assert [int(reply.request_id) for reply in engine.recorded_replies()] == begun
    assert engine.snapshot().queued_requests == 0
    engine.close()
    assert left_over(before) == []


def test_a_conversation_that_grows_to_the_contexts_limit(load: Load, reference: Reference) -> None:
    """Every reply is the right one up to the last token that there is room for; then there is a sentence, each time,
    and shorter questions are answered as before."""
    engine, limit = load(max_context=CONTEXT), CONTEXT
    turns, refusals = ["Hi"], 0
    while refusals < 3:
        request = say(*turns, max_new_tokens=7)
        room = limit - len(reference.prompt(request))
        if room < 1:
            with pytest.raises(RequestError, match=rf"this model holds {limit}: start a new chat"):
                list(engine.generate(request))
            refusals += 1
            turns[-1] += "?"
            continue
        events = list(engine.generate(request))
        right = reference.reply(replace(request, max_new_tokens=min(7, room)))
        assert ids_of(events) == right
        assert events[-1].finish_reason == "length"
        turns += [text_of(events), "o" if room < 30 else "And on?"]
    assert ids_of(engine.generate(say("Hi", max_new_tokens=7))) == reference.reply(say("Hi", max_new_tokens=7))
    for length in range(limit - 8, limit + 2):  # to the token
        request = say("x" * (length - len("u:;a:")), max_new_tokens=3)
        assert len(reference.prompt(request)) == length
        if length >= limit:
            with pytest.raises(RequestError, match=f"is {length} tokens long"):
                list(engine.generate(request))
        else:
            right = reference.reply(replace(request, max_new_tokens=min(3, limit - length)))
            assert ids_of(engine.generate(request)) == right


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
