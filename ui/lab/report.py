"""Report of the lab: its results as one HTML file that opens without a network, even years later.

The file contains plotly.js, the page's colours and the script that draws with them; texts go in as text, figures as
JSON. Knows views, not what they are about.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import plotly
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from hybrid.types import Snapshot
from ui.assets import BUILT, PAGE_FILES
from ui.lab.view import View, memory, setting_name

REPORT_FILES = PAGE_FILES.parent / "report"
PLOTLY_FILE = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


def report_html(snapshot: Snapshot, views: Sequence[View], now: datetime | None = None) -> str:
    """A report of all views in their order, with the model, the machine and the settings in force."""
    environment = Environment(loader=FileSystemLoader(REPORT_FILES), autoescape=True, undefined=StrictUndefined)
    figures = {name: asdict(figure) for view in views for name, figure in view.figures.items()}
    return environment.get_template("report.html").render(
        facts=_facts(snapshot, now or datetime.now(UTC)),
        views=views,
        styles=_inline(BUILT / "report.css"),
        plotly=_inline(PLOTLY_FILE),
        script=_inline(BUILT / "report.js"),
        figures=_json(figures),
    )


def _facts(snapshot: Snapshot, now: datetime) -> list[tuple[str, str]]:
    model, machine = snapshot.model, snapshot.machine
    device = f"{machine.device_name}, emulated" if machine.emulated else machine.device_name
    return [
        ("Model", f"{model.name}: {model.layers} MoE layers, {model.experts} experts each, top {model.top_k}"),
        ("Weights", f"{memory(model.total_bytes)}, {memory(model.expert_bytes)} an expert, {model.dtype}"),
        ("Machine", f"{device}; {machine.physical_cores} cores, {memory(machine.ram_bytes)} of memory"),
        ("Settings", setting_name(snapshot.settings)),
        ("Made", now.isoformat(timespec="minutes")),
    ]


def _inline(path: Path) -> Markup:
    """One of our files, for the inside of a style or script element."""
    return Markup(path.read_text(encoding="utf-8").replace("</script", "<\\/script"))


def _json(value: object) -> Markup:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return Markup(text.replace("<", "\\u003c"))
