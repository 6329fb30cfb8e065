"""Reply generation, one reply at a time: prompt, prefill, tokens, over a KV cache that survives turns.

Knows the shared prefix of consecutive prompts and the order sampling -> text -> stop.
Does not know chat templates, experts, threads or queues. A caller may stop iterating over ``reply`` at any token.
"""

from collections import abc
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

from torch import Tensor
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from hybrid.decode.conversation import Conversation, DecoderSource
from hybrid.engine.cut_replies import CutReplies
from hybrid.engine.prefill_progress import PrefillProgress
from hybrid.engine.sampling.checks import check_sampling
from hybrid.engine.sampling.sampler import NotFiniteError, Sampler, invalid_numbers, load_kernels
from hybrid.engine.step_observer import Nobody, StepObserver
from hybrid.errors import RequestError
from hybrid.model.loading import LoadedModel
from hybrid.text.chat_format import ChatFormat, template_of
from hybrid.text.detokenizer import Detokenizer
from hybrid.text.helper import Waiting, encoded_chat, encoded_text, finished, format_of, prepare
from hybrid.text.prompts import check_messages, check_tools
from hybrid.text.reply_text import ReplyText
from hybrid.text.thoughts import Part
from hybrid.types import FinishReason, GenerationRequest, TokenEvent


class Generator:
    """Replies with one model, one after the other."""

    def __init__(self, loaded: LoadedModel, source: DecoderSource, observer: StepObserver | None = None) -> None:
        self._observer = observer or Nobody()
        self._tokenizer = loaded.tokenizer
        self._max_context = loaded.info.max_context
        self._end_ids = _end_ids(loaded)
        self._source = source
        self._dtype = loaded.checkpoint.layout.dtype
        self._format: tuple[str, ChatFormat] | None = None
        self._embedding_rows = loaded.model.get_input_embeddings().weight.shape[0]
        self._conversation = Conversation(loaded.model, source, loaded.continues_prompts)
        self._cut = CutReplies()
        load_kernels(loaded.model.device, self._embedding_rows)
        if self._tokenizer is not None:
            prepare(self._tokenizer)

    def reply(self, request: GenerationRequest) -> abc.Generator[PrefillProgress | TokenEvent, None, None]:
        """Yields progress while the prompt is computed, then one event per token, the last with a reason.

        Raises ``RequestError`` for a request that cannot be served.
        """
        check_sampling(request)
        if not all(0 <= token < self._embedding_rows for token, _ in request.logit_bias):
            last = self._embedding_rows - 1
            raise RequestError(f"A biased token is none of this model's, which go from 0 to {last}.", "logit_bias")
        written: list[int] = []
        if request.continues:
            cut = self._cut.find(request.continues)
            prompt, written = [*cut.prompt, *cut.written], list(cut.written)
        else:
            prompt = yield from self._awaited(self._prompt_of(request))
        if not prompt:
            raise RequestError(
                "The model's chat template makes nothing of this conversation. Choose another version of the model.",
                "model",
            )
        room = self._max_context - len(prompt)
        if room < 1:
            what = "conversation" if request.prompt is None else "prompt"
            raise RequestError(
                f"The {what} is {len(prompt)} tokens long, but this model holds {self._max_context}: "
                "start a new chat or shorten the message.",
                "messages",
            )
        reused = self._conversation.rewind_to_prefix(prompt)
        total = len(prompt) - reused
        self._observer.begin(request.request_id)
        yield PrefillProgress(0, total, len(prompt))
        chunk = self._source.prefill_chunk()
        for start, end in self._conversation.chunks(reused, chunk):
            logits = self._prefill(prompt[start:end])
            yield PrefillProgress(end - reused, total, len(prompt))
        before = prompt[: len(prompt) - len(written)]
        cut_short = True
        try:
            with closing(self._decode(request, before, written, logits, min(request.max_new_tokens, room))) as events:
                for event in events:
                    cut_short = event.finish_reason != "stop"
                    yield event
        finally:
            if cut_short and self._tokenizer is not None:
                self._cut.keep(request.request_id, before, written)

    @property
    def conversation_ids(self) -> list[int]:
        """The tokens of the last prompt and reply, as far as they are in the KV cache."""
        return list(self._conversation.ids)

    def forget(self) -> None:
        """Drops the KV cache, so that the next prompt is computed from its start."""
        self._conversation.reset()

    def encode(self, messages: Sequence[Mapping[str, Any]], tools: Sequence[Mapping[str, Any]] = ()) -> list[int]:
        """The prompt's tokens, by the model's chat template."""
        ids: list[int] = finished(self._encoded(messages, tools))
        return ids

    def _encoded(self, messages: Sequence[Mapping[str, Any]], tools: Sequence[Mapping[str, Any]]) -> Waiting:
        tokenizer = self._text_tokenizer()
        check_messages(messages)
        template = template_of(tokenizer)
        if self._format is None or self._format[0] != template:
            form = yield from format_of(tokenizer)
            self._format = template, form
        check_tools(messages, tools, self._format[1])
        ids = yield from encoded_chat(tokenizer, messages, tools)
        sent = [str(message.get("content", "")) for message in messages]
        check_ids(ids, self._embedding_rows, tokenizer, "\n".join([*sent, str([messages, tools])]))
        return ids

    @staticmethod
    def _awaited(waiting: Waiting) -> abc.Generator[PrefillProgress, None, Any]:
        """The result; until it is there, progress that says that nothing is computed yet, so that the caller gets the
        turn and may leave."""
        while True:
            try:
                next(waiting)
            except StopIteration as end:
                return end.value
            yield PrefillProgress(0, 0, 0)

    def _prompt_of(self, request: GenerationRequest) -> Waiting:
        if request.prompt is None:
            return (yield from self._encoded(request.messages, request.tools))
        if isinstance(request.prompt, str):
            ids = yield from encoded_text(self._text_tokenizer(), request.prompt)
            check_ids(ids, self._embedding_rows, self._text_tokenizer(), request.prompt)
            return ids
        unknown = next((i for i in request.prompt if not 0 <= i < self._embedding_rows), None)
        if unknown is not None or not request.prompt:
            last = self._embedding_rows - 1
            raise RequestError(f"A prompt of tokens holds at least one, each from 0 to {last}: change it.", "prompt")
        return list(request.prompt)

    def _decode(
        self, request: GenerationRequest, prompt: Sequence[int], written: list[int], logits: Tensor, limit: int
    ) -> abc.Generator[TokenEvent, None, None]:
        """Adds the reply's tokens to ``written``, where those of the reply that it continues are."""
        form = self._format[1] if request.prompt is None and self._format else ChatFormat()
        after = () if request.prompt is None else prompt
        sampler = Sampler(request)
        text = ReplyText(self._text_tokenizer(), form, request.stop, tools=bool(request.tools), after=after)
        end_ids = self._end_ids | form.end_ids
        if written:
            before = Part()
            for token in written:
                before += text.push(token)
            yield TokenEvent(before.text, -1, thought=before.thought, calls=before.calls)
        unbooked: int | None = None  # the token whose step is not in the books yet
        try:
            for count in range(1, limit + 1):
                token = self._sample(sampler, logits)
                ends = token in end_ids
                if not ends and count < limit:  # now, so that the device need not wait for text and bookkeeping
                    sampler.expect(self._conversation.begin(token))
                part = text.flush() if ends else text.push(token)
                if not ends:
                    written.append(token)
                reason: FinishReason | None = "stop" if ends or part.ended else "length" if count == limit else None
                if reason == "length":
                    part += text.flush()
                self._close_books(unbooked)
                unbooked = None
                self._observer.sampled()
                if reason is not None:
                    yield TokenEvent(part.text, token, reason, thought=part.thought, calls=part.calls)
                    return
                self._observer.computing()
                yield TokenEvent(part.text, token, thought=part.thought, calls=part.calls)
                logits = self._conversation.finish([token])
                unbooked = token
        finally:
            if self._conversation.end_what_has_begun():  # the caller has left, or the text has reached a stop string
                unbooked = token
            self._close_books(unbooked)

    def _close_books(self, token: int | None) -> None:
        if token is not None:
            self._conversation.close_books()
            self._observer.computed([token], prompt=False)

    def _sample(self, sampler: Sampler, logits: Tensor) -> int:
        """The next token. If logits are NaN or infinite, drops the KV cache, which has them too, and raises
        ``ModelError``."""
        try:
            return sampler.next_token(self._conversation.ids, logits, self._conversation.wind_up)
        except NotFiniteError:
            self.forget()
            raise invalid_numbers(self._dtype) from None

    def _prefill(self, ids: Sequence[int]) -> Tensor:
        self._observer.computing()
        logits = self._conversation.forward(ids)
        self._observer.computed(ids, prompt=True)
        return logits

    def _text_tokenizer(self) -> PreTrainedTokenizerBase:
        if self._tokenizer is None:
            raise RequestError("This checkpoint has no tokenizer: add tokenizer.json to its folder.", "model")
        return self._tokenizer


