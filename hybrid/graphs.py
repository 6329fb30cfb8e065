"""Decoding one token by replaying captured pieces, the host serving each layer while the device goes on.

Knows the order of a step. The pieces of the next layers are queued before the host has seen a layer's routing: where
the device needs the host's share of the misses it waits for the host's answer, and nowhere else. The host computes its
share first, answers, and plans, fills and records behind the device's back.

What the device reads while it may be running ahead, the host leaves alone: an expert becomes ready, in the residency
table, only before a step or while the device waits, and never in the layer just routed; an eviction touches only that
layer, except in the pooled mapping, where the device waits in every layer until the plan is made.
"""

from collections.abc import Sequence
from contextlib import suppress
from time import perf_counter

import torch
from torch import Tensor
from transformers.cache_utils import DynamicCache
from transformers.modeling_utils import PreTrainedModel

from hybrid.cache import Plan
from hybrid.capture import Capture, CaptureError
from hybrid.device_side import DeviceSides
from hybrid.executor import Executor, LayerCost, LongSteps
from hybrid.link import HostBuffers
from hybrid.routing import Routing, group_by_expert
from hybrid.telemetry import Telemetry
from hybrid.types import ExpertKey, ExpertLayout, ModelInfo, Settings

_HEADROOM = 64
_UNKNOWN = float("nan")


