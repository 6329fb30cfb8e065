"""Jobs of the text helper, and its process: templates and tokenizers of a checkpoint, where they can be ended.

A chat template is a program, and a tokenizer's expressions and normalisers can be one: they may never end, or make
gigabytes of a word. This process runs them for the engine (``hybrid.text.helper``), which may kill it at any time. It
reads jobs from its standard input and writes an answer for each, until its input ends. It never loads torch.
"""

import json
import os
import pickle
import signal
import struct
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import IO, Any

LENGTHS = struct.Struct("<QQ")  # of a job or an answer, and of the tokenizer that comes with it
SPARE_BYTES = 3 << 30  # beyond what the process has when it is ready
_SPARE_S = 5  # beyond the time that the engine waits, in case that it is gone


def write(stream: IO[bytes], message: Mapping[str, Any], tokenizer: bytes = b"") -> None:
    """Raises ``OSError`` if nobody reads."""
    text = json.dumps(message).encode()
    stream.write(LENGTHS.pack(len(text), len(tokenizer)) + text)
    stream.write(tokenizer)
    stream.flush()


def read(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """A message and the tokenizer with it; ``None`` at the end."""
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    text, tokenizer = LENGTHS.unpack(lengths)
    content = stream.read(text)
    return None if len(content) < text else (json.loads(content), stream.read(tokenizer))


def done(tokenizer: Any, job: Mapping[str, Any]) -> dict[str, Any]:
    """A job's answer: its ``result``, or the ``refusal`` and the ``field`` that it is about."""
    from hybrid.errors import RequestError
    from hybrid.text.chat_format import chat_format, format_to_dict
    from hybrid.text.prompts import encode_chat, encode_text

    jobs: dict[str, Callable[[], Any]] = {
        "chat": lambda: encode_chat(tokenizer, job["messages"], job["tools"]),
        "text": lambda: encode_text(tokenizer, job["text"]),
        "format": lambda: format_to_dict(chat_format(tokenizer)),
    }
    try:
        return {"result": jobs[job["job"]]()}
    except RequestError as refusal:
        return {"refusal": str(refusal), "field": refusal.field}
    except MemoryError:
        return {"refusal": "", "field": "messages"}


def main() -> None:
    """Serves until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # interrupts are the engine's
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else writes to standard output must not stand between the answers
    sys.modules["torch"] = None  # type: ignore[assignment]  # transformers then does without
    tokenizer: Any = None
    while (message := read(source)) is not None:
        job, given = message
        if given:
            # Not from the checkpoint: the engine wrote it, of the object that it has.
            tokenizer = pickle.loads(given)  # noqa: S301
            limit_memory()
        tokenizer.chat_template = job["template"]
        with ending_after(job["limit_s"]):
            answer = done(tokenizer, job)
        write(target, answer)


@contextmanager
def ending_after(limit_s: float) -> Iterator[None]:
    """Ends the process if the block takes longer, also in code that is not Python's."""
    set_alarm = getattr(signal, "alarm", lambda _: None)  # Windows has none
    set_alarm(int(limit_s) + _SPARE_S)
    try:
        yield
    finally:
        set_alarm(0)


def limit_memory() -> None:
    """Lets the process have ``SPARE_BYTES`` more than now, where the system can hold it to that."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        with open("/proc/self/statm", encoding="ascii") as sizes:
            present = int(sizes.read().split()[0]) * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (present + SPARE_BYTES, hard))


if __name__ == "__main__":
    main()
