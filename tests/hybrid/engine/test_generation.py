"""Replies from a model: prompts, prefixes that survive turns, and where a reply ends."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import AddedToken
from transformers import AutoModelForCausalLM, AutoTokenizer
from transformers.modeling_utils import PreTrainedModel

from hybrid.decode.conversation import Conversation
from hybrid.decode.runtime import Runtime
from hybrid.engine.generation import Generator
from hybrid.engine.prefill_progress import PrefillProgress
from hybrid.errors import RequestError
from hybrid.layer.prefill_chunk import PREFILL_CHUNK
from hybrid.model.loading import LoadedModel, load_model, open_checkpoint
from hybrid.types import GenerationRequest, Geometry, Settings, TokenEvent
from tests.cuda import needs_cuda
from tests.models.talkative import Gate, Reference, ids_of, say, text_of
from tests.models.tiny_models import VOCABULARY, save_tiny

Loader = Callable[..., tuple[LoadedModel, Runtime]]


@pytest.fixture(scope="module")
def load_runtime() -> Iterator[Loader]:
    runtimes: list[Runtime] = []

    def load(folder: Path, device: str = "cpu", max_context: int | None = None) -> tuple[LoadedModel, Runtime]:
        place = torch.device(device, 0) if device == "cuda" else torch.device(device)
        loaded = load_model(open_checkpoint(str(folder), max_context), place)
        geometry = Geometry(loaded.info.layers, 2)
        runtimes.append(Runtime(loaded, Settings(geometry, "layered", "lru", "always", 2, 1), place))
        return loaded, runtimes[-1]

    yield load
    for runtime in runtimes:
        runtime.close()


@pytest.fixture(params=["cpu", pytest.param("cuda", marks=needs_cuda)])
def parts(request: pytest.FixtureRequest, load_runtime: Loader, checkpoint: Path) -> tuple[LoadedModel, Runtime]:
    return load_runtime(checkpoint, request.param)


@pytest.fixture
def generator(parts: tuple[LoadedModel, Runtime]) -> Generator:
    return Generator(*parts)


@pytest.fixture(autouse=True)
def without_gradients() -> Iterator[None]:
    with torch.no_grad():
        yield


def reply(generator: Generator, request: GenerationRequest) -> tuple[list[PrefillProgress], list[TokenEvent]]:
    items = list(generator.reply(request))
    return [i for i in items if isinstance(i, PrefillProgress)], [i for i in items if isinstance(i, TokenEvent)]


def test_greedy_is_what_transformers_generates(generator: Generator, reference: Reference) -> None:
    request = say("Say something long.", max_new_tokens=60)
    _, events = reply(generator, request)
    assert ids_of(events) == reference.reply(request)
    assert text_of(events) == reference.text(request)
    assert [e.finish_reason for e in events] == [None] * 59 + ["length"]


@pytest.mark.parametrize("penalty", [1.3, 0.7, 2])
def test_a_repetition_penalty_is_transformers_own(generator: Generator, reference: Reference, penalty: float) -> None:
    request = say("Again and again.", repetition_penalty=penalty, max_new_tokens=40)
    _, events = reply(generator, request)
    assert ids_of(events) == reference.reply(request, repetition_penalty=float(penalty))
    plain = replace(request, repetition_penalty=1.0)
    assert ids_of(events) != reference.reply(plain), "the penalty changes nothing here"


def test_samples_repeat_with_their_seed_and_go_through_every_filter(generator: Generator) -> None:
    def sampled(**options: float) -> list[int]:
        return ids_of(reply(generator, say("Any idea?", temperature=1.5, **options))[1])

    assert sampled(seed=7) == sampled(seed=7)
    assert sampled(seed=7) != sampled(seed=8)
    greedy = ids_of(reply(generator, say("Any idea?"))[1])
    assert sampled(seed=7) != greedy
    assert sampled(seed=7, top_k=1) == greedy
    assert sampled(seed=7, top_p=1e-6) == greedy


def test_progress_counts_up_to_the_whole_prompt(generator: Generator, monkeypatch: pytest.MonkeyPatch) -> None:
    request = say("A prompt of some length, in pieces of four tokens.")
    _, whole = reply(generator, request)
    monkeypatch.setitem(PREFILL_CHUNK, generator._conversation._model.device.type, 4)
    gate = Gate(monkeypatch)
    gate.open()
    generator._conversation.reset()
    progress, events = reply(generator, request)
    length = len(generator.encode(request.messages))
    assert [p.done for p in progress] == [*range(0, length, 4), length]
    assert {(p.total, p.prompt_tokens) for p in progress} == {(length, length)}
    assert gate.lengths == [4] * (length // 4) + [length % 4] * (length % 4 > 0) + [1] * (len(events) - 1)
    assert ids_of(events) == ids_of(whole)


def test_the_next_turn_computes_only_what_is_new(
    generator: Generator, reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = say("Tell me a story.")
    _, answer = reply(generator, first)
    second = say("Tell me a story.", text_of(answer), "Go on!")
    gate = Gate(monkeypatch)
    gate.open()
    progress, events = reply(generator, second)
    cached = len(generator.encode(first.messages)) + len(answer) - 1
    new = len(generator.encode(second.messages)) - cached
    assert gate.lengths[0] == new == len(text_of(answer)[-1:] + ";u:Go on!;a:")
    assert gate.lengths[1:] == [1] * (len(events) - 1)
    assert progress[-1] == PrefillProgress(new, new, cached + new)
    assert ids_of(events) == reference.reply(second)


def test_the_same_prompt_again_computes_one_token(generator: Generator, monkeypatch: pytest.MonkeyPatch) -> None:
    request = say("Once more.")
    _, first = reply(generator, request)
    gate = Gate(monkeypatch)
    gate.open()
    progress, again = reply(generator, request)
    assert gate.lengths[0] == 1
    assert progress[-1].done == progress[-1].total == 1
    assert ids_of(again) == ids_of(first)


def test_an_edited_history_is_answered_as_by_a_fresh_model(
    generator: Generator, reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, answer = reply(generator, say("One two three.", max_new_tokens=8))
    reply(generator, say("One two three.", text_of(answer), "And?"))
    edited = say("One two free.", text_of(answer), "And?")
    gate = Gate(monkeypatch)
    gate.open()
    _, events = reply(generator, edited)
    assert gate.lengths[0] == len(generator.encode(edited.messages)) - len("u:One two ")
    assert ids_of(events) == reference.reply(edited)


def test_another_chat_starts_from_nothing(generator: Generator, reference: Reference) -> None:
    reply(generator, say("Hello there"))
    other = GenerationRequest([{"role": "system", "content": "Terse."}, {"role": "user", "content": "Hi"}], 8)
    progress, events = reply(generator, other)
    assert progress[0].total == len(generator.encode(other.messages))
    assert ids_of(events) == reference.reply(other)


def test_a_reply_left_half_way_does_not_disturb_the_next(generator: Generator, reference: Reference) -> None:
    half = generator.reply(say("Leave me.", max_new_tokens=50))
    for _ in range(9):
        next(half)
    half.close()
    request = say("Leave me.", max_new_tokens=30)
    assert ids_of(reply(generator, request)[1]) == reference.reply(request)


def test_a_forward_pass_that_fails_leaves_nothing_behind(
    generator: Generator, reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, answer = reply(generator, say("Try this one."))
    request = say("Try this one.", text_of(answer), "Or this.")
    calls = 0
    inner = Conversation._forward_eagerly

    def fail_once(conversation: Conversation, ids: Sequence[int]) -> torch.Tensor:
        nonlocal calls
        calls += 1
        if calls == 1:
            inner(conversation, ids)
            raise RuntimeError("out of memory")
        return inner(conversation, ids)

    monkeypatch.setattr(Conversation, "_forward_eagerly", fail_once)
    with pytest.raises(RuntimeError, match="out of memory"):
        reply(generator, request)
    assert ids_of(reply(generator, request)[1]) == reference.reply(request)


def cut_after(generator: Generator, request: GenerationRequest, tokens: int, by_limit: bool) -> None:
    if by_limit:
        reply(generator, replace(request, max_new_tokens=tokens, request_id="cut"))
        return
    with closing(generator.reply(replace(request, request_id="cut"))) as items:
        for count, _ in enumerate((item for item in items if isinstance(item, TokenEvent)), 1):
            if count == tokens:
                return


@pytest.mark.parametrize("by_limit", [True, False], ids=["limit", "stop"])
@pytest.mark.parametrize("another_chat", [False, True])
def test_a_cut_reply_goes_on_as_one_longer_reply(generator: Generator, by_limit: bool, another_chat: bool) -> None:
    request = say("Say something long.", max_new_tokens=30, repetition_penalty=1.2)
    _, whole = reply(generator, request)
    cut_after(generator, request, 11, by_limit)
    if another_chat:
        reply(generator, say("Something else"))
    progress, events = reply(generator, replace(request, max_new_tokens=9, continues="cut", request_id="again"))
    assert (events[0].token_id, events[0].finish_reason, events[-1].finish_reason) == (-1, None, "length")
    assert ids_of(events) == ids_of(whole)[11:20]
    assert text_of(events) == text_of(reply(generator, replace(request, max_new_tokens=20))[1])
    if not another_chat:
        assert progress[-1].done <= 1, "the KV cache has the rest"
    _, last = reply(generator, replace(request, max_new_tokens=10, continues="again"))
    assert text_of(last) == text_of(whole), "and once more"


def test_a_reply_that_ended_by_itself_is_not_continued(generator: Generator) -> None:
    _, events = reply(generator, say("Stop somewhere."))
    reply(generator, say("Stop somewhere.", stop=(text_of(events)[10:12],), request_id="ended"))
    for unknown in ("ended", "never there"):
        with pytest.raises(RequestError, match="no longer be continued"):
            reply(generator, say("Stop somewhere.", continues=unknown))


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_reply_ends_before_its_stop_string(generator: Generator, size: int) -> None:
    _, events = reply(generator, say("Stop somewhere."))
    text = text_of(events)
    stop = text[10 : 10 + size]
    at = text.index(stop)
    _, stopped = reply(generator, say("Stop somewhere.", stop=("never in there", stop)))
    assert text_of(stopped) == text[:at]
    assert stopped[-1].finish_reason == "stop"
    assert len(stopped) == at + size


def test_what_might_have_become_a_stop_string_is_shown_at_the_end(generator: Generator) -> None:
    _, events = reply(generator, say("Hold back."))
    text = text_of(events)
    _, held = reply(generator, say("Hold back.", stop=(text[-3:] + "\n",)))
    assert text_of(held) == text
    assert held[-2].text == ""
    assert held[-1].finish_reason == "length"


@pytest.mark.parametrize("several", [False, True])
def test_an_end_token_ends_the_reply_unshown(
    several: bool, checkpoint: Path, tmp_path: Path, load_runtime: Loader, reference: Reference
) -> None:
    request = say("When does it end?")
    ids = reference.reply(request)
    end = next(token for token in ids[5:] if token not in ids[:5])
    folder = copytree(checkpoint, tmp_path / "ends")
    named = [2, end] if several else end
    (folder / "generation_config.json").write_text(json.dumps({"eos_token_id": named}))
    _, events = reply(Generator(*load_runtime(folder)), request)
    at = ids.index(end)
    assert ids_of(events) == ids[: at + 1]
    assert (events[-1].finish_reason, events[-1].text) == ("stop", "")
    assert text_of(events) == reference.tokenizer.decode(ids[:at])


def test_the_context_bounds_prompt_and_reply(checkpoint: Path, load_runtime: Loader, reference: Reference) -> None:
    generator = Generator(*load_runtime(checkpoint, max_context=40))
    request = say("x" * 30, max_new_tokens=100)
    prompt = len(generator.encode(request.messages))
    _, events = reply(generator, request)
    assert len(events) == 40 - prompt
    assert events[-1].finish_reason == "length"
    assert ids_of(events) == reference.reply(replace(request, max_new_tokens=40 - prompt))
    with pytest.raises(RequestError, match=r"40 tokens long, but this model holds 40") as refused:
        reply(generator, say("x" * (40 - len("u:;a:"))))
    assert refused.value.field == "messages"
    assert ids_of(reply(generator, request)[1]) == ids_of(events)


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [{"role": "user", "content": ""}],
        [{"role": "user", "content": " \n"}],
        [{"role": "user"}],
        [{"role": "user", "content": None}],
        [{"role": "user", "content": [{"type": "image"}]}],
        [{"role": "user", "content": ["x"]}, {"role": "user", "content": "x"}],
        [{"content": "x"}],
        [{"role": "tool", "content": "x"}],
    ],
)
def test_messages_that_cannot_be_answered_are_refused(generator: Generator, messages: list[dict[str, str]]) -> None:
    with pytest.raises(RequestError, match=r"[:.] .") as refused:
        reply(generator, GenerationRequest(messages))
    assert refused.value.field == "messages"


def test_a_template_that_refuses_is_a_refused_request(generator: Generator, monkeypatch: pytest.MonkeyPatch) -> None:
    template = "{{ raise_exception('Roles must alternate') }}"
    monkeypatch.setattr(generator._tokenizer, "chat_template", template)
    with pytest.raises(RequestError, match="Roles must alternate.*start a new chat"):
        reply(generator, say("x"))


def test_without_a_template_turns_are_named(generator: Generator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generator._tokenizer, "chat_template", None)
    ids = generator.encode(say("Hi", "Yes?", "Go").messages)
    assert ids[0] == generator._tokenizer.bos_token_id
    assert generator._tokenizer.decode(ids[1:]).split() == "user: Hi assistant: Yes? user: Go assistant:".split()


def test_without_a_tokenizer_there_are_no_replies(parts: tuple[LoadedModel, Runtime]) -> None:
    loaded, runtime = parts
    with pytest.raises(RequestError, match="tokenizer"):
        reply(Generator(replace(loaded, tokenizer=None), runtime), say("x"))


@pytest.mark.parametrize("turn", [0, 2])
def test_a_token_beyond_the_embedding_is_refused_before_the_device_sees_it(
    turn: int, checkpoint: Path, load_runtime: Loader, tmp_path: Path
) -> None:
    """In the newest message and in an earlier one; the next question without it is answered."""
    folder = copytree(checkpoint, tmp_path / "copy")
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.add_tokens([AddedToken("<added>", special=False)])
    tokenizer.save_pretrained(folder)
    generator = Generator(*load_runtime(folder))
    texts = ["one", "two", "three"]
    texts[turn] = "say <added>!"
    messages = [
        {"role": role, "content": text} for role, text in zip(("user", "assistant", "user"), texts, strict=True)
    ]
    with pytest.raises(RequestError, match="'<added>', but this model does not. Remove it") as refused:
        list(generator.reply(GenerationRequest(messages, max_new_tokens=2)))
    assert refused.value.field == "messages"
    assert [event.finish_reason for event in reply(generator, say("one", max_new_tokens=2))[1]][-1] is not None


def test_a_template_that_writes_a_token_beyond_the_embedding_is_not_the_users_fault(
    checkpoint: Path, load_runtime: Loader, tmp_path: Path
) -> None:
    folder = copytree(checkpoint, tmp_path / "copy")
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.add_tokens([AddedToken("<turn>", special=True)])
    tokenizer.chat_template = "{% for m in messages %}<turn>{{ m.content }}{% endfor %}"
    tokenizer.save_pretrained(folder)
    generator = Generator(*load_runtime(folder))
    with pytest.raises(RequestError, match="'<turn>', which its weights do not know") as refused:
        generator.encode(say("one").messages)
    assert refused.value.field == "model"
    with pytest.raises(RequestError, match="Remove it"):
        reply(generator, GenerationRequest(prompt="a <turn>"))


@pytest.fixture(scope="module", params=["mixtral", "gpt_oss", "deepseek_v3"])
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, load_runtime: Loader
) -> tuple[PreTrainedModel, Conversation]:
    """A model in eager transformers, and a conversation with it. gpt-oss looks back 8 tokens in every other layer."""
    folder = save_tiny(request.param, tmp_path_factory.mktemp(request.param))
    loaded, runtime = load_runtime(folder)
    eager = AutoModelForCausalLM.from_pretrained(folder, experts_implementation="eager").eval()
    return eager, Conversation(loaded.model, runtime)


tokens = st.lists(st.integers(3, VOCABULARY - 1), min_size=1, max_size=14)


@given(st.lists(st.tuples(st.floats(0, 1), tokens, st.integers(0, 4)), min_size=1, max_size=4))
@settings(max_examples=12)
def test_logits_never_depend_on_what_was_cached(
    pair: tuple[PreTrainedModel, Conversation], turns: list[tuple[float, list[int], int]]
) -> None:
    """Each turn keeps a part of what is known and goes on differently, then decodes a few tokens."""
    eager, conversation = pair
    # In float32 transformers' own gpt-oss is off by 8e-6 on a CPU and by 3e-5 on a GPU, against float64.
    tolerance = 2e-5 if conversation._model.device.type == "cpu" else 6e-5
    conversation.reset()
    for share, added, decoded in turns:
        prompt = conversation.ids[: int(share * len(conversation.ids))] + added
        shared = conversation.rewind_to_prefix(prompt)
        assert shared < len(prompt)
        assert conversation.ids == prompt[:shared]
        logits = conversation.forward(prompt[shared:])
        for _ in range(decoded):
            logits = conversation.forward([int(logits.argmax())])
        expected = eager(input_ids=torch.tensor([conversation.ids])).logits[:, -1]
        assert (logits - expected).abs().max() < tolerance * expected.abs().max()
