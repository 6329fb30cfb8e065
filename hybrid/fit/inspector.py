"""Inspector: from a model's name to what it is, whether this machine can run it, what would go where, and how fast.

Reads headers, and builds the model without memory; loads no weight. ``stored_facts`` knows the files, ``placement`` the
memory, ``speed`` the time.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch

from hybrid.calibrate.calibrator import machine_name, versions
from hybrid.calibrate.store import load_calibration
from hybrid.checkpoint.files import CheckpointFiles
from hybrid.checkpoint.hub import OF_THE_WEIGHTS
from hybrid.config import EXPERT_DTYPES, EngineConfig, ExpertDtype
from hybrid.errors import HybridError
from hybrid.experts.host_weights import expert_bytes
from hybrid.fit import advice
from hybrid.fit.bandwidths import measured_figures
from hybrid.fit.cache_probe import probe
from hybrid.fit.inspection import Alternative, Inspection, KvCache, SpeedRange, StoredFacts
from hybrid.fit.placement import CUDA_BYTES, Needs, bars, beside_kv, fitting_geometries
from hybrid.fit.speed import from_figures, speed_range
from hybrid.fit.stored_facts import read_facts
from hybrid.gpu.ring import ring_size
from hybrid.lab.predictions.machines import MachineFigures
from hybrid.layer.prefill_chunk import PREFILL_CHUNK, SHORTEST_CHUNK, activation_bytes
from hybrid.machine.limits import Limits, Memory, usual_threads
from hybrid.machine.resources import limits_beside, limits_with, machine_info, memory
from hybrid.model.loading import Checkpoint, check_files
from hybrid.model.skeleton.text_models import build_skeleton
from hybrid.model.weights import WeightPlan
from hybrid.records.calibration import Calibration, ModelShape
from hybrid.settings import default_geometry, resolve_settings
from hybrid.types import ExpertLayout, Geometry, ModelInfo


@dataclass(frozen=True, slots=True)
class Machine:
    """Where a model would run. Tests hand in another than this one."""

    memory: Memory
    figures: Callable[[], MachineFigures]  # asked only where there is no calibration
    calibration: Callable[[ModelShape], Calibration | None]


def this_machine(device: torch.device, given_back: Memory | None = None) -> Machine:
    """What is free now, and what ``given_back`` would add: the memory of a model that makes way for the next."""
    here = memory(device)
    if given_back is not None:
        here = replace(
            here,
            ram_available=min(here.ram_total, here.ram_available + given_back.ram_available),
            gpu_free=None if here.gpu_free is None else here.gpu_free + (given_back.gpu_free or 0),
        )
    name = machine_info(device, page_locked=False, notices=()).device_name
    return Machine(
        here,
        lambda: measured_figures(device),
        lambda shape: load_calibration(shape, name, machine_name(), versions()),
    )


def inspect(config: EngineConfig, machine: Machine) -> Inspection:
    """Inspects ``config.model`` with the settings that ``config`` asks for.

    Raises ``ModelNotFoundError``, or ``UnsupportedModelError`` for damaged files. Whatever else keeps the model from
    running is the inspection's ``refusal``.
    """
    files = CheckpointFiles[WeightPlan](config.model, OF_THE_WEIGHTS)
    facts = read_facts(files)
    try:
        checkpoint = check_files(files, config.max_context, config.expert_format, lambda files: None)
    except HybridError as refusal:
        return Inspection(facts, refusal=str(refusal))
    return _placed(config, machine, facts, checkpoint)


def working_bytes(layout: ExpertLayout, info: ModelInfo, on_gpu: bool) -> int:
    """Bytes of activations and buffers that must be there, however short the chunks of a prompt."""
    if not on_gpu:
        return PREFILL_CHUNK["cpu"] * activation_bytes(layout, info.top_k)
    ring = ring_size(info.experts, info.expert_bytes) * info.expert_bytes
    return CUDA_BYTES + ring + SHORTEST_CHUNK * activation_bytes(layout, info.top_k)


def _placed(config: EngineConfig, machine: Machine, facts: StoredFacts, checkpoint: Checkpoint) -> Inspection:
    here, on_gpu = machine.memory, machine.memory.gpu_free is not None
    probed = probe(build_skeleton(checkpoint.config), checkpoint.info.max_context)
    top_k = (probed.top_k if probed is not None else None) or facts.top_k or 1
    kv = probed.kv if probed is not None else KvCache(())

    # Packed experts stay as they are, and some formats take only some sizes.
    dtypes = {
        dtype: layout
        for dtype in EXPERT_DTYPES
        if (layout := checkpoint.with_experts(replace(config, expert_dtype=dtype).expert_format)) is not None
    }

    def needs_with(expert_dtype: ExpertDtype) -> Needs:
        layout = dtypes[expert_dtype]
        info = replace(checkpoint.info, top_k=top_k, expert_bytes=expert_bytes(layout))
        held = info.experts_bytes + info.dense_bytes  # more than the files where the rest is unpacked
        return Needs(info, kv, working_bytes(layout, info, on_gpu), max(info.total_bytes, held))

    def limits_for(expert_dtype: ExpertDtype) -> Limits:
        needs = needs_with(expert_dtype)
        return beside_kv(limits_beside(needs.info, here, config.vram_gib), needs, here)

    needs, limits = needs_with(config.expert_dtype), limits_for(config.expert_dtype)
    info, refusal, hint = needs.info, "", ""
    try:
        advice.check_beside_slots(needs, here)
        resolve_settings(config, info, limits_with(info, here, config.vram_gib))
    except HybridError as error:
        refusal = str(error)
        hint = advice.what_could_work(
            config,
            needs,
            here,
            facts,
            error,
            lambda dtype: limits_for(dtype).slot_bytes // needs_with(dtype).expert if dtype in dtypes else 0,
        )
    geometry = config.geometry or default_geometry(info, limits)
    return Inspection(
        facts,
        refusal=refusal,
        advice=hint,
        info=info,
        kv=kv if probed is not None else None,
        kv_tokens=needs.kv_tokens,
        loading_bytes=needs.loading,
        bars=bars(needs, geometry, here),
        geometry=geometry,
        most_slots=min(info.layers * info.experts, limits.slot_bytes // info.expert_bytes),
        fitting=fitting_geometries(info, limits),
        speed=None if refusal else _speed(config, info, geometry, limits, machine),
        alternatives=tuple(
            Alternative(dtype, others.info.experts_bytes, default_geometry(others.info, limits_for(dtype)))
            for dtype in dtypes
            if dtype != config.expert_dtype
            and (others := needs_with(dtype)).expert < needs.expert
            and needs.loading <= here.ram_available
        ),
        emulated=not on_gpu,
    )


def _speed(
    config: EngineConfig, info: ModelInfo, geometry: Geometry, limits: Limits, machine: Machine
) -> SpeedRange | None:
    """Of the cache that the settings ask for; baselines are not predicted."""
    if config.placement != "cached":
        return None
    threads = config.cpu_threads or usual_threads(limits.physical_cores, limits.emulated)
    calibration = machine.calibration(ModelShape.of(info))
    if calibration is not None:
        timing = f"this machine's timing of {calibration.model}"
        return speed_range(calibration, geometry, threads, timing, config.split_misses)
    figures = machine.figures()
    return speed_range(
        from_figures(figures, info, limits.emulated), geometry, threads, bandwidths_text(figures, limits)
    )


def bandwidths_text(figures: MachineFigures, limits: Limits) -> str:
    ram = f"RAM {figures.host_gb_per_s:.0f} GB/s"
    if limits.emulated:
        return ram
    return f"{ram}, link {figures.link_gb_per_s:.0f} GB/s, GPU {figures.device_gb_per_s:.0f} GB/s"
