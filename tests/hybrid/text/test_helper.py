"""The text helper: the same answers as in this process, and an end to what would never end or fill all memory."""

import queue
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers
from transformers import AutoTokenizer, PreTrainedTokenizerFast

from hybrid.errors import RequestError
from hybrid.text import helper
from hybrid.text.chat_format import chat_format, format_of_dict, format_to_dict
from hybrid.text.helper import encoded_chat, encoded_text, finished, format_of, prepare
from hybrid.text.prompts import encode_chat, encode_text
from tests.repository import ROOT

HELLO = [{"role": "user", "content": "Hello there, how are you? " * 10}]
ENDLESS = {
    "a loop in loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "one that writes": "{% for a in range(99999) %}{% for b in range(99999) %}xxxxxxxxxxxx{% endfor %}{% endfor %}",
    "a power of powers": "{{ 9 ** (9 ** 9) }}",
}
HUGE = {
    "a product": "{{ 'x' * 10 ** 12 }}",
    "a doubled text": "{% set n = namespace(t='xx') %}{% for i in range(60) %}{% set n.t = n.t + n.t %}{% endfor %}",
    "a format": "{{ '%099999999999d' % 1 }}",
}


@pytest.fixture
def tokenizer() -> Any:
    return AutoTokenizer.from_pretrained(ROOT / "assets" / "demo-moe")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little time; the process is started before, so that none of it is for that."""
    monkeypatch.setattr(helper, "LIMIT_S", 1.0)


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    yield
    with helper._HELPER._turn:
        helper._HELPER._end()


def ready(tokenizer: Any) -> Any:
    """The tokenizer, once the helper has it."""
    helper._HELPER.prepare(tokenizer)
    return tokenizer


def test_an_answer_that_nobody_took_is_nobody_elses(tokenizer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither is its own the next one's, and so on."""

    def fail(*_: object) -> Any:
        raise MemoryError

    ready(tokenizer)
    with monkeypatch.context() as patch:
        patch.setattr(helper._Helper, "_answer", fail)
        with pytest.raises(MemoryError):
            finished(encoded_text(tokenizer, "a b c"))
    assert finished(format_of(tokenizer)) == chat_format(tokenizer)
    assert finished(encoded_text(tokenizer, "d")) == encode_text(tokenizer, "d")


def test_it_answers_as_this_process_does(tokenizer: Any) -> None:
    prepare(tokenizer)
    assert finished(encoded_chat(tokenizer, HELLO)) == encode_chat(tokenizer, HELLO)
    assert finished(encoded_text(tokenizer, "a b c")) == encode_text(tokenizer, "a b c")
    assert finished(format_of(tokenizer)) == chat_format(tokenizer)
    assert helper._HELPER._process is not None


def test_another_template_counts_at_once(tokenizer: Any) -> None:
    first = finished(encoded_chat(tokenizer, HELLO))
    tokenizer.chat_template = "{% for m in messages %}{{ m.content + 'more' }}{% endfor %}"
    assert first != finished(encoded_chat(tokenizer, HELLO)) == encode_chat(tokenizer, HELLO)


def test_refusals_are_the_same(tokenizer: Any) -> None:
    tokenizer.chat_template = "{{ raise_exception('no system messages') }}"
    with pytest.raises(RequestError, match="no system messages") as refusal:
        finished(encoded_chat(tokenizer, HELLO))
    assert refusal.value.field == "messages"
    with pytest.raises(RequestError, match="The prompt is empty"):
        finished(encoded_text(tokenizer, ""))


def test_plain_values_of_a_format(tokenizer: Any) -> None:
    form = chat_format(tokenizer)
    assert format_of_dict(format_to_dict(form)) == form


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("kind", ENDLESS)
def test_a_template_that_never_ends(tokenizer: Any, kind: str) -> None:
    ready(tokenizer)
    usual, tokenizer.chat_template = tokenizer.chat_template, ENDLESS[kind]
    with pytest.raises(RequestError, match="takes too much (time|memory)"):
        finished(encoded_chat(tokenizer, HELLO))
    tokenizer.chat_template = usual
    assert finished(encoded_chat(ready(tokenizer), HELLO)) == encode_chat(tokenizer, HELLO), "and it goes on"


