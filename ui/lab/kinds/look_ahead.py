"""Look-ahead job of the lab: how many of a layer's experts are known a layer ahead, in a sentence and by layer."""

import numpy as np

from hybrid.lab import Cancelled, LookAhead, Progress
from ui.engine_protocol import EngineProtocol
from ui.lab.inputs import Inputs
from ui.lab.jobs import Result
from ui.lab.kinds.lines import by_layer
from ui.lab.view import Figure, View, percent

NOTE = (
    "A prefetcher could copy these experts while the layer before is computed. It gains only where the link has time "
    "to spare: what it names and is not used takes that time from copies that are."
)


class LookAheadWork:
    """Has the engine compute the last conversation once more, between two replies."""

    def __init__(self, engine: EngineProtocol) -> None:
        self._engine = engine

    def __call__(self, inputs: Inputs, progress: Progress, cancelled: Cancelled) -> Result | None:
        score = self._engine.look_ahead(progress, cancelled)
        return None if score is None else Result(look_ahead_view(score), score)


def look_ahead_view(score: LookAhead) -> View:
    recall, previous = float(score.recall.mean()), float(score.previous_token.mean())
    worst = int(score.recall.argmin())
    sentence = (
        f"{score.tokens} tokens: a layer's router, asked with the state of the layer before, names {percent(recall)} "
        f"of the experts that the layer then uses ({percent(score.chance)} by chance, {percent(previous)} by naming "
        f"those of the token before). Least in layer {worst + 1}: {percent(float(score.recall[worst]))}."
    )
    return View(
        title="Look-ahead",
        figures={"lookahead": _figure(score)},
        sentences={"lookahead": sentence, "lookahead-note": NOTE},
    )


def _figure(score: LookAhead) -> Figure:
    chance = np.full(len(score.recall), score.chance)
    lines = [
        ("router asked a layer ahead", score.recall.round(4), "--state-ready", "solid"),
        ("experts of the token before", score.previous_token.round(4), "--muted", "dash"),
        ("chance", chance.round(4), "--muted", "dot"),
    ]
    return by_layer("Look-ahead, layer by layer", 1, lines, "Experts named", left=52)
