"""Decoder of one token: replays the captured graphs of a step, while the host serves each layer.

Knows the token, the KV cache of fixed room, and which of two ways a step goes: queued as one graph, so that the device
runs ahead of the host (``one_graph_step``), or layer by layer (``layerwise_step``).
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

import torch
from torch import Tensor
from transformers.cache_utils import DynamicCache
from transformers.modeling_utils import PreTrainedModel

from hybrid.decode import kv_cache
from hybrid.decode.capture import Capture, CaptureError
from hybrid.decode.device_setup import DeviceSetups
from hybrid.decode.layerwise_step import LayerwiseStep
from hybrid.decode.one_graph_step import OneGraphStep
from hybrid.gpu.device import Device
from hybrid.layer.parts import LayerParts
from hybrid.model.caches import conversation_cache, holds_keys_and_values_only
from hybrid.model.hook import LayerRunner
from hybrid.types import ExpertLayout, ModelInfo, Settings

_HEADROOM = 64


class Way(Protocol):
    """A way to serve a step."""

    def begin(self) -> None:
        """Prepares a step. The previous one has ended on the device; nothing of this one is queued."""

    def queue(self) -> None:
        """Queues as much of the step as possible; then closes the previous step's books."""

    def run(self) -> None:
        """Serves the step's layers; its books may be open afterwards."""

    def wind_up(self) -> None:
        """Does what can be done of the next step before its token is known, unless that has been done."""

    def close_books(self) -> None:
        """Completes the telemetry of the last step."""

    def close(self) -> None:
        """Ends threads; no step follows."""


class GraphedDecoder:
    """Steps of one token on static buffers. For one thread, and not while layers run elsewhere."""

    def __init__(self, model: PreTrainedModel, layout: ExpertLayout, info: ModelInfo, device: Device) -> None:
        self._model, self._layout, self._info, self._device = model, layout, info, device.place
        self._host = device.mailbox()
        self._sides = DeviceSetups(layout, info, self._host, device.place)
        self._pieces = Capture(model, layout, info, device.place)
        self._done = torch.cuda.Event()
        self._begun = False
        self._early: Tensor | None = None  # logits of a step that ``detach`` had to finish before ``finish`` was called
        self._length = 0

    def attach(self, parts: LayerParts, runner: LayerRunner, settings: Settings) -> None:
        """Serves steps with these parts from now on; captures graphs for their slots at the next step.

        ``runner`` is what the model is bound to outside of captured steps.
        """
        self._runner = runner
        pooled = settings.mapping == "pooled"
        self._host.waits_for_plans[0] = int(pooled)
        splits = settings.split_misses and settings.placement != "cpu_only"
        self._side = self._sides.build(parts, settings.cpu_threads, splits)
        self._way = self._way_of(parts, pooled)

    def _way_of(self, parts: LayerParts, pooled: bool) -> Way:
        if not self._side.one_graph:
            return LayerwiseStep(parts, self._pieces, self._host, self._info, self._device)
        return OneGraphStep(
            parts,
            self._host,
            self._side.shares,
            self._layout.intermediate,
            pooled,
            replay=self._replay,
            running=self._running,
        )

    def _replay(self) -> None:
        self._pieces.last.replay()

    def _running(self) -> bool:
        return not torch.cuda.current_stream(self._device).query()

    def detach(self) -> None:
        """Drops every reference to the slots, after the step under way; the KV cache stays."""
        if self._begun:
            self._early = self.finish().clone()
            self._begun = True
        self.close_books()
        self._way.close()
        self._pieces.drop()
        del self._runner, self._side, self._way

    def adopt(self, kv: DynamicCache, length: int) -> None:
        """Takes over the first ``length`` tokens of a cache built by eager steps; captures if need be.

        Raises ``CaptureError``.
        """
        pieces = self._pieces
        if not holds_keys_and_values_only(kv):
            raise CaptureError("its layers keep more than keys and values, or share them")
        if not pieces.done or length + _HEADROOM > pieces.capacity:
            self._host.answer_all()  # capturing runs the kernels that wait for an answer
            pieces.capture(length + _HEADROOM, self._side, self._runner)
        kv_cache.fill(pieces.kv, kv, length)
        self._length = length

    def release(self, length: int) -> DynamicCache:
        """The first ``length`` tokens as a cache that eager steps can extend."""
        kv = conversation_cache(self._model.config)
        for index, layer in enumerate(self._pieces.kv.layers):
            kv.update(layer.keys[:, :, :length].clone(), layer.values[:, :, :length].clone(), index)
        return kv

    def prepare(self) -> None:
        """Captures what short chats need, so that the first reply need not wait for it. Raises ``CaptureError``."""
        if not self._pieces.done:
            self._host.answer_all()  # capturing runs the kernels that wait for an answer
            self._pieces.capture(_HEADROOM, self._side, self._runner)

    @property
    def ready(self) -> bool:
        """Whether ``begin`` may be called; if not, ``release`` the cache and ``adopt`` it again."""
        return self._pieces.done and self._length < self._pieces.capacity

    def begin(self, token: int) -> Tensor | None:
        """Queues the step that appends this token; ``finish`` must follow. Only when ``ready``.

        Returns the step's logits if all of it is queued: they are there for what is queued from now on.
        """
        self._done.synchronize()  # the device has read the previous step's token and answers: they may be replaced
        self._pieces.next_token[0, 0] = token
        self._way.begin()
        self._host.begin()
        with self._freeing_the_device():
            self._pieces.run_prologue()
            self._way.queue()
        self._begun = True
        return self._pieces.logits if self._side.one_graph else None

    def finish(self) -> Tensor:
        """Serves the step that has begun; returns its logits (1, vocabulary), valid until the next one begins."""
        self._begun = False
        if self._early is not None:
            logits, self._early = self._early, None
            return logits
        with self._freeing_the_device():
            self._way.run()
        self._done.record(torch.cuda.current_stream(self._device))
        self._length += 1
        return self._pieces.logits

    def wind_up(self) -> None:
        """Prepares the next step, while the device computes the last one's logits, or a token is drawn from them."""
        self._way.wind_up()

    def close_books(self) -> None:
        """Completes the telemetry of the last step now, rather than when the next one begins."""
        self._way.close_books()

    @contextmanager
    def _freeing_the_device(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._host.answer_all()  # or the device would wait forever
            with suppress(RuntimeError):  # the first error is the one to raise
                torch.cuda.current_stream(self._device).synchronize()
            raise
