"""Decoding one token by replaying CUDA graphs, for any family and without family code.

Knows how to cut one capture of the model's own forward into pieces: the registered experts function
ends a graph and begins the next. Per MoE layer there are two: *route* (everything up to the router,
and the copies that tell the host) and *hits* (the ready experts, found through the residency table,
so that the device starts on them before the host has planned). The host computes the misses while
*hits* runs; the next *route* adds its share. When every expert is ready the host does not wait at all.

Where the forward cannot be captured from its start, it is from its first decoder layer on. A capture that
fails altogether leaves the process usable: ``adopt`` raises ``CaptureError`` and the caller decodes eagerly.
"""

import importlib.util
from collections.abc import Callable
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from transformers.cache_utils import Cache, DynamicCache, StaticLayer
from transformers.modeling_utils import PreTrainedModel

from hybrid.cache import Plan
from hybrid.executor import NOT_RESIDENT, Executor, LongSteps, Routing
from hybrid.fusion import fused_norms
from hybrid.hook import bind
from hybrid.link import CopyLink, HostBuffers, Link
from hybrid.prologue import Prologue
from hybrid.staging import RoutedTokens
from hybrid.telemetry import Telemetry
from hybrid.types import ExpertLayout, ModelInfo

if TYPE_CHECKING:
    from hybrid.triton_experts import SlotExperts

_SMALLEST_CAPACITY = 512
_HEADROOM = 64


class CaptureError(Exception):
    """The model's forward cannot be captured; the message is CUDA's."""


class _Silent:
    """Stands in for the experts while the forward is run only for its side effects."""

    def run(self, layer: int, hidden: Tensor, top_k_index: Tensor, top_k_weights: Tensor) -> Tensor:
        return torch.zeros_like(hidden)


class StepMarks:
    """Events of one step: per layer, when the routing had arrived and when the hits were computed."""

    def __init__(self, layers: int) -> None:
        self.arrived = [torch.cuda.Event(enable_timing=True) for _ in range(layers)]
        self.computed = [torch.cuda.Event(enable_timing=True) for _ in range(layers)]
        self.step = -1

    def report(self, telemetry: Telemetry) -> None:
        """Tells the device's milliseconds, once, of a step that has ended."""
        if self.step >= 0:
            for layer, (arrived, computed) in enumerate(zip(self.arrived, self.computed, strict=True)):
                telemetry.record_gpu_ms(self.step, layer, arrived.elapsed_time(computed))
        self.step = -1


