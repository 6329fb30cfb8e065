"""CUDA graph capture of a model's own forward, for one token: one graph of it all, or graphs cut at its experts.

Knows how to do either for any model family: transformers calls the registered experts function in the middle of the
capture. If the device looks up its experts itself, that function adds three things to the graph: the message to the
host, the experts by way of the residency table, and the wait for the host's share. Otherwise it ends a graph and begins
the next, so that each MoE layer has two: *route* (everything up to the router, and the message to the host) and *hits*
(the experts in the device's slots); the next *route* adds the host's share.

A forward that cannot be captured from its start is captured from its first decoder layer on. A capture that fails
altogether leaves the process usable: ``capture`` raises ``CaptureError``.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from transformers.cache_utils import Cache
from transformers.modeling_utils import PreTrainedModel

from hybrid.decode.device_setup import DeviceSetup
from hybrid.decode.eager_prologue import Prologue
from hybrid.decode.fusion.deferral import TooLateError
from hybrid.decode.fusion.fused_ops import fused, kernels_for
from hybrid.decode.kv_cache import step_cache
from hybrid.experts.formats.plain import TORCH_DTYPES
from hybrid.gpu.host_words import read_words
from hybrid.layer.slots import NOT_RESIDENT
from hybrid.model.caches import conversation_cache
from hybrid.model.hook import LayerRunner, bind
from hybrid.types import ExpertLayout, ModelInfo

_SMALLEST_CAPACITY = 4096  # tokens: most chats stay below, and a larger one has to be captured anew


class CaptureError(Exception):
    """The model's forward cannot be captured; the message is CUDA's."""


def _power_of_two(tokens: int) -> int:
    """The least power of two that is not below ``tokens``."""
    return 1 << (tokens - 1).bit_length()


class _NumbersMadeThere(TorchFunctionMode):
    """Makes tensors of plain numbers directly on their device: a copy from the host could not be captured."""

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        if func is torch.tensor and args and isinstance(args[0], (bool, int, float)):
            return torch.full((), *args, **(kwargs or {}))
        return func(*args, **(kwargs or {}))


class _Silent:
    """Stands in for the experts while the forward is run only for its side effects."""

    def run(self, layer: int, hidden: Tensor, top_k_index: Tensor, top_k_weights: Tensor) -> Tensor:
        return torch.zeros_like(hidden)


def run_without_experts(model: PreTrainedModel, runner: LayerRunner, sizes: Sequence[int]) -> None:
    """Loads the kernels for prompts of these sizes, by running such prompts through everything but the experts."""
    bind(model, _Silent())
    try:
        for size in sizes:
            ids = torch.zeros((1, size), dtype=torch.int64, device=model.device)
            cache = conversation_cache(model.config)
            model(input_ids=ids, past_key_values=cache, use_cache=True, logits_to_keep=1)
    finally:
        bind(model, runner)


class Capture:
    """The graphs of a step and the buffers they work on; empty until ``capture``.

    ``last`` is the whole step if it is one graph; otherwise what follows its last MoE layer.
    """

    def __init__(self, model: PreTrainedModel, layout: ExpertLayout, info: ModelInfo, device: torch.device) -> None:
        self._model, self._layout, self._info, self._device = model, layout, info, device
        self._stream = torch.cuda.Stream(device)
        self._host_token = torch.zeros((1, 1), dtype=torch.int64, pin_memory=True)
        self.next_token = self._host_token.numpy()
        """The token that the step appends, (1, 1)."""
        self.kv = Cache(layers=[])
        self.capacity = 0  # tokens
        self._rehearses = False
        self.drop()

    def drop(self) -> None:
        """Forgets the graphs; the KV cache stays."""
        self.done = False
        self.route: list[torch.cuda.CUDAGraph] = []
        self.hits: list[torch.cuda.CUDAGraph] = []
        self.hidden: list[Tensor] = []
        self._prologue: Prologue | None = None
        self._side: DeviceSetup | None = None

    def capture(self, tokens: int, side: DeviceSetup, runner: LayerRunner) -> None:
        """Captures all pieces for a KV cache of at least ``tokens`` tokens; binds the model to ``runner`` again.

        Raises ``CaptureError``.
        """
        self.drop()
        self._side = side
        smallest = min(_SMALLEST_CAPACITY, _power_of_two(self._info.max_context))
        self.capacity = max(smallest, _power_of_two(tokens))
        layers = len(conversation_cache(self._model.config).layers)
        self._kernels = kernels_for(self._device)
        self.kv = step_cache(layers, self.capacity, self._device, self._kernels)
        self._token = torch.zeros((1, 1), dtype=torch.int64, device=self._device)
        self._prepare_sums(side)
        current = torch.cuda.current_stream(self._device)
        self._stream.wait_stream(current)
        try:
            try:
                self._capture_fused(joins=True)
            except TooLateError:
                self._capture_fused(joins=False)  # a forward that reads what others need not
        except Exception as error:  # a family's code may raise anything on a cache of fixed room
            raise CaptureError((str(error).strip().splitlines() or [type(error).__name__])[0]) from error
        finally:
            bind(self._model, runner)
            current.wait_stream(self._stream)
        self.done = True

    def _capture_fused(self, joins: bool) -> None:
        self.route, self.hits, self.hidden = [], [], []
        self._pool = torch.cuda.graph_pool_handle()
        with torch.cuda.stream(self._stream), fused(self._model, self._kernels, joins), _NumbersMadeThere():
            self._run_for_side_effects()
            self._capture_forward()

    def run_prologue(self) -> None:
        """Runs what comes before the first piece and could not be captured."""
        if self._prologue is not None:
            self._prologue.run(self._forward)

    def run(self, layer: int, hidden: Tensor, top_k_index: Tensor, top_k_weights: Tensor) -> Tensor:
        """The experts function during capture."""
        side = self._side
        assert side is not None, "capturing is for a device side"
        hidden, choices, weights = hidden.contiguous(), top_k_index.contiguous(), top_k_weights.contiguous()
        kernels, mailbox = self._kernels, side.mailbox
        if kernels is not None:
            kernels.settle(weights, choices, hidden)
            kernels.overwrite(self._device_sum)
        routing = mailbox.publish(layer, hidden, choices, weights)
        in_pieces = not side.one_graph and not self._rehearses
        if in_pieces:
            self._cut(self.route)
            self.hidden.append(hidden)
        if side.experts is not None:
            side.experts.run(layer, hidden, routing, self.outputs)
            if in_pieces:
                self._cut(self.hits)
        if kernels is None:
            return mailbox.combine(layer, routing, self._device_sum, hidden.dtype)
        return kernels.combine(mailbox, layer, routing, self._device_sum, hidden.dtype)

    def _prepare_sums(self, side: DeviceSetup) -> None:
        """Allocates the rows whose sum is the device's part, (k + 1, hidden) float32: one row for each expert, or all
        experts in the first; and one for experts fetched on demand. Compiles the kernels that write and read them."""
        dtype = TORCH_DTYPES[self._layout.dtype]
        hidden = torch.zeros((1, self._layout.hidden), dtype=dtype, device=self._device)
        choices = torch.zeros((1, self._info.top_k), dtype=torch.int64, device=self._device)
        routing = side.mailbox.publish(0, hidden, choices, choices.float())
        routing.slots.fill_(NOT_RESIDENT)
        self._device_sum = torch.zeros(
            (self._info.top_k + 1, self._layout.hidden), dtype=torch.float32, device=self._device
        )
        self.outputs, self.fetched = self._device_sum[:-1], self._device_sum[-1:]
        if side.experts is not None:
            side.experts.run(0, hidden, routing, self.outputs)
        side.mailbox.combine(0, routing, self._device_sum, hidden.dtype)
        self._device_sum.zero_()

    def _run_for_side_effects(self) -> None:
        """Runs an eager step, so that buffers are allocated and kernels loaded outside any capture."""
        bind(self._model, _Silent() if self._kernels is None else self)
        self._rehearses = True
        self._forward()
        self._stream.synchronize()
        self._rehearses = False
        bind(self._model, self)

    def _capture_forward(self) -> None:
        """Captures all of the forward; where its prologue cannot be captured, all that follows the prologue."""
        try:
            self._begin_piece()
            self._capture_from_here(self._forward)
        except RuntimeError:
            if self._kernels is not None:
                self._kernels.forget_all()
            self.route, self.hits, self.hidden = [], [], []
            self._pool = torch.cuda.graph_pool_handle()
            torch.cuda.synchronize(self._device)
            prologue = Prologue(self._model)
            self._capture_from_here(lambda: prologue.record(self._forward, self._begin_piece))
            self._prologue = prologue

    def _capture_from_here(self, forward: Callable[[], Tensor]) -> None:
        try:
            self.logits = forward()
        finally:
            self._end_piece(self.route)
        self.last = self.route.pop()

    def _forward(self) -> Tensor:
        read_words(self._host_token, self._token)
        logits: Tensor = self._model(input_ids=self._token, past_key_values=self.kv, use_cache=True).logits
        last = logits[:, -1].float()
        if self._kernels is not None:
            self._kernels.end()
        return last

    def _cut(self, pieces: list[torch.cuda.CUDAGraph]) -> None:
        """Ends a piece and begins the next."""
        if self._kernels is not None:
            self._kernels.settle_all()
        self._end_piece(pieces)
        self._begin_piece()

    def _begin_piece(self) -> None:
        if self._kernels is not None:
            self._kernels.settle_all()
        self._open = torch.cuda.CUDAGraph()
        self._open.capture_begin(pool=self._pool, capture_error_mode="thread_local")

    def _end_piece(self, pieces: list[torch.cuda.CUDAGraph]) -> None:
        self._open.capture_end()
        pieces.append(self._open)
