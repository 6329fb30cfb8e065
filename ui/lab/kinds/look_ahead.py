"""Look-ahead job of the lab: how many of a layer's experts are known a layer ahead, in a sentence and by layer."""

import numpy as np
from numpy.typing import NDArray

from hybrid.lab import Cancelled, LookAhead, Progress
from ui.engine_protocol import EngineProtocol
from ui.lab.inputs import Inputs
from ui.lab.jobs import Result
from ui.lab.view import Figure, Plain, View, axis, percent, share_axis

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
    layers = list(range(1, len(score.recall) + 1))
    data = [
        _line("router asked a layer ahead", layers, score.recall, "--state-ready", "solid"),
        _line("experts of the token before", layers, score.previous_token, "--muted", "dash"),
        _line("chance", layers, np.full(len(layers), score.chance), "--muted", "dot"),
    ]
    layout = {
        "xaxis": axis("Layer", dtick=max(1, len(layers) // 8)),
        "yaxis": share_axis("Experts named"),
        "hovermode": "x unified",
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "margin": {"l": 52, "r": 8, "t": 46, "b": 40},
    }
    return Figure("Look-ahead, layer by layer", data, layout)


def _line(name: str, layers: list[int], shares: NDArray[np.float64], colour: str, dash: str) -> Plain:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": layers,
        "y": [round(share, 4) for share in shares.tolist()],
        "line": {"color": colour, "dash": dash, "width": 1.75},
        "hovertemplate": "%{y:.1%}",
    }
