"""Runtime of a loaded model with its slots: all that a change of settings rebuilds.

Knows which parts a change of settings touches; weights are never touched.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from traceback import clear_frames

import torch

from hybrid.cache.expert_cache import ExpertCache
from hybrid.cache.static_placement import static_keys
from hybrid.cpu.job import covers
from hybrid.cpu.kernel_mlp import cpu_mlp, warm_up
from hybrid.cpu.small_steps import has_small_steps, small_step
from hybrid.decode.capture import CaptureError, run_without_experts
from hybrid.decode.decoder import GraphedDecoder
from hybrid.experts.work import ExpertMlp
from hybrid.gpu.device import Device
from hybrid.layer.executor import Executor
from hybrid.layer.expert_costs import ExpertCosts, measure_costs
from hybrid.layer.hits import Hits
from hybrid.layer.misses import Misses
from hybrid.layer.parts import LayerParts
from hybrid.layer.prefill_chunk import prefill_chunk
from hybrid.layer.prompt_streaming import Streaming
from hybrid.layer.slots import Slots
from hybrid.machine.resources import machine_info
from hybrid.model.caches import conversation_cache, holds_keys_and_values_only
from hybrid.model.expert_modules import experts_modules, gate_function
from hybrid.model.hook import bind
from hybrid.model.loading import LoadedModel
from hybrid.observe.slot_history import SlotHistory, SlotPicture
from hybrid.observe.telemetry import Telemetry
from hybrid.types import ExpertKey, Geometry, MappingName, ModelInfo, Settings

_LONGEST_OF_OTHER_CACHES = 1024
"""Tokens of a prompt at once where layers keep more than keys and values: indexed attention, for one, takes memory for
the score of every token with every earlier one in each head."""
_PROMPT_SIZES = (16, 64, 512, 2048, 4096, 16384)  # tokens: libraries choose other kernels for each


class Runtime:
    """Builds the parts of the layers for ``settings`` and binds the model to them. Owns slots and page locks.

    ``devices`` compute the experts: one today, for all layers. The layers write what they do to ``telemetry`` and
    ``history``, which are new ones by default.
    """

    def __init__(
        self,
        loaded: LoadedModel,
        settings: Settings,
        device: torch.device,
        telemetry: Telemetry | None = None,
        history: SlotHistory | None = None,
    ) -> None:
        self._loaded, self.device = loaded, device
        self._layout = loaded.checkpoint.layout
        self.info = loaded.info
        self.telemetry = telemetry or Telemetry(loaded.info.layers, loaded.info.experts, loaded.info.top_k)
        self.history = history or SlotHistory(loaded.info.experts)
        refusal = loaded.store.page_lock() if device.type == "cuda" else ""
        self.machine = machine_info(device, loaded.store.page_locked, (refusal,) if refusal else ())
        self._gate = gate_function(experts_modules(loaded.model)[0])
        self.devices = (Device(device, range(self.info.layers), self._layout, self.info, loaded.store),)
        self._caches_plainly = holds_keys_and_values_only(conversation_cache(loaded.model.config))
        self._decoder = self._new_decoder() if self.devices[0].is_gpu else None
        # Experts that torch computes would be left with one thread, too.
        self._small_steps = device.type == "cpu" and covers(self._layout) and has_small_steps(loaded.info)
        self._costs: dict[int, ExpertCosts] = {}  # by CPU threads
        self._notice = ""  # of the slots
        self.settings = settings
        warm_up(self._layout, serves_steps=self.devices[0].is_gpu)
        self.parts = self._build(settings)
        self._prepare()

    @property
    def slots_bytes(self) -> int:
        return _slots(self.settings).slots * self._loaded.info.expert_bytes

    def decoder(self) -> GraphedDecoder | None:
        """Replays captured steps of one token; ``None`` where decoding is eager."""
        return self._decoder

    def prefill_chunk(self) -> int:
        """Tokens of a prompt to compute at once."""
        chunk = prefill_chunk(self._layout, self.info.top_k, self.device)
        return chunk if self._caches_plainly else min(chunk, _LONGEST_OF_OTHER_CACHES)

    def computing(self, tokens: int) -> AbstractContextManager[None]:
        """To be entered while so many tokens are computed eagerly."""
        return small_step() if tokens == 1 and self._small_steps else nullcontext()

    def give_up_capture(self, reason: str) -> None:
        """Decodes eagerly from now on."""
        self._decoder = None
        notice = f"This model's steps could not be captured as CUDA graphs, so decoding is slower: {reason}"
        self.machine = replace(self.machine, notices=(*self.machine.notices, notice))

    def notify(self, notice: str) -> None:
        """Has snapshots say this of the slots, in place of what was said of them before; nothing if it is empty."""
        others = tuple(one for one in self.machine.notices if one != self._notice)
        self.machine = replace(self.machine, notices=(*others, notice) if notice else others)
        self._notice = notice

    def _new_decoder(self) -> GraphedDecoder | None:
        """A decoder, if its KV cache of fixed room can stand for the model's: otherwise nothing is tried."""
        if self._caches_plainly:
            return GraphedDecoder(self._loaded.model, self._layout, self.info, self.devices[0])
        self.give_up_capture("its layers keep more than keys and values, or share them")
        return None

    def _prepare(self) -> None:
        """Captures a step and loads the kernels of prompts, so that the first reply need not wait for them."""
        if self.device.type != "cuda":
            return
        if self._decoder is not None:
            try:
                self._decoder.prepare()
            except CaptureError as error:
                self.give_up_capture(str(error))
        with torch.no_grad():
            longest = min(self.info.max_context, self.prefill_chunk())
            sizes = [size for size in _PROMPT_SIZES if size <= longest]
            run_without_experts(self._loaded.model, self._runner, sizes)

    def apply(self, settings: Settings, uses: Sequence[int] | None = None) -> None:
        """Replaces cache and slots; on failure the previous settings are in force again, with empty slots.

        A placement by popularity ranks experts by ``uses``, flat (layers, experts); by default, by the uses counted so
        far.
        """
        self._close_slots()
        try:
            self.parts = self._build(settings, uses)
        except Exception as error:
            clear_frames(error.__traceback__)  # the frames still hold the slots of the failed attempt
            self.parts = self._build(self.settings)
            raise
        self.settings = settings

    @property
    def fills_under_way(self) -> int:
        """As far as their ends have been seen."""
        return self.parts.slots.cache.queued

    def fill_empty_slot(self, key: ExpertKey) -> None:
        """Starts a copy of this expert into an empty slot, if there is one for it; whatever the admission."""
        if self.parts.slots.start_preload(key):
            self.telemetry.add_fills(1, self._loaded.store.expert_bytes)

    def note_slots(self) -> None:
        """Adds a picture of what the slots hold now, after the last step, to the history."""
        cache = self.parts.slots.cache
        ways = self.settings.geometry.ways if _mapping(self.settings) == "layered" else 0
        self.history.note(SlotPicture(self.telemetry.steps, ways, cache.cells(), cache.states()))

    def close(self) -> None:
        """Waits for copies under way, gives the slots' memory back and undoes the page locks."""
        self._close_slots()
        self._loaded.store.release()

    def _close_slots(self) -> None:
        if self._decoder is not None:
            self._decoder.detach()
        self.parts.slots.close()

    def _build(self, settings: Settings, uses: Sequence[int] | None = None) -> LayerParts:
        torch.set_num_threads(settings.cpu_threads)
        (device,) = self.devices
        store, cache = self._loaded.store, _cache(self.info, settings)
        cpu = cpu_mlp(self._layout, self._gate, settings.cpu_threads)
        mlp = device.mlp(self._gate, cpu)
        slots = Slots(self._layout, store, cache, device.open_transfer(_slots(settings)), device.residency_table())
        misses = Misses(store, cpu)
        parts = LayerParts(
            slots,
            Hits(slots, mlp, self.telemetry),
            misses,
            self.telemetry,
            self._streaming(settings, device, slots, misses, mlp),
        )
        slots.preload(self._static_keys(settings, uses))
        self._runner = Executor(parts, device.staging)
        bind(self._loaded.model, self._runner)
        if self._decoder is not None:
            self._decoder.attach(parts, self._runner, settings)
        return parts

    def _static_keys(self, settings: Settings, uses: Sequence[int] | None) -> list[ExpertKey]:
        info, slots = self.info, settings.geometry.slots
        popularity = self.telemetry.uses() if uses is None else uses
        return static_keys(settings.placement, slots, info.layers, info.experts, popularity)

    def _streaming(
        self, settings: Settings, device: Device, slots: Slots, misses: Misses, mlp: ExpertMlp
    ) -> Streaming | None:
        """Streaming, for on-demand fetching, and for a GPU unless the CPU does all; otherwise ``None``."""
        on_demand = settings.placement == "on_demand"
        if settings.placement == "cpu_only" or not (on_demand or device.is_gpu):
            return None
        ring = device.ring(mlp)
        threads = settings.cpu_threads
        if not on_demand and threads not in self._costs:
            self._costs[threads] = measure_costs(
                self._layout, misses.banks, misses.mlp, lambda expert: ring.load_now(ExpertKey(0, expert))
            )
        costs = None if on_demand else self._costs[threads]
        return Streaming(slots, device.staging, mlp, ring, costs, device.grouped)


def _slots(settings: Settings) -> Geometry:
    """The geometry in use: no slots where nothing is cached."""
    return Geometry(0, 0) if settings.placement == "cpu_only" else settings.geometry


def _is_static(settings: Settings) -> bool:
    return settings.placement in ("static_layers", "static_popular")


def _mapping(settings: Settings) -> MappingName:
    """The mapping in use: static placements treat their slots as one pool."""
    return "pooled" if _is_static(settings) else settings.mapping


def _cache(info: ModelInfo, settings: Settings) -> ExpertCache:
    """The cache of a placement; a static placement never fills it."""
    static = _is_static(settings)
    on_demand = settings.placement == "on_demand"
    return ExpertCache(
        layers=info.layers,
        experts=info.experts,
        geometry=_slots(settings),
        mapping=_mapping(settings),
        policy=settings.policy,
        admission="never" if static else "always" if on_demand else settings.admission,
        max_queued_copies=settings.max_queued_copies,
    )
