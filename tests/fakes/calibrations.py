"""Calibrations with plain numbers, for whatever predicts."""

from dataclasses import replace

from hybrid.lab import Calibration, LayerCosts, ModelShape, ThreadCosts
from hybrid.types import ModelInfo

EXPERT_BYTES = 1000


def thread_costs(threads: int, top_k: int, miss: float = 2.0) -> ThreadCosts:
    """A layer of 1 s, and ``miss`` seconds for each missed expert."""
    return ThreadCosts(
        threads=threads,
        split=None,
        unsplit=LayerCosts(tuple(1.0 + miss * missed for missed in range(top_k + 1)), 1.0, copy_alone=3.0, copy=3.0),
        call=0.0,
        expert=miss,
        expert_while_copying=miss + 1.0,
        expert_by_tokens=((1, miss), (256, 20 * miss)),
    )


def make_calibration(model: ModelInfo, threads: tuple[int, ...] = (2,)) -> Calibration:
    """The fewer threads, the longer a miss takes."""
    return Calibration(
        shape=ModelShape.of(model),
        model=model.name,
        machine="a machine",
        device="a device",
        emulated=True,
        predicted=False,
        version="1",
        created="2026-01-31T12:00:00+00:00",
        threads=tuple(thread_costs(count, model.top_k, 4.0 / count) for count in threads),
        copy_alone=2.5,
        gpu_expert=0.25,
        outside=0.5,
        all_resident_layer=0.75,
        other_bytes=10_000,
        gpu_watts=None,
        cpu_watts=None,
    )


def with_copies_of(calibration: Calibration, seconds: float) -> Calibration:
    """The same with another link."""
    threads = tuple(
        replace(t, unsplit=replace(t.unsplit, copy_alone=seconds, copy=seconds)) for t in calibration.threads
    )
    return replace(calibration, threads=threads)
