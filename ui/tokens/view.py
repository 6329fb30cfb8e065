"""Token view of one recorded reply: texts, times, and the outcome of each token's lookups.

Long lists of numbers are packed; assets/page/tokens/data.js reads them. Texts are plain: the page shows them as text.
"""

from typing import Any

import numpy as np

from hybrid.lab import RecordedReply
from ui.wire.packing import packed


def token_view(reply: RecordedReply) -> dict[str, Any]:
    """``choices`` and ``outcomes`` are flat (tokens, layers, k), packed; ``milliseconds`` are null for the prompt."""
    trace = reply.trace
    texts = trace.texts or ("",) * trace.tokens
    milliseconds = [round(float(ms), 3) if np.isfinite(ms) else None for ms in reply.milliseconds]
    return {
        "request_id": reply.request_id,
        "layers": trace.layers,
        "experts": trace.num_experts,
        "top_k": trace.top_k,
        "texts": list(texts),
        "prompt": int(trace.prompt.sum()),
        "milliseconds": milliseconds,
        "choices": packed(trace.choices.ravel().tolist()),
        "outcomes": packed(reply.outcomes.ravel().tolist()),
    }
