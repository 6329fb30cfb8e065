"""Text helper: chat templates and tokenizers at work in a process of their own, with limits of time and memory.

One process serves all engines of the program. Whoever waits gets the turn back again and again, and may give up, which
ends the process; the next job starts another one.
"""

import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, TypeAlias

from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from hybrid.errors import RequestError
from hybrid.text.chat_format import ChatFormat, format_of_dict
from hybrid.text.helper_jobs import done, read, write

LIMIT_S = 10.0
BYTES_PER_S = 100_000  # a fifth of what slow tokenizers do
TURN_S = 0.05
MOST_PER_TURN_S = 1.0
START_S = 60.0  # for a process to be there, which takes two seconds on a machine that does nothing else
_ROOT = Path(__file__).parents[2]

Waiting: TypeAlias = Generator[None, None, Any]
"""Yields while it waits, then returns the result; closing it gives up."""


def encoded_chat(
    tokenizer: PreTrainedTokenizerBase, messages: Sequence[Mapping[str, Any]], tools: Sequence[Mapping[str, Any]] = ()
) -> Waiting:
    """As ``hybrid.text.prompts.encode_chat``. Raises ``RequestError``, also for what takes too long or too much."""
    job = {"job": "chat", "messages": [dict(each) for each in messages], "tools": [dict(each) for each in tools]}
    return _HELPER.asked(tokenizer, job)


def encoded_text(tokenizer: PreTrainedTokenizerBase, text: str) -> Waiting:
    """As ``hybrid.text.prompts.encode_text``. Raises ``RequestError``, also for what takes too long or too much."""
    return _HELPER.asked(tokenizer, {"job": "text", "text": text})


def format_of(tokenizer: PreTrainedTokenizerBase) -> Generator[None, None, ChatFormat]:
    """As ``hybrid.text.chat_format.chat_format``. Raises ``RequestError`` if that takes too long or too much."""
    result = yield from _HELPER.asked(tokenizer, {"job": "format"})
    return format_of_dict(result)


def prepare(tokenizer: PreTrainedTokenizerBase) -> None:
    """Starts the process in the background, so that the first message need not wait for it."""
    threading.Thread(target=_HELPER.prepare, args=(tokenizer,), name="text-helper-start", daemon=True).start()


def finished(waiting: Waiting) -> Any:
    """The result, however long it takes."""
    while True:
        try:
            next(waiting)
        except StopIteration as end:
            return end.value


@dataclass(eq=False)
class _Process:
    """A running process, and the tokenizer that it has."""

    popen: "subprocess.Popen[bytes]"
    tokenizer: PreTrainedTokenizerBase | None = None
    answers: "queue.SimpleQueue[dict[str, Any] | None]" = field(default_factory=queue.SimpleQueue)
    owes_answer: bool = False
    """Also after a failure between a job and its answer: the next job would be given that answer."""

    @classmethod
    def started(cls) -> "_Process":
        """Raises ``OSError``."""
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        popen = subprocess.Popen(
            [sys.executable, "-m", "hybrid.text.helper_jobs"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": path, "TOKENIZERS_PARALLELISM": "false"},
            start_new_session=True,
        )
        process = cls(popen)
        threading.Thread(target=process._listen, name="text-helper", daemon=True).start()
        return process

    def _listen(self) -> None:
        assert self.popen.stdout is not None
        # It may be ended in the middle of an answer.
        with suppress(OSError, ValueError), self.popen.stdout as stream:
            while (message := read(stream)) is not None:
                self.answers.put(message[0])
        self.answers.put(None)

    def send(self, job: Mapping[str, Any], tokenizer: PreTrainedTokenizerBase) -> None:
        """Raises ``OSError`` if the process has ended."""
        assert self.popen.stdin is not None
        given = b"" if tokenizer is self.tokenizer else pickle.dumps(tokenizer)
        self.owes_answer = True
        write(self.popen.stdin, job, given)
        self.tokenizer = tokenizer

    def end(self) -> None:
        self.popen.kill()
        self.popen.wait()
        if self.popen.stdin is not None:
            with suppress(OSError):  # of what was still to be written
                self.popen.stdin.close()


class _Helper:
    """Thread-safe: one job after the other."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process: _Process | None = None

    def asked(self, tokenizer: PreTrainedTokenizerBase, job: dict[str, Any]) -> Waiting:
        """The job's result. Raises ``RequestError``."""
        limit_s = LIMIT_S + len(str(job)) / BYTES_PER_S
        job |= {"template": tokenizer.chat_template, "limit_s": limit_s}
        while not self._turn.acquire(timeout=TURN_S):
            yield
        try:
            if not _can_leave(tokenizer) or not self._sent(job, tokenizer):
                return _result(done(tokenizer, job))
            answer = yield from self._answer(limit_s)
        finally:
            self._turn.release()
        return _result(answer)

    def prepare(self, tokenizer: PreTrainedTokenizerBase) -> None:
        with self._turn:
            if _can_leave(tokenizer) and (self._process is None or self._process.tokenizer is not tokenizer):
                job = {"job": "text", "text": "a", "template": None, "limit_s": START_S}
                if self._sent(job, tokenizer) and self._process:
                    self._process.owes_answer = self._process.answers.get() is None

    def _answer(self, limit_s: float) -> Waiting:
        """The next answer; the process does not outlive one that does not come in time."""
        process = self._process
        assert process is not None
        waited_s, seen, answer = 0.0, monotonic(), None
        try:
            while answer is None and waited_s < limit_s:
                try:
                    answer = process.answers.get(timeout=TURN_S)
                except queue.Empty:
                    yield
                    # No more than that for each turn: the whole machine, or this program, may have been stopped.
                    waited_s, seen = waited_s + min(monotonic() - seen, MOST_PER_TURN_S), monotonic()
                    continue
                if answer is None:
                    raise _too_much("memory")
            if answer is None:
                raise _too_much(f"time (more than {limit_s:.0f} s)")
            process.owes_answer = False
            return answer
        finally:
            if process.owes_answer:
                self._end()

    def _sent(self, job: Mapping[str, Any], tokenizer: PreTrainedTokenizerBase) -> bool:
        """Whether a process has the job now; on a machine that cannot start one, the job has to be done here."""
        if self._process is not None and self._process.owes_answer:
            self._end()
        for _ in range(2):  # the one there is may have ended by itself
            try:
                if self._process is None:
                    self._process = _Process.started()
                self._process.send(job, tokenizer)
            except OSError:
                self._end()
            except (TypeError, ValueError):  # a value that is none of JSON's
                return False
            else:
                return True
        return False

    def _end(self) -> None:
        if self._process is not None:
            self._process.end()
            self._process = None


def _can_leave(tokenizer: PreTrainedTokenizerBase) -> bool:
    """Whether another process can be given this tokenizer."""
    kind = type(tokenizer)
    if not sys.executable or not kind.__module__.startswith("transformers."):
        return False
    try:
        pickle.dumps(kind)
    except Exception:
        return False
    return getattr(tokenizer, "backend_tokenizer", None) is not None


def _result(answer: Mapping[str, Any]) -> Any:
    if "refusal" not in answer:
        return answer["result"]
    if not answer["refusal"]:
        raise _too_much("memory")
    raise RequestError(answer["refusal"], answer["field"])


def _too_much(what: str) -> RequestError:
    return RequestError(
        f"The model's chat template or tokenizer takes too much {what} for this conversation: shorten it, or choose "
        "another version of the model.",
        "messages",
    )


_HELPER = _Helper()
