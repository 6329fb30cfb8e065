"""Conversation so far on the device: the KV cache, and the tokens that it stands for."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

import torch
from torch import Tensor
from transformers import DynamicCache
from transformers.modeling_utils import PreTrainedModel

from hybrid.decode.capture import CaptureError
from hybrid.decode.decoder import GraphedDecoder


class DecoderSource(Protocol):
    """Has the decoder of the present settings."""

    def decoder(self) -> GraphedDecoder | None:
        """Replays captured steps of one token; ``None`` where decoding is eager."""

    def give_up_capture(self, reason: str) -> None:
        """``decoder`` returns ``None`` from now on."""

    def prefill_chunk(self) -> int:
        """Tokens of a prompt to compute at once."""

    def computing(self, tokens: int) -> AbstractContextManager[None]:
        """To be entered while so many tokens are computed eagerly."""


class Conversation:
    """The KV cache and the tokens it stands for.

    Prompts grow a ``DynamicCache``; single tokens run on the decoder's static one, where there is a decoder.
    """

    def __init__(self, model: PreTrainedModel, source: DecoderSource) -> None:
        self._model, self._source = model, source
        self.reset()

    def reset(self) -> None:
        self.ids: list[int] = []
        self._kv = DynamicCache()
        self._static: GraphedDecoder | None = None
        self._begun: int | None = None  # the token whose step is under way

    @property
    def kv_layers(self) -> list[Any]:
        """The layers of the cache that eager steps grow."""
        return list(self._kv.layers)

    def rewind_to_prefix(self, prompt: Sequence[int]) -> int:
        """Keeps the cached tokens that ``prompt`` begins with, but never all of ``prompt``; returns how many."""
        shared = 0
        for cached, token in zip(self.ids, prompt[:-1], strict=False):
            if cached != token:
                break
            shared += 1
        if shared == 0:
            self.reset()
        elif shared < len(self.ids):
            self._leave_static()
            self._kv.crop(shared - len(self.ids))
            del self.ids[shared:]
        return shared

    def forward(self, ids: Sequence[int]) -> Tensor:
        """Appends tokens; returns the logits after the last one, (1, vocabulary)."""
        if len(ids) == 1:
            self.begin(ids[0])
        logits = self.finish(ids)
        self.close_books()
        return logits

    def begin(self, token: int) -> None:
        """Lets the device start to append a token, where it can; ``finish`` must follow."""
        with self._reset_on_failure():
            decoder = self._decoder()
            if decoder is not None:
                decoder.begin(token)
                self._begun = token

    def finish(self, ids: Sequence[int]) -> Tensor:
        """As ``forward``, but goes on where ``begin`` has started; the telemetry is complete after ``close_books``."""
        with self._reset_on_failure():
            begun, self._begun = self._begun, None
            if begun is not None and self._static is not None:
                assert [begun] == list(ids), "what has begun is finished first"
                logits = self._static.finish()
            else:
                self._leave_static()
                logits = self._forward_eagerly(ids)
        self.ids.extend(ids)
        return logits

    def end_what_has_begun(self) -> bool:
        """Finishes a token that has begun; returns whether there was one."""
        begun = [] if self._begun is None else [self._begun]
        if begun:
            self.finish(begun)
        return bool(begun)

    def close_books(self) -> None:
        """Completes the telemetry of the last token."""
        if self._static is not None:
            self._static.close_books()

    @contextmanager
    def _reset_on_failure(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.reset()
            raise

    def _decoder(self) -> GraphedDecoder | None:
        """The decoder, with the tokens so far; ``None`` if there is none or nothing is cached yet."""
        decoder = self._source.decoder()
        if decoder is None or not self.ids:
            return None
        if not decoder.ready:
            self._leave_static()
        if self._static is None:
            try:
                decoder.adopt(self._kv, len(self.ids))
            except CaptureError as error:
                self._source.give_up_capture(str(error))
                return None
            self._static, self._kv = decoder, DynamicCache()
        return decoder

    def _leave_static(self) -> None:
        if self._static is not None:
            self._kv, self._static = self._static.release(len(self.ids)), None

    def _forward_eagerly(self, ids: Sequence[int]) -> Tensor:
        tokens = torch.tensor([ids], device=self._model.device)
        with self._source.computing(len(ids)):
            output = self._model(input_ids=tokens, past_key_values=self._kv, use_cache=True, logits_to_keep=1)
        logits: Tensor = output.logits[:, -1]
        return logits