class GraphedDecoder:
    """Steps of one token on static buffers. One thread; not while the executor runs elsewhere."""

    def __init__(self, model: PreTrainedModel, layout: ExpertLayout, info: ModelInfo, device: torch.device) -> None:
        self._model, self._layout, self._info, self._device = model, layout, info, device
        self._stream = torch.cuda.Stream(device)
        self._token_host = torch.zeros((1, 1), dtype=torch.int64, pin_memory=True)
        self._host = HostBuffers(info, layout.hidden)
        self._marks, self._former_marks = StepMarks(info.layers), StepMarks(info.layers)
        self._kv = Cache(layers=[])
        self._capacity = self._length = 0
        self._captured = False
        self._prologue: Prologue | None = None
        self._route: list[torch.cuda.CUDAGraph] = []
        self._hits: list[torch.cuda.CUDAGraph] = []
        self._hidden: list[Tensor] = []

    def attach(self, executor: Executor) -> None:
        """Steps go to this executor from now on; its slots are captured at the next step."""
        self._executor = executor
        self._former_marks.step = self._marks.step = -1
        self._link, self._slot_experts = _device_side(
            self._layout, executor, self._host, self._info.top_k, self._device
        )

    def detach(self) -> None:
        """Drops every reference to the executor's slots; the KV cache stays."""
        self._captured = False
        self._route, self._hits, self._hidden = [], [], []
        del self._executor, self._link, self._slot_experts

    def adopt(self, kv: DynamicCache, length: int) -> None:
        """Takes over the first ``length`` tokens of a cache built by eager steps; captures if need be.

        Raises ``CaptureError``.
        """
        if len(kv.layers) != self._model.config.get_text_config().num_hidden_layers:
            raise CaptureError("its layers share their keys and values")
        if not self._captured or length + _HEADROOM > self._capacity:
            self._capture(length + _HEADROOM)
        for layer, grown in zip(self._kv.layers, kv.layers, strict=True):
            layer.cumulative_length.zero_()
            layer.update(grown.keys[:, :, :length], grown.values[:, :, :length])
        self._length = length

    def release(self, length: int) -> DynamicCache:
        """The first ``length`` tokens as a cache that eager steps can extend."""
        kv = DynamicCache()
        for index, layer in enumerate(self._kv.layers):
            kv.update(layer.keys[:, :, :length].clone(), layer.values[:, :, :length].clone(), index)
        return kv

    @property
    def ready(self) -> bool:
        """Whether ``step`` can go on; else release the cache and adopt it again."""
        return self._captured and self._length < self._capacity

    def step(self, token: int) -> Tensor:
        """Appends one token; its logits (1, vocabulary), valid until the next step. Only when ``ready``."""
        self._token_host[0, 0] = token
        self._marks, self._former_marks = self._former_marks, self._marks
        self._marks.step = self._executor.telemetry.steps
        self._compute = torch.cuda.current_stream(self._device)
        if self._prologue is not None:
            self._prologue.run(self._forward)
        if self._slot_experts is not None and int(self._executor.residency.min()) != NOT_RESIDENT:
            self._replay_all_resident()
        else:
            self._replay_in_step_with_host()
        self._former_marks.report(self._executor.telemetry)
        self._length += 1
        return self._logits

    def run(self, layer: int, hidden: Tensor, top_k_index: Tensor, top_k_weights: Tensor) -> Tensor:
        """The experts function during capture: ends *route*, holds *hits*, begins the next *route*."""
        hidden, weights = hidden.contiguous(), top_k_weights.contiguous()
        slots = self._link.publish(layer, hidden, top_k_index.contiguous(), weights)
        self._end_piece(self._route)
        self._hidden.append(hidden)
        if self._slot_experts is not None:
            self._begin_piece()
            self._slot_experts.run(hidden, slots, weights.view(-1), self._outputs)
            self._end_piece(self._hits)
        self._begin_piece()
        return self._link.combine(self._device_sum, hidden.dtype)

    def _capture(self, tokens: int) -> None:
        """Captures all pieces for a KV cache of at least ``tokens`` tokens."""
        self._capacity = max(_SMALLEST_CAPACITY, 1 << (tokens - 1).bit_length())
        layers = self._model.config.get_text_config().num_hidden_layers
        self._kv = Cache(layers=[StaticLayer(self._capacity) for _ in range(layers)])
        self._token = torch.zeros((1, 1), dtype=torch.int64, device=self._device)
        self._route, self._hits, self._hidden = [], [], []
        self._prepare_sums()
        self._pool = torch.cuda.graph_pool_handle()
        current = torch.cuda.current_stream(self._device)
        self._stream.wait_stream(current)
        try:
            with torch.cuda.stream(self._stream), fused_norms(self._model):
                self._run_for_side_effects()
                bind(self._model, self)
                self._capture_forward()
        except RuntimeError as error:
            raise CaptureError(str(error).strip().splitlines()[0]) from error
        finally:
            bind(self._model, self._executor)
            current.wait_stream(self._stream)
        self._captured = True

    def _run_for_side_effects(self) -> None:
        """An eager step: buffers are allocated and libraries set up outside any capture."""
        bind(self._model, _Silent())
        self._forward()
        self._stream.synchronize()

    def _capture_forward(self) -> None:
        """All of the forward; or, where its prologue cannot be captured, all behind the prologue."""
        try:
            self._begin_piece()
            self._capture_from_here(self._forward)
            self._prologue = None
        except RuntimeError:
            self._route, self._hits, self._hidden = [], [], []
            self._pool = torch.cuda.graph_pool_handle()
            torch.cuda.synchronize(self._device)
            prologue = Prologue(self._model)
            self._capture_from_here(lambda: prologue.record(self._forward, self._begin_piece))
            self._prologue = prologue

    def _capture_from_here(self, forward: Callable[[], Tensor]) -> None:
        try:
            self._logits = forward()
        finally:
            self._end_piece(self._route)
        self._last = self._route.pop()

    def _prepare_sums(self) -> None:
        """Rows whose sum is the device's part, (k + 1, hidden) float32: one of each hit, or all in the first; and
        one of experts fetched on demand. Compiles the kernels around them."""
        hidden = torch.zeros((1, self._layout.hidden), dtype=self._host.hidden.dtype, device=self._device)
        choices = torch.zeros((1, self._info.top_k), dtype=torch.int64, device=self._device)
        slots = self._link.publish(0, hidden, choices, choices.float()).fill_(NOT_RESIDENT)
        self._device_sum = torch.zeros((self._info.top_k + 1, self._layout.hidden), device=self._device)
        self._outputs, self._fetched = self._device_sum[:-1], self._device_sum[-1:]
        if self._slot_experts is not None:
            self._slot_experts.run(hidden, slots, choices.view(-1).float(), self._outputs)
        self._link.combine(self._device_sum, hidden.dtype)

    def _forward(self) -> Tensor:
        self._token.copy_(self._token_host, non_blocking=True)
        logits: Tensor = self._model(input_ids=self._token, past_key_values=self._kv, use_cache=True).logits
        return logits[:, -1].float()

    def _begin_piece(self) -> None:
        self._open = torch.cuda.CUDAGraph()
        self._open.capture_begin(pool=self._pool, capture_error_mode="thread_local")

    def _end_piece(self, pieces: list[torch.cuda.CUDAGraph]) -> None:
        self._open.capture_end()
        pieces.append(self._open)

    def _replay(self, layer: int) -> None:
        self._route[layer].replay()
        self._marks.arrived[layer].record(self._compute)
        if self._slot_experts is not None:
            self._hits[layer].replay()
            self._marks.computed[layer].record(self._compute)

    def _replay_in_step_with_host(self) -> None:
        for layer in range(self._info.layers):
            self._executor.settle()
            self._replay(layer)
            self._marks.arrived[layer].synchronize()
            self._serve(layer)
        self._last.replay()

    def _replay_all_resident(self) -> None:
        """Nothing depends on the host: queue every piece, then keep the books."""
        self._host.open_share(needed=False)
        for layer in range(self._info.layers):
            self._replay(layer)
        self._last.replay()
        for layer in range(self._info.layers):
            self._marks.arrived[layer].synchronize()
            self._serve(layer)

    def _serve(self, layer: int) -> None:
        """The host's part of a layer: plan, start the fills, compute the misses."""
        routed = self._host.routed(layer)
        routing, plan = self._executor.plan(layer, routed)
        if self._slot_experts is None:
            self._outputs.zero_()
            self._executor.run_hits(routing, plan, self._hidden[layer], self._outputs[:1])
            self._marks.computed[layer].record(self._compute)
        long_steps = self._executor.long_steps
        if long_steps is not None and long_steps.fetches_all:
            self._fetch_misses(long_steps, layer, routing, plan, routed)
            return
        share = self._host.open_share(needed=bool(plan.misses))
        self._executor.finish(layer, routing, plan, routed, share)

    def _fetch_misses(
        self, long_steps: LongSteps, layer: int, routing: Routing, plan: Plan, routed: RoutedTokens
    ) -> None:
        self._fetched.zero_()
        filled = long_steps.stream(
            self._executor, layer, routing, plan, plan.misses, self._hidden[layer], self._fetched
        )
        self._executor.finish(
            layer,
            routing,
            plan,
            routed,
            self._host.open_share(needed=False),
            on_cpu=(),
            streamed=len(plan.misses),
            filled=filled,
        )


def _device_side(
    layout: ExpertLayout, executor: Executor, host: HostBuffers, top_k: int, device: torch.device
) -> "tuple[Link, SlotExperts | None]":
    """Fused kernels where Triton is installed; those that find the slots only where they cover the layout."""
    if importlib.util.find_spec("triton") is None:
        return CopyLink(host, executor.residency, device), None
    from hybrid import triton_experts

    link = triton_experts.TritonLink(host, executor.residency, device)
    if not triton_experts.covers(layout) or executor.slot_bank.up.shape[0] == 0:
        return link, None
    return link, triton_experts.SlotExperts(layout, executor.slot_bank, top_k)
