"""A token's step begins before the token is told: in whatever way a reply ends, what has begun is finished, and kept.

A decoder stands in for that of a GPU: it computes a step only when it is to be finished.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
import torch
from torch import Tensor
from transformers import DynamicCache
from transformers.modeling_utils import PreTrainedModel

from hybrid.decode.runtime import Runtime
from hybrid.engine.generation import Generator
from hybrid.engine.prefill_progress import PrefillProgress
from hybrid.model.loading import LoadedModel, load_model, open_checkpoint
from hybrid.types import Geometry, Settings, TokenEvent
from tests.models.talkative import ids_of, say, text_of

CPU = torch.device("cpu")


class LazyDecoder:
    """``calls`` is what was asked of it and of the observer, in order."""

    ready = True

    def __init__(self, model: PreTrainedModel, calls: list[str]) -> None:
        self._model, self.calls = model, calls
        self.fails = False

    def adopt(self, kv: DynamicCache, length: int) -> None:
        self._kv = kv

    def begin(self, token: int) -> None:
        self.calls.append("begin")
        self._token = token

    def finish(self) -> Tensor:
        self.calls.append("finish")
        if self.fails:
            raise RuntimeError("a device that is lost")
        output = self._model(input_ids=torch.tensor([[self._token]]), past_key_values=self._kv, use_cache=True)
        logits: Tensor = output.logits[:, -1]
        return logits

    def wind_up(self) -> None:
        self.calls.append("wind up")

    def close_books(self) -> None:
        self.calls.append("books")

    def release(self, length: int) -> DynamicCache:
        return self._kv


class Source:
    def __init__(self, decoder: LazyDecoder) -> None:
        self._decoder = decoder

    def decoder(self) -> LazyDecoder:
        return self._decoder

    def give_up_capture(self, reason: str) -> None:
        raise AssertionError(reason)

    def prefill_chunk(self) -> int:
        return 256

    def computing(self, tokens: int) -> AbstractContextManager[None]:
        return nullcontext()


class Observer:
    def __init__(self, calls: list[str]) -> None:
        self._calls = calls

    def begin(self, request_id: str) -> None:
        pass

    def computing(self) -> None:
        self._calls.append("computing")

    def computed(self, ids: Sequence[int], prompt: bool) -> None:
        self._calls.append("prompt" if prompt else "computed")

    def sampled(self) -> None:
        self._calls.append("sampled")


@pytest.fixture(scope="module")
def parts(checkpoint: Path) -> Iterator[tuple[LoadedModel, Runtime]]:
    loaded = load_model(open_checkpoint(str(checkpoint)), CPU)
    runtime = Runtime(loaded, Settings(Geometry(loaded.info.layers, 2), "layered", "lru", "always", 2, 1), CPU)
    yield loaded, runtime
    runtime.close()


@pytest.fixture(autouse=True)
def without_gradients() -> Iterator[None]:
    with torch.no_grad():
        yield


@pytest.fixture
def decoder(parts: tuple[LoadedModel, Runtime]) -> LazyDecoder:
    return LazyDecoder(parts[0].model, [])


@pytest.fixture
def ahead(parts: tuple[LoadedModel, Runtime], decoder: LazyDecoder) -> Generator:
    return Generator(parts[0], Source(decoder), Observer(decoder.calls))  # type: ignore[arg-type]


@pytest.fixture
def plain(parts: tuple[LoadedModel, Runtime]) -> Generator:
    return Generator(*parts)


def events_of(generator: Generator, *args: str, **options: object) -> list[TokenEvent]:
    items = generator.reply(say(*args, **options))
    return [item for item in items if not isinstance(item, PrefillProgress)]


def test_each_step_is_begun_first_and_its_books_are_closed_once(
    ahead: Generator, plain: Generator, decoder: LazyDecoder
) -> None:
    asked = {"max_new_tokens": 4}
    assert ids_of(events_of(ahead, "Count.", **asked)) == ids_of(events_of(plain, "Count.", **asked))
    first, last = decoder.calls.index("begin"), ["finish", "wind up", "books", "computed", "sampled"]
    again = ["finish", "wind up", "begin", "books", "computed", "sampled", "computing"]
    assert decoder.calls[first:] == ["begin", "sampled", "computing", *again, *again, *last]


def test_who_leaves_loses_nothing(ahead: Generator, plain: Generator, decoder: LazyDecoder) -> None:
    items = ahead.reply(say("Leave early.", max_new_tokens=9))
    events = []
    while len(events) < 3:
        item = next(items)
        events += [item] if isinstance(item, TokenEvent) else []
    cached = len(ahead._conversation.ids)
    items.close()
    assert decoder.calls[-3:] == ["finish", "books", "computed"]
    assert ahead._conversation.ids[cached:] == [events[-1].token_id]
    whole = {"max_new_tokens": 9}
    assert ids_of(events_of(ahead, "Leave early.", **whole)) == ids_of(events_of(plain, "Leave early.", **whole))


def test_a_stop_string_is_found_after_the_next_step_has_begun(
    ahead: Generator, plain: Generator, decoder: LazyDecoder
) -> None:
    text = text_of(events_of(plain, "Stop.", max_new_tokens=12))
    stopped = events_of(ahead, "Stop.", max_new_tokens=12, stop=(text[4:6],))
    assert text_of(stopped) == text[: text.index(text[4:6])]
    assert decoder.calls[-3:] == ["finish", "books", "computed"]
    assert decoder.calls.count("begin") == decoder.calls.count("finish") == decoder.calls.count("computed")
    assert ids_of(events_of(ahead, "Go on.", max_new_tokens=5)) == ids_of(events_of(plain, "Go on.", max_new_tokens=5))


def test_a_step_that_fails_is_not_finished_twice(ahead: Generator, plain: Generator, decoder: LazyDecoder) -> None:
    decoder.fails = True
    with pytest.raises(RuntimeError, match="lost"):
        events_of(ahead, "Fail.", max_new_tokens=5)
    assert decoder.calls.count("finish") == 1
    assert not ahead._conversation.ids
    decoder.fails = False
    assert ids_of(events_of(ahead, "Fail.", max_new_tokens=5)) == ids_of(events_of(plain, "Fail.", max_new_tokens=5))