@pytest.mark.parametrize("kind", HUGE)
def test_a_template_that_makes_gigabytes(tokenizer: Any, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ready(tokenizer)
    tokenizer.chat_template = HUGE[kind]
    with pytest.raises(RequestError):
        finished(encoded_chat(tokenizer, HELLO))


def hostile(**parts: Any) -> PreTrainedTokenizerFast:
    inner = Tokenizer(models.WordLevel({"a": 0, "[UNK]": 1}, unk_token="[UNK]"))
    for name, part in parts.items():
        setattr(inner, name, part)
    return PreTrainedTokenizerFast(tokenizer_object=inner, unk_token="[UNK]")


@pytest.mark.usefixtures("impatient")
def test_an_expression_that_explodes() -> None:
    tokenizer = ready(hostile(pre_tokenizer=pre_tokenizers.Split(Regex(r"^(([a-z])+.)+[A-Z]([a-z])+$"), "isolated")))
    with pytest.raises(RequestError, match="too much|does not take"):
        finished(encoded_text(tokenizer, "a" * 5000))


@pytest.mark.usefixtures("impatient")
def test_a_normaliser_that_grows_text() -> None:
    growing = normalizers.Sequence([normalizers.Replace("a", "a" * 1000)] * 4)
    tokenizer = ready(hostile(normalizer=growing))
    with pytest.raises(RequestError, match="too much (time|memory)"):
        finished(encoded_text(tokenizer, "a a"))


def test_who_gives_up_ends_the_process(tokenizer: Any) -> None:
    ready(tokenizer)
    tokenizer.chat_template = ENDLESS["a loop in loops"]
    waiting = encoded_chat(tokenizer, HELLO)
    next(waiting)
    process = helper._HELPER._process
    assert process is not None
    waiting.close()
    assert process.popen.returncode is not None
    assert helper._HELPER._process is None


def test_one_that_has_ended_by_itself_is_replaced(tokenizer: Any) -> None:
    ready(tokenizer)
    process = helper._HELPER._process
    assert process is not None
    process.popen.kill()
    process.popen.wait()
    assert finished(encoded_chat(tokenizer, HELLO)) == encode_chat(tokenizer, HELLO)


def test_several_threads_take_turns(tokenizer: Any) -> None:
    answers: list[Any] = []
    threads = [
        threading.Thread(target=lambda: answers.append(finished(encoded_chat(tokenizer, HELLO)))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [encode_chat(tokenizer, HELLO)] * 4


def test_where_no_process_can_be_started(tokenizer: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "none"))
    assert finished(encoded_chat(tokenizer, HELLO)) == encode_chat(tokenizer, HELLO)
    assert helper._HELPER._process is None


class Odd(PreTrainedTokenizerFast):  # type: ignore[misc]
    """One that another process would not know."""


def test_a_tokenizer_that_cannot_leave(tokenizer: Any) -> None:
    own = Odd(tokenizer_object=tokenizer.backend_tokenizer, chat_template=tokenizer.chat_template)
    assert finished(encoded_chat(own, HELLO)) == encode_chat(own, HELLO)
    assert helper._HELPER._process is None


class Answers:
    """Of a process that answers at the given turn; each turn takes as long as it is scripted to."""

    def __init__(self, turns_s: Sequence[float], answer_at: int) -> None:
        self._turns_s, self._answer_at, self.now, self.turn = turns_s, answer_at, 0.0, 0

    def get(self, timeout: float) -> dict[str, Any]:
        if self.turn == self._answer_at:
            return {"result": "there"}
        self.now += self._turns_s[self.turn % len(self._turns_s)]
        self.turn += 1
        raise queue.Empty


@pytest.mark.parametrize("asleep_s", [60.0, 8 * 3600.0, 365 * 86_400.0])
def test_the_time_that_the_machine_slept_is_nobodys_fault(monkeypatch: pytest.MonkeyPatch, asleep_s: float) -> None:
    turns = [helper.TURN_S] * 3 + [asleep_s] + [helper.TURN_S] * 16
    for answer_at, limit_s, in_time in ((10, 2.0, True), (10_000, 10.0, False)):
        answers = Answers(turns, answer_at)
        monkeypatch.setattr(helper, "monotonic", lambda answers=answers: answers.now)
        process, ends = SimpleNamespace(answers=answers, owes_answer=True, end=lambda: None), helper._Helper()
        ends._process = process
        if in_time:
            assert finished(ends._answer(limit_s)) == {"result": "there"}
            continue
        with pytest.raises(RequestError, match="too much time"):
            finished(ends._answer(limit_s))
        assert answers.turn < 1000
