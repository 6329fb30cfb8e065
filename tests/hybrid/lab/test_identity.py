"""The real engine and the replay of what it recorded: the same hits, misses, fills and evictions, to the last one."""

from collections.abc import Callable
from itertools import product
from typing import get_args

import numpy as np
import pytest

from hybrid import Engine
from hybrid.gpu.transfer import ThreadTransfer
from hybrid.lab import CacheSetting, DecodeModel, LayerCosts, joined, replay
from hybrid.types import ADMISSIONS, MAPPINGS, Geometry, Outcome, PolicyName
from tests.models.talkative import say

POLICY_NAMES: tuple[PolicyName, ...] = get_args(PolicyName)


@pytest.fixture
def landing_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every copy has landed when the next event is planned."""
    landed = ThreadTransfer.landed

    def all_landed(transfer: ThreadTransfer) -> list[int]:
        with transfer._idle:
            transfer._idle.wait_for(lambda: transfer._under_way == 0)
        return landed(transfer)

    monkeypatch.setattr(ThreadTransfer, "landed", all_landed)


@pytest.mark.usefixtures("landing_at_once")
@pytest.mark.parametrize("geometry", [Geometry(1, 3), Geometry(2, 2)])
def test_the_engine_and_the_replay_agree_for_every_setting(load: Callable[..., Engine], geometry: Geometry) -> None:
    engine = load(geometry=Geometry(0, 0))
    for mapping, policy, admission in product(MAPPINGS, POLICY_NAMES, ADMISSIONS):
        for queue in (1, 2) if admission == "bounded" else (2,):
            engine.reconfigure(
                geometry=geometry, mapping=mapping, policy=policy, admission=admission, max_queued_copies=queue
            )
            before, replies_before = engine.snapshot().counters, len(engine.recorded_replies())
            list(engine.generate(say(f"Try {policy} {admission}.", max_new_tokens=14)))
            list(engine.generate(say(f"And {mapping} {queue}?", max_new_tokens=6)))
            after, replies = engine.snapshot().counters, engine.recorded_replies()[replies_before:]
            trace = joined(replies)
            replayed = replay(
                trace, geometry, mapping=mapping, policy=policy, admission=admission, max_queued_copies=queue
            )
            seen = (after.hits - before.hits, after.misses - before.misses, after.fills - before.fills)
            assert (replayed.hits, replayed.misses, replayed.fills) == seen, (mapping, policy, admission, queue)
            assert replayed.evictions == after.evictions - before.evictions
            assert after.in_flight == 0
            outcomes = np.concatenate([reply.outcomes for reply in replies])
            assert (outcomes == Outcome.HIT).sum(axis=(0, 2)).tolist() == replayed.hits_per_layer.tolist()
            setting = CacheSetting(geometry, mapping, policy, admission, queue)
            no_time = LayerCosts((1.0,) * (trace.top_k + 1), 0.0, copy_alone=0.0, copy=0.0)
            modelled = DecodeModel(trace).times(setting, no_time)
            assert int(modelled.hits.sum()) == replayed.hits
            assert int(modelled.fills.sum()) == replayed.fills
