"""Route of topics: what is known of the loaded model's experts, for the heatmap."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from hybrid.errors import KeepingError
from hybrid.lab.topics import preferred_topics, topic_shares
from ui.engine_protocol import EngineProtocol
from ui.storage.topics import ModelKey, TopicCounts, TopicsStore
from ui.wire.packing import packed

FRESH = {"Cache-Control": "no-store"}
MOST_SHOWN = 6  # tokens of an expert


def topics_routes(engine: EngineProtocol, store: TopicsStore) -> APIRouter:
    """``/topics``; if the disk cannot be read, the answer says so in a sentence."""
    router = APIRouter()

    @router.get("/topics")
    def topics() -> JSONResponse:
        model = engine.snapshot().model
        try:
            counts = store.counts(ModelKey(model.name, model.layers, model.experts))
        except KeepingError as error:
            return JSONResponse({"error": str(error)}, status_code=503)
        return JSONResponse(topics_view(model.name, counts), headers=FRESH)

    return router


def topics_view(model: str, counts: TopicCounts) -> dict[str, Any]:
    """``preferred``: by cell the topic's place plus 1, 0 for none; ``shares``: per cent, topic by topic; ``words``: by
    cell the texts of the tokens that chose it most. Lists of numbers are packed."""
    shares = topic_shares(counts.uses, counts.tokens)
    cells = int(counts.uses.shape[1] * counts.uses.shape[2])
    return {
        "model": model,
        "topics": [{"name": n, "tokens": t} for n, t in zip(counts.names, counts.tokens, strict=True)],
        "preferred": packed((preferred_topics(counts.uses, counts.tokens) + 1).ravel().tolist()),
        "shares": packed((100 * shares).round().astype(int).ravel().tolist()),
        "words": [_shown(counts.words.get(cell, {})) for cell in range(cells)],
    }


def _shown(words: Mapping[str, int]) -> list[str]:
    counted: Counter[str] = Counter()
    for text, count in words.items():
        counted[text.strip()] += count
    del counted[""]
    return [text for text, _ in counted.most_common(MOST_SHOWN)]
