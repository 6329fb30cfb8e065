"""Conversation so far on the device: the KV cache, and the tokens that it stands for."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

import torch
from torch import Tensor
from transformers.modeling_utils import PreTrainedModel

from hybrid.decode.capture import CaptureError
from hybrid.decode.decoder import GraphedDecoder
from hybrid.model.caches import EarlierState, can_be_cropped, conversation_cache

_ALL_AT_ONCE = 4096  # tokens of a first part after which only single tokens follow


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

    Prompts grow a ``DynamicCache``; single tokens run on the decoder's static one, where there is a decoder. Where
    tokens cannot be taken away from the cache, it can still go back to what it was before a prompt's last token.
    """

    def __init__(self, model: PreTrainedModel, source: DecoderSource, continues_prompts: bool = True) -> None:
        """``continues_prompts``: whether several tokens may be computed at once after others."""
        self._model, self._source, self._continues_prompts = model, source, continues_prompts
        self.reset()

    def reset(self) -> None:
        self.ids: list[int] = []
        self._kv = conversation_cache(self._model.config)
        self._static: GraphedDecoder | None = None
        self._earlier: EarlierState | None = None
        self._prompt_length = 0
        self._begun: int | None = None  # the token whose step is under way

    @property
    def kv_layers(self) -> list[Any]:
        """The layers of the cache that eager steps grow."""
        return list(self._kv.layers)

    def rewind_to_prefix(self, prompt: Sequence[int]) -> int:
        """Keeps cached tokens that ``prompt`` begins with, but never all of ``prompt``; returns how many.

        All such tokens are kept, unless the cache cannot be cropped: then those of its last copy, or none.
        """
        shared = 0
        for cached, token in zip(self.ids, prompt[:-1], strict=False):
            if cached != token:
                break
            shared += 1
        if shared < len(self.ids):
            shared = self._go_back(shared)
        self._prompt_length = len(prompt)
        return shared

    def chunks(self, reused: int, longest: int) -> Iterator[tuple[int, int]]:
        """The beginnings and ends of the parts in which ``forward`` takes a prompt whose first tokens are kept.

        Its last token comes alone where a copy of the cache is made before it. What cannot go on with several tokens
        at once takes as much as possible in its first part, and then single tokens.
        """
        last = self._prompt_length - (1 if self._copies() else 0)
        begin = reused
        while begin < last:
            if not self._continues_prompts:
                longest = 1 if begin > 0 else max(longest, _ALL_AT_ONCE)
            yield begin, min(begin + longest, last)
            begin = min(begin + longest, last)
        if last < self._prompt_length:
            yield last, self._prompt_length

    def forward(self, ids: Sequence[int]) -> Tensor:
        """Appends tokens; returns the logits after the last one, (1, vocabulary)."""
        if len(ids) == 1:
            self.begin(ids[0])
        logits = self.finish(ids)
        self.close_books()
        return logits

    def begin(self, token: int) -> Tensor | None:
        """Lets the device start to append a token, where it can; ``finish`` must follow.

        Returns the logits that ``finish`` will return, (1, vocabulary), for what is queued on the device from now on;
        ``None`` where nobody knows them yet.
        """
        with self._reset_on_failure():
            decoder = self._decoder()
            if decoder is None:
                return None
            logits = decoder.begin(token)
            self._begun = token
            return logits

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
        if len(self.ids) == self._prompt_length - 1 and self._copies():
            self._earlier = EarlierState.of(self._kv, len(self.ids))
        return logits

    def end_what_has_begun(self) -> bool:
        """Finishes a token that has begun; returns whether there was one."""
        begun = [] if self._begun is None else [self._begun]
        if begun:
            self.finish(begun)
        return bool(begun)

    def wind_up(self) -> None:
        """Prepares the next token's step, where there is something to prepare; to be called while the host waits."""
        if self._static is not None:
            with self._reset_on_failure():
                self._static.wind_up()

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
            self._static, self._kv = decoder, conversation_cache(self._model.config)
        return decoder

    def _go_back(self, length: int) -> int:
        """Goes back to the first ``length`` tokens, or to as many of these as possible; returns how many."""
        self._leave_static()
        earlier = self._earlier
        if not self._copies() and length > 0:
            self._kv.crop(length - len(self.ids))
        elif earlier is not None and 0 < earlier.length <= length:
            earlier.restore(self._kv, len(self.ids))
            length = earlier.length
        else:
            self.reset()
            return 0
        del self.ids[length:]
        return length

    def _copies(self) -> bool:
        """Whether going back needs a copy of the cache."""
        return self._static is None and not can_be_cropped(self._kv)

    def _leave_static(self) -> None:
        if self._static is not None:
            self._kv, self._static = self._static.release(len(self.ids)), None

    def _forward_eagerly(self, ids: Sequence[int]) -> Tensor:
        tokens = torch.tensor([ids], device=self._model.device)
        with self._source.computing(len(ids)):
            output = self._model(input_ids=tokens, past_key_values=self._kv, use_cache=True, logits_to_keep=1)
        logits: Tensor = output.logits[:, -1]
        return logits
