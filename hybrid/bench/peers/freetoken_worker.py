"""FreeToken's own process: loads a checkpoint, then answers questions line by line, in JSON.

Knows FreeToken's ``LLM`` and nothing of this package: it is started by its path, with the interpreter that FreeToken
is installed for. Standard output carries the answers alone; whatever a library prints goes to standard error.

One argument, in JSON: ``model`` (a folder), ``strategy`` (offload or hybrid), ``slots`` (experts on the GPU) and
``context`` (tokens). A question has ``ids``, ``tokens``, ``temperature``, ``top_p`` and ``top_k``.
"""

import json
import os
import socket
import sys
from time import perf_counter
from typing import Any


def load(model: str, strategy: str, slots: int, context: int) -> Any:
    """A ``freetoken.llm.LLM`` that notes when each token was handed on."""
    from freetoken.core import SamplingParams
    from freetoken.llm import LLM
    from freetoken.scheduler import SchedulerConfig

    port = free_port()
    # Two of them run at once, and each rendezvous with itself at an address that is fixed otherwise.
    SchedulerConfig.distributed_addr = property(lambda self: f"tcp://127.0.0.1:{port}")

    class Stamped(LLM):  # type: ignore[misc]  # without types where it is not installed
        def offline_send_result(self, reply: list[Any]) -> None:
            self.stamps += [perf_counter()] * sum(hasattr(message, "next_token") for message in reply)
            super().offline_send_result(reply)

        def ask(self, question: dict[str, Any]) -> dict[str, Any]:
            self.stamps: list[float] = []
            sampling = SamplingParams(
                temperature=question["temperature"],
                top_p=question["top_p"],
                top_k=question["top_k"] or -1,  # theirs for all of them
                ignore_eos=True,
                max_tokens=question["tokens"],
            )
            cache = self.engine.moe_offload_cache
            cache.reset_stats()
            started = perf_counter()
            answer = self.generate([question["ids"]], sampling)[0]
            seconds = self.stamps[-1] - self.stamps[0]
            return {
                "first_token_s": self.stamps[0] - started,
                "ms_per_token": seconds / max(1, len(self.stamps) - 1) * 1e3,
                "ids": answer["token_ids"],
                "hit_rate": 1.0 - cache.decode_miss_stats()["miss_rate"],
            }

    return Stamped(
        model,
        moe_strategy=strategy,
        moe_cache_size=slots,
        moe_collect_stats=True,
        num_token_override=context,
        max_running_req=1,
        attention_backend="triton",
        use_pynccl=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def main(argument: str) -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    started = perf_counter()
    llm = load(**json.loads(argument))
    print(json.dumps({"load_s": perf_counter() - started}), file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(llm.ask(json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
