"""Runtime of a loaded model with its slots: what ``reconfigure`` takes apart and puts together again.

Knows which parts a change of settings touches; weights are never touched.
"""

from collections.abc import Sequence
from dataclasses import replace
from traceback import clear_frames

import torch

from hybrid.cache.expert_cache import ExpertCache
from hybrid.cache.static_placement import static_keys
from hybrid.cpu.kernel_mlp import cpu_mlp, warm_up
from hybrid.decode.capture import CaptureError, run_without_experts
from hybrid.decode.decoder import GraphedDecoder
from hybrid.experts.formats.plain import TORCH_DTYPES
from hybrid.experts.host_weights import host_bank
from hybrid.experts.torch_mlp import device_mlp, load_products
from hybrid.experts.work import ExpertMlp
from hybrid.gpu.activation_staging import DirectStaging, PinnedStaging, Staging
from hybrid.gpu.slots import allocate_pool, make_transfer
from hybrid.layer.executor import Executor
from hybrid.layer.expert_costs import ExpertCosts, measure_costs
from hybrid.layer.prefill_chunk import prefill_chunk
from hybrid.layer.prompt_streaming import CudaRing, Ring, StreamedSteps, grouped_experts
from hybrid.machine.resources import machine_info
from hybrid.model.expert_modules import experts_modules, gate_function
from hybrid.model.hook import bind
from hybrid.model.loading import LoadedModel
from hybrid.observe.slot_history import SlotHistory, SlotPicture
from hybrid.observe.telemetry import Telemetry
from hybrid.types import ExpertKey, ExpertLayout, Geometry, MappingName, ModelInfo, Settings

_PROMPT_SIZES = (16, 64, 512, 2048, 4096, 16384)  # tokens: libraries choose other kernels for each