def token_texts(tokenizer: PreTrainedTokenizerBase | None, ids: Sequence[int]) -> list[str]:
    """The text each token adds, special ones included; a character of several tokens belongs to the last of them."""
    if tokenizer is None or not ids:
        return []
    detokenizer = Detokenizer(tokenizer, skip_special_tokens=False)
    texts = [detokenizer.push(token) for token in ids]
    texts[-1] += detokenizer.flush()
    return texts


def check_ids(ids: Sequence[int], rows: int, tokenizer: PreTrainedTokenizerBase, sent: str) -> None:
    """Raises ``RequestError`` for tokens beyond the embedding: looking one up would break the GPU until a restart.

    ``sent``: all that was sent, to tell what came from there from what the template or the tokenizer has added.
    """
    beyond = next((i for i in ids if not 0 <= i < rows), None)
    if beyond is not None:
        added = tokenizer.added_tokens_decoder.get(beyond)
        if added is not None and str(added) not in sent:
            raise RequestError(
                f"Every prompt of this model would hold {str(added)!r}, which its weights do not know: they and its "
                "tokenizer don't belong together. Download the checkpoint again, or choose another.",
                "model",
            )
        raise RequestError(
            f"The tokenizer knows {tokenizer.convert_ids_to_tokens(beyond)!r}, but this model does not. Remove it from "
            "your message, or start a new chat if it is in an earlier one.",
            "messages",
        )


def _end_ids(loaded: LoadedModel) -> frozenset[int]:
    eos = loaded.model.generation_config.eos_token_id if loaded.model.generation_config else None
    ids = set(eos) if isinstance(eos, (list, tuple)) else {eos}
    if loaded.tokenizer is not None:
        ids.add(loaded.tokenizer.eos_token_id)
    return frozenset(i for i in ids if i is not None)