class StepMarks:
    """Events of one step: per layer, when the routing had arrived and when the device's experts were computed."""

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
        self._host = HostBuffers(info, layout.hidden)
        self._sides = DeviceSides(layout, info, self._host, device)
        self._pieces = Capture(model, layout, info, device)
        self._marks, self._former_marks = StepMarks(info.layers), StepMarks(info.layers)
        self._done = torch.cuda.Event()
        self._length = 0

    def attach(self, executor: Executor, settings: Settings) -> None:
        """Steps go to this executor from now on; its slots are captured at the next step."""
        self._executor = executor
        self._former_marks.step = self._marks.step = -1
        self._pooled = settings.mapping == "pooled"
        self._host.always_wait[0] = int(self._pooled)
        splits = settings.split_misses and settings.placement != "cpu_only"
        self._side = self._sides.build(executor, settings.cpu_threads, splits)
        self._misses = [
            executor.bind_misses(layer, self._host.token_buffers(layer)) for layer in range(self._info.layers)
        ]

    def detach(self) -> None:
        """Drops every reference to the executor's slots; the KV cache stays."""
        self._pieces.drop()
        del self._executor, self._side, self._misses

    def adopt(self, kv: DynamicCache, length: int) -> None:
        """Takes over the first ``length`` tokens of a cache built by eager steps; captures if need be.

        Raises ``CaptureError``.
        """
        pieces = self._pieces
        if len(kv.layers) != self._model.config.get_text_config().num_hidden_layers:
            raise CaptureError("its layers share their keys and values")
        if not pieces.done or length + _HEADROOM > pieces.capacity:
            pieces.capture(length + _HEADROOM, self._side, self._executor)
        for layer, grown in zip(pieces.kv.layers, kv.layers, strict=True):
            layer.cumulative_length.zero_()
            layer.update(grown.keys[:, :, :length], grown.values[:, :, :length])
        self._length = length

    def release(self, length: int) -> DynamicCache:
        """The first ``length`` tokens as a cache that eager steps can extend."""
        kv = DynamicCache()
        for index, layer in enumerate(self._pieces.kv.layers):
            kv.update(layer.keys[:, :, :length].clone(), layer.values[:, :, :length].clone(), index)
        return kv

    @property
    def ready(self) -> bool:
        """Whether ``step`` can go on; else release the cache and adopt it again."""
        return self._pieces.done and self._length < self._pieces.capacity

    def step(self, token: int) -> Tensor:
        """Appends one token; its logits (1, vocabulary), valid until the next step. Only when ``ready``."""
        self._pieces.token[0, 0] = token
        self._marks, self._former_marks = self._former_marks, self._marks
        self._marks.step = self._executor.telemetry.steps
        self._compute = torch.cuda.current_stream(self._device)
        self._done.synchronize()  # an answer of the former step is withdrawn only after the device has read it
        self._executor.settle()
        self._offer()
        self._host.begin()
        try:
            self._pieces.run_prologue()
            self._replay()
        except BaseException:
            self._host.answer_all()  # or the device would wait forever
            with suppress(RuntimeError):  # what has gone wrong already is what counts
                self._compute.synchronize()
            raise
        self._former_marks.report(self._executor.telemetry)
        self._length += 1
        return self._pieces.logits

    def _replay(self) -> None:
        self._queued = 0
        for layer in range(self._info.layers):
            self._queue(layer + self._side.ahead)
            self._marks.arrived[layer].synchronize()
            self._serve(layer)
        self._queue(self._info.layers)

    def _queue(self, last: int) -> None:
        """Queues the pieces of all layers up to ``last`` that are not queued yet; what is behind the layers, too."""
        layers, pieces, marks = self._info.layers, self._pieces, self._marks
        while self._queued <= min(last, layers):
            layer = self._queued
            self._queued += 1
            if layer == layers:
                pieces.last.replay()
                self._done.record(self._compute)
                return
            pieces.route[layer].replay()
            marks.arrived[layer].record(self._compute)
            if self._side.experts is not None:
                pieces.hits[layer].replay()
            marks.computed[layer].record(self._compute)

    def _offer(self) -> None:
        shares = self._side.shares
        self._host.offer(shares.busy if self._executor.cache.queued else shares.idle)

    def _serve(self, layer: int) -> None:
        """The host's part of a layer."""
        if self._side.ahead:
            self._serve_behind(layer)
        else:
            self._serve_in_step(layer)

    def _serve_behind(self, layer: int) -> None:
        """The device has gone on, or waits for this answer; what it has found is what counts."""
        host, executor = self._host, self._executor
        own = host.own_rows(layer)
        started = perf_counter()
        waits = own < self._layout.intermediate and self._misses[layer](own) > 0
        cpu_ms = (perf_counter() - started) * 1e3 if waits else 0.0
        if waits or self._pooled:
            executor.settle(but=layer)
            self._offer()
        if not self._pooled:
            host.answer(layer)
        routed = host.routed(layer)
        routing = group_by_expert(routed.choices, routed.weights)
        plan = executor.plan(layer, routing)
        if self._pooled:
            host.answer(layer)
        missed = host.missed(layer)
        assert plan.misses == tuple(missed), "the device and the cache agree on what is ready"
        executor.settle_postponed()
        copied = executor.start_fills(plan, self._fill_from_kept(layer, plan, own), self._marks.computed[layer])
        missed_bytes = len(missed) * executor.store.expert_bytes
        own_bytes = missed_bytes * own // self._layout.intermediate
        cost = LayerCost(copied + own_bytes, missed_bytes - own_bytes, cpu_ms, _UNKNOWN)
        executor.record(layer, plan, routed, cost)

    def _fill_from_kept(self, layer: int, plan: Plan, own: int) -> list[ExpertKey]:
        """Serves fills with weights that the device has read over the link anyway; their keys."""
        experts = self._side.experts
        if experts is None or own < self._layout.intermediate:
            return []
        kept = dict(zip(plan.misses[: experts.kept.keeps], range(experts.kept.keeps), strict=False))
        filled = [fill for fill in plan.fills if fill.key.expert in kept]
        for fill in filled:
            matrices = (tensor[kept[fill.key.expert]] for tensor in experts.kept.of_layer(layer))
            biases = self._executor.store.expert(fill.key)[2:]
            self._executor.fill_from_device(fill, (*matrices, *biases))
        return [fill.key for fill in filled]

    def _serve_in_step(self, layer: int) -> None:
        """The device has nothing more to do until this returns."""
        host, executor = self._host, self._executor
        routed = host.routed(layer)
        routing = group_by_expert(routed.choices, routed.weights)
        plan = executor.plan(layer, routing)
        if self._side.experts is None:
            self._pieces.outputs.zero_()
            executor.run_hits(routing, plan, self._pieces.hidden[layer], self._pieces.outputs[:1])
            self._marks.computed[layer].record(self._compute)
        long_steps = executor.long_steps
        if long_steps is not None and long_steps.fetches_all:
            filled = self._fetch(long_steps, layer, routing, plan)
            streamed = len(plan.misses)
            executor.finish(
                layer, routing, plan, routed, host.open_share(), on_cpu=(), streamed=streamed, filled=filled
            )
        else:
            executor.finish(layer, routing, plan, routed, host.open_share())
        executor.settle()
        host.answer(layer)

    def _fetch(self, long_steps: LongSteps, layer: int, routing: Routing, plan: Plan) -> Sequence[ExpertKey]:
        """Computes the misses on the device, each copied there first; the fills served on the way."""
        pieces = self._pieces
        pieces.fetched.zero_()
        filled = long_steps.stream(
            self._executor, layer, routing, plan, plan.misses, pieces.hidden[layer], pieces.fetched
        )
        return list(filled)