class Runtime:
    """Builds the executor for ``settings`` and binds the model to it. Owns slots and page locks.

    What happens is written to ``telemetry`` and ``history``; new ones if not given.
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
        self._staging = _staging(loaded, device)
        self._gate = gate_function(experts_modules(loaded.model)[0])
        self._decoder = _decoder(loaded, device)
        self._ring: Ring | None = None
        self._grouped = grouped_experts(self._layout, self.info.top_k, device)
        self._costs: dict[int, ExpertCosts] = {}  # by CPU threads
        self.settings = settings
        warm_up(self._layout)
        self.executor = self._build(settings)
        self._prepare()

    @property
    def slots_bytes(self) -> int:
        return _slots(self.settings).slots * self._loaded.info.expert_bytes

    def decoder(self) -> GraphedDecoder | None:
        """Replays captured steps of one token; ``None`` where decoding is eager."""
        return self._decoder

    def prefill_chunk(self) -> int:
        """Tokens of a prompt to compute at once."""
        return prefill_chunk(self._layout, self.info.top_k, self.device)

    def give_up_capture(self, reason: str) -> None:
        """Decodes eagerly from now on."""
        self._decoder = None
        notice = f"This model's steps could not be captured as CUDA graphs, so decoding is slower: {reason}"
        self.machine = replace(self.machine, notices=(*self.machine.notices, notice))

    def _prepare(self) -> None:
        """Does before the first reply what its first tokens would wait for: captures a step, loads prompts' kernels."""
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
            run_without_experts(self._loaded.model, self.executor, sizes)

    def apply(self, settings: Settings, uses: Sequence[int] | None = None) -> None:
        """Replaces cache and slots; on failure the former settings are in force again, with empty slots.

        ``uses`` per expert, flat (layers, experts), is what a placement by popularity goes by; if not
        given, what has been counted so far.
        """
        self._close_executor()
        try:
            self.executor = self._build(settings, uses)
        except Exception as error:
            clear_frames(error.__traceback__)  # they hold the slots that have been allocated in vain
            self.executor = self._build(self.settings)
            raise
        self.settings = settings

    def note_slots(self) -> None:
        """Keeps what the slots hold now as the picture of the last step."""
        cache = self.executor.cache
        ways = self.settings.geometry.ways if _mapping(self.settings) == "layered" else 0
        self.history.note(SlotPicture(self.telemetry.steps, ways, cache.cells(), cache.states()))

    def close(self) -> None:
        """Waits for copies under way, gives the slots' memory back and undoes the page locks."""
        self._close_executor()
        self._loaded.store.release()

    def _close_executor(self) -> None:
        if self._decoder is not None:
            self._decoder.detach()
        self.executor.close()

    def _build(self, settings: Settings, uses: Sequence[int] | None = None) -> Executor:
        torch.set_num_threads(settings.cpu_threads)
        cache = _cache(self.info, settings)
        pool = allocate_pool(_slots(settings), self._loaded.store.expert(ExpertKey(0, 0)), self.device)
        cpu = cpu_mlp(self._layout, self._gate, settings.cpu_threads)
        device = device_mlp(self._gate) if self.device.type == "cuda" else cpu
        executor = Executor(
            layout=self._layout,
            store=self._loaded.store,
            cache=cache,
            transfer=make_transfer(pool, self.device),
            staging=self._staging,
            cpu=cpu,
            device=device,
            telemetry=self.telemetry,
            long_steps=self._long_steps(settings, cpu, device),
        )
        executor.place(self._static_keys(settings, uses))
        bind(self._loaded.model, executor)
        if self._decoder is not None:
            self._decoder.attach(executor, settings)
        return executor

    def _static_keys(self, settings: Settings, uses: Sequence[int] | None) -> list[ExpertKey]:
        info, slots = self.info, settings.geometry.slots
        counted = self.telemetry.uses() if uses is None else uses
        return static_keys(settings.placement, slots, info.layers, info.experts, counted)

    def _long_steps(self, settings: Settings, cpu: ExpertMlp, device: ExpertMlp) -> StreamedSteps | None:
        """Streaming, where there is a link to stream over and the CPU is not to do all, or fetching is asked for."""
        on_demand = settings.placement == "on_demand"
        if settings.placement == "cpu_only" or not (on_demand or self.device.type == "cuda"):
            return None
        ring = self._open_ring(device)
        costs = None if on_demand else self._costs_with(settings.cpu_threads, cpu, ring)
        return StreamedSteps(self._layout, self._loaded.store, self._staging, device, costs, ring, self._grouped)

    def _open_ring(self, device: ExpertMlp) -> Ring:
        if self._ring is None:
            kind = CudaRing if self.device.type == "cuda" else Ring
            ring = kind(self._loaded.store, self._layout, self.device)
            if self._grouped is not None:
                self._grouped.load(ring.bank)
            elif self.device.type == "cuda":
                load_products(device, ring.bank, TORCH_DTYPES[self._layout.dtype])
            self._ring = ring
        return self._ring

    def _costs_with(self, threads: int, cpu: ExpertMlp, ring: Ring) -> ExpertCosts:
        if threads not in self._costs:
            bank = host_bank(self._loaded.store.layers[0])
            self._costs[threads] = measure_costs(
                self._layout, bank, cpu, lambda expert: ring.load_now(ExpertKey(0, expert))
            )
        return self._costs[threads]


def _slots(settings: Settings) -> Geometry:
    """Room that is really used: none when nothing is to be cached."""
    return Geometry(0, 0) if settings.placement == "cpu_only" else settings.geometry


def _is_static(settings: Settings) -> bool:
    return settings.placement in ("static_layers", "static_popular")


def _mapping(settings: Settings) -> MappingName:
    """Static placements take their slots as one pool."""
    return "pooled" if _is_static(settings) else settings.mapping


def _cache(info: ModelInfo, settings: Settings) -> ExpertCache:
    """The cache of a placement; static ones never change it."""
    static = _is_static(settings)
    fetched = settings.placement == "on_demand"
    return ExpertCache(
        layers=info.layers,
        experts=info.experts,
        geometry=_slots(settings),
        mapping=_mapping(settings),
        policy=settings.policy,
        admission="never" if static else "always" if fetched else settings.admission,
        max_queued_copies=settings.max_queued_copies,
    )


def _staging(loaded: LoadedModel, device: torch.device) -> Staging:
    if device.type != "cuda":
        return DirectStaging()
    layout: ExpertLayout = loaded.checkpoint.layout
    return PinnedStaging(layout.hidden, loaded.info.top_k, TORCH_DTYPES[layout.dtype], device)


def _decoder(loaded: LoadedModel, device: torch.device) -> GraphedDecoder | None:
    if device.type != "cuda":
        return None
    return GraphedDecoder(loaded.model, loaded.checkpoint.layout, loaded.info, device)
