"""A loaded model with its slots: what ``reconfigure`` takes apart and puts together again.

Knows which parts a change of settings touches; weights are never touched.
"""

from collections.abc import Callable
from dataclasses import replace

import torch
from torch import Tensor

from hybrid.cache import ExpertCache
from hybrid.compute import ExpertMlp, cpu_mlp, torch_mlp
from hybrid.costs import measure_costs
from hybrid.executor import Executor
from hybrid.families import experts_modules, gate_function
from hybrid.graphs import GraphedDecoder
from hybrid.hook import bind
from hybrid.loading import LoadedModel
from hybrid.machine import machine_info
from hybrid.staging import DirectStaging, PinnedStaging, Staging
from hybrid.streaming import Ring, StreamedSteps
from hybrid.telemetry import Telemetry
from hybrid.transfer import allocate_pool, make_transfer
from hybrid.types import ExpertKey, ExpertLayout, ModelInfo, Settings


class Runtime:
    """Builds the executor for ``settings`` and binds the model to it. Owns slots and page locks."""

    def __init__(self, loaded: LoadedModel, settings: Settings, device: torch.device) -> None:
        self._loaded, self._device = loaded, device
        self.info = loaded.info
        self.telemetry = Telemetry(loaded.info.layers, loaded.info.experts, loaded.info.top_k)
        refusal = loaded.store.page_lock() if device.type == "cuda" else ""
        self.machine = machine_info(device, loaded.store.page_locked, (refusal,) if refusal else ())
        self._staging = _staging(loaded, device)
        self._gate = gate_function(experts_modules(loaded.model)[0])
        self.settings = settings
        self._decoder = _decoder(loaded, device)
        self._long_steps: StreamedSteps | None = None
        self.executor = self._build(settings)
        if device.type == "cuda":
            self._long_steps = self.executor.long_steps = self._streaming()

    @property
    def slots_bytes(self) -> int:
        return self.settings.geometry.slots * self._loaded.info.expert_bytes

    def decoder(self) -> GraphedDecoder | None:
        """Replays captured steps of one token; ``None`` where decoding is eager."""
        return self._decoder

    def give_up_capture(self, reason: str) -> None:
        """Decodes eagerly from now on."""
        self._decoder = None
        notice = f"This model's steps could not be captured as CUDA graphs, so decoding is slower: {reason}"
        self.machine = replace(self.machine, notices=(*self.machine.notices, notice))

    def apply(self, settings: Settings) -> None:
        """Replaces cache and slots; on failure the former settings are in force again, with empty slots."""
        before = self.settings
        self._close_executor()
        try:
            self.executor = self._build(settings)
            self.settings = settings
        except Exception:
            self.executor = self._build(before)
            raise

    def close(self) -> None:
        """Waits for copies under way, gives the slots' memory back and undoes the page locks."""
        self._close_executor()
        self._loaded.store.release()

    def _close_executor(self) -> None:
        if self._decoder is not None:
            self._decoder.detach()
        self.executor.close()

    def _build(self, settings: Settings) -> Executor:
        layout = self._loaded.checkpoint.layout
        torch.set_num_threads(settings.cpu_threads)
        pool = allocate_pool(settings.geometry, self._loaded.store.expert(ExpertKey(0, 0)), self._device)
        executor = Executor(
            layout=layout,
            store=self._loaded.store,
            cache=_cache(self._loaded.info, settings),
            transfer=make_transfer(pool, self._device),
            staging=self._staging,
            cpu=cpu_mlp(layout, self._gate, settings.cpu_threads),
            device=_device_mlp(layout, self._gate, settings, self._device),
            telemetry=self.telemetry,
            long_steps=self._long_steps,
        )
        bind(self._loaded.model, executor)
        if self._decoder is not None:
            self._decoder.attach(executor)
        return executor

    def _streaming(self) -> StreamedSteps:
        """Steps of many tokens over a ring of buffers, shared with the CPU by what either costs here."""
        layout, store = self._loaded.checkpoint.layout, self._loaded.store
        cpu = cpu_mlp(layout, self._gate, self.settings.cpu_threads)
        ring = Ring(store, layout.biased, self._device)
        costs = measure_costs(
            layout, self.executor.host_banks[0], cpu, lambda expert: ring.load_now(ExpertKey(0, expert))
        )
        return StreamedSteps(layout, store, self._staging, torch_mlp(layout, self._gate), costs, ring)


def _cache(info: ModelInfo, settings: Settings) -> ExpertCache:
    return ExpertCache(
        layers=info.layers,
        experts=info.experts,
        geometry=settings.geometry,
        mapping=settings.mapping,
        policy=settings.policy,
        admission=settings.admission,
        max_queued_copies=settings.max_queued_copies,
    )


def _staging(loaded: LoadedModel, device: torch.device) -> Staging:
    if device.type != "cuda":
        return DirectStaging()
    layout = loaded.checkpoint.layout
    return PinnedStaging(layout.hidden, loaded.info.top_k, getattr(torch, layout.dtype), device)


def _device_mlp(
    layout: ExpertLayout, gate: Callable[[Tensor], Tensor], settings: Settings, device: torch.device
) -> ExpertMlp:
    if device.type == "cuda":
        return torch_mlp(layout, gate)
    return cpu_mlp(layout, gate, settings.cpu_threads)


def _decoder(loaded: LoadedModel, device: torch.device) -> GraphedDecoder | None:
    if device.type != "cuda":
        return None
    return GraphedDecoder(loaded.model, loaded.checkpoint.layout, loaded.info, device)
