"""Decoding against a simulated clock once more, as plainly as possible, driving a real ``ExpertCache``."""

from collections import deque

from hybrid.cache.expert_cache import ExpertCache
from hybrid.lab import Trace
from hybrid.lab.predictions.decode_model import CacheSetting
from hybrid.lab.replays.events import events_of
from hybrid.records.costs import LayerCosts

Step = tuple[float, int, int]
"""Seconds, routed pairs hit, fills."""


def naive_decode(trace: Trace, setting: CacheSetting, costs: LayerCosts) -> list[Step]:
    """One entry per step; steps of prompt tokens take no time and their fills land at once."""
    events = events_of(trace)
    cache = ExpertCache(
        layers=trace.layers,
        experts=trace.num_experts,
        geometry=setting.geometry,
        mapping=setting.mapping,
        policy=setting.policy,
        admission=setting.admission,
        max_queued_copies=setting.max_queued_copies,
    )
    for key in setting.preloaded:
        fill = cache.preload(key)
        if fill is not None:
            cache.landed(fill.slot)
    prompt = {int(step): bool(is_prompt) for step, is_prompt in zip(trace.steps, trace.prompt, strict=True)}
    decoded = [not prompt[step] for step in sorted(prompt)]
    queue: deque[tuple[float, int]] = deque()
    now = busy_until = 0.0
    steps = []
    for step in range(events.steps):
        seconds, hits, fills = 0.0, 0, 0
        for layer in range(trace.layers):
            while queue and (queue[0][0] <= now or not decoded[step]):
                cache.landed(queue.popleft()[1])
            event = step * trace.layers + layer
            entries = slice(events.starts[event], events.starts[event + 1])
            experts, demand = events.experts[entries].tolist(), events.demand[entries].tolist()
            plan = cache.plan(layer, experts, demand)
            for fill in plan.fills:
                busy_until = max(now, busy_until) + (costs.copy_seconds(len(plan.misses)) if decoded[step] else 0.0)
                queue.append((busy_until, fill.slot))
            hits += sum(demand[experts.index(hit.expert)] for hit in plan.hits)
            fills += len(plan.fills)
            if decoded[step]:
                taken = costs.layer_seconds(len(plan.misses), busy_until - now)
                now += taken
                seconds += taken
        steps.append((seconds, hits, fills))
    return steps
