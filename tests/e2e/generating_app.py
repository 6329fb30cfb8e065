"""The real page over the demo model, which generates on request: ``python -m tests.e2e.generating_app``.

Each line on standard input is a number of seconds; that long it writes one reply after another, then
prints ``speed: TOKENS_PER_SECOND``. So the model's speed can be measured without any page open.
"""

import sys
import threading
from time import monotonic

from app import config_from, parser
from hybrid import Engine
from hybrid.types import GenerationRequest
from ui import build
from ui.server.listening import address_of, listen
from ui.server.server import serve

PROMPTS = ("Tell me a story about a fox.", "Tell me a story about a ship.", "Write a short story about a bird.")


def speed_over(engine: Engine, seconds: float) -> float:
    """Tokens per second of replies written one after another, prompts included."""
    tokens, started = 0, monotonic()
    while monotonic() < started + seconds:
        for prompt in PROMPTS:
            request = GenerationRequest(messages=[{"role": "user", "content": prompt}], max_new_tokens=200)
            tokens += sum(event.token_id >= 0 for event in engine.generate(request))
    return tokens / (monotonic() - started)


def answer(engine: Engine) -> None:
    for line in sys.stdin:
        print(f"speed: {speed_over(engine, float(line)):.3f}", flush=True)


def main() -> None:
    with Engine.load(config_from(parser().parse_args([]))) as engine:
        threading.Thread(target=answer, args=(engine,), daemon=True).start()
        with listen("127.0.0.1", 0) as listener:
            print(f"Ready: open {address_of(listener, '127.0.0.1')} in a browser.")
            serve(build(engine), engine, listener)


if __name__ == "__main__":
    main()
