"""Page of Plotly charts that needs nothing but itself: the library and the data are written into it.

Takes plotly.js out of the installed plotly package, as a file; does not import the package.
"""

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import Any

_PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
.chart { height: 28rem; margin: 1.5rem 0; }
</style>
<script>$library</script>
</head>
<body>
<h1>$title</h1>
<p>$note</p>
<div id="charts"></div>
<script type="application/json" id="data">$charts</script>
<script>
for (const chart of JSON.parse(document.getElementById("data").textContent)) {
  const place = document.createElement("div");
  place.className = "chart";
  document.getElementById("charts").append(place);
  Plotly.newPlot(place, chart.traces, chart.layout, {responsive: true, displaylogo: false});
}
</script>
</body>
</html>
""")


@dataclass(frozen=True, slots=True)
class Chart:
    """What ``Plotly.newPlot`` takes."""

    traces: Sequence[dict[str, Any]]
    layout: dict[str, Any]


def plotly_js() -> Path | None:
    """The library's file, or ``None`` where plotly is not installed."""
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "package_data" / "plotly.min.js"
    return path if path.is_file() else None


def write_page(path: Path, library: Path, title: str, note: str, charts: Sequence[Chart]) -> None:
    """Writes one HTML file of some megabytes, all of it readable offline."""
    data = [{"traces": chart.traces, "layout": chart.layout} for chart in charts]
    page = _PAGE.substitute(
        title=html.escape(title),
        note=html.escape(note),
        library=library.read_text(encoding="utf-8"),
        # So that no text in the data can end the script element that holds it.
        charts=json.dumps(data).replace("<", "\\u003c"),
    )
    path.write_text(page, encoding="utf-8")
