"""Recordings that no model made: routing with favourites and repetition, hits of a cache replayed over it."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from hybrid.errors import RequestError
from hybrid.lab import LookAhead, RecordedReply, Trace, TraceOrigin
from hybrid.lab.replays.events import events_of
from hybrid.lab.replays.replay import replay_outcomes
from hybrid.types import ModelInfo, Outcome, Settings


def fake_trace(
    tokens: int, model: ModelInfo, seed: int = 0, prompt: Sequence[str] = (), texts: Sequence[str] = ()
) -> Trace:
    """Some experts are liked better, and most are kept from one token to the next."""
    rng = np.random.default_rng(seed)
    liking = np.log(np.random.default_rng(0).gamma(2.0, size=(model.layers, model.experts)))
    last = np.zeros((model.layers, model.experts))
    choices = np.empty((tokens, model.layers, model.top_k), np.int16)
    for token in range(tokens):
        choices[token] = np.argsort(-(liking + last + rng.gumbel(size=liking.shape)), axis=1)[:, : model.top_k]
        last[:] = 0
        np.put_along_axis(last, choices[token].astype(np.intp), 1.5, axis=1)
    return Trace.from_choices(
        choices,
        num_experts=model.experts,
        weights=np.sort(rng.dirichlet(np.ones(model.top_k), choices.shape[:2]), axis=2)[..., ::-1],
        prompt=np.arange(tokens) < len(prompt),
        steps=np.maximum(0, np.arange(tokens) - max(len(prompt) - 1, 0)),
        texts=texts,
        origin=TraceOrigin(model.name, "2026-01-31T12:00:00+00:00"),
    )


def fake_recording(
    request_id: str, prompt: Sequence[str], generated: Sequence[str], model: ModelInfo, settings: Settings
) -> RecordedReply:
    """One token for each text; its cache hits are those of the settings."""
    texts = [*prompt, *generated]
    seed = crc32(" ".join(texts).encode())
    trace = fake_trace(len(texts), model, seed, prompt, texts)
    events = events_of(trace)
    _, outcomes = replay_outcomes(
        trace,
        settings.geometry,
        mapping=settings.mapping,
        policy=settings.policy,
        admission=settings.admission,
        max_queued_copies=settings.max_queued_copies,
    )
    became = np.full((events.steps, trace.layers, trace.num_experts), Outcome.MISS, np.uint8)
    event_of_entry = np.repeat(np.arange(len(events.starts) - 1), np.diff(events.starts))
    hit = outcomes.entry_hits == 1
    if settings.placement != "cpu_only":
        became.reshape(-1, trace.num_experts)[event_of_entry[hit], events.experts[hit]] = Outcome.HIT
    of_token = became[trace.steps - trace.steps[0] if trace.tokens else trace.steps]
    chosen_outcomes = np.take_along_axis(of_token, trace.choices.astype(np.intp), axis=2)
    loading = np.random.default_rng(seed).random(chosen_outcomes.shape) < 0.1
    chosen_outcomes[loading & (chosen_outcomes == Outcome.MISS)] = Outcome.IN_FLIGHT
    milliseconds = 2.0 + 0.4 * (chosen_outcomes != Outcome.HIT).sum(axis=(1, 2))
    milliseconds[trace.prompt] = np.nan
    return RecordedReply(request_id, trace, chosen_outcomes, milliseconds.astype(np.float32), settings)


def fake_look_ahead(recordings: Sequence[RecordedReply], model: ModelInfo) -> LookAhead:
    """Better from layer to layer; refused before the first reply."""
    if not recordings:
        raise RequestError("The conversation is too short to score look-ahead. Send a message first.", "look-ahead")
    later = model.layers - 1
    return LookAhead(30, model.experts, model.top_k, np.linspace(0.6, 0.9, later), np.full(later, 0.5))
