"""Lines of the lab's figures: shares layer by layer, and what else is drawn over a row of whole numbers."""

from collections.abc import Iterable, Sequence
from math import isnan

import numpy as np
from numpy.typing import NDArray

from ui.lab.view import Figure, Plain, axis, share_axis

LEGEND = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}
"""Above the figure."""


def line(
    name: str, x: Sequence[int], y: NDArray[np.float64], colour: str, dash: str, template: str = "%{y:.1%}"
) -> Plain:
    """One line; a gap where ``y`` is no number."""
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": list(x),
        "y": [finite(value) for value in y.tolist()],
        "line": {"color": colour, "dash": dash, "width": 1.75},
        "hovertemplate": template,
    }


def by_layer(
    title: str, first: int, lines: Iterable[tuple[str, NDArray[np.float64], str, str]], what: str, left: int
) -> Figure:
    """Shares of ``what``, each line a name, a share for each layer from the ``first`` one on, a colour and a dash.

    ``left``: pixels beside the figure.
    """
    data = [line(name, range(first, first + len(y)), y, colour, dash) for name, y, colour, dash in lines]
    layout = {
        "xaxis": axis("Layer", dtick=max(1, len(data[0]["x"]) // 8)),
        "yaxis": share_axis(what),
        "hovermode": "x unified",
        "legend": LEGEND,
        "margin": {"l": left, "r": 8, "t": 46, "b": 40},
    }
    return Figure(title, data, layout)


def finite(value: float) -> float | None:
    """As JSON has it."""
    return None if isnan(value) else value
