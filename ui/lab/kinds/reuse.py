"""Reuse job of the lab: how often a trace returns to the same experts, as graphs and in words."""

from math import isnan

from hybrid.lab import Cancelled, Progress, ReuseReport, analyse_reuse
from ui.lab.inputs import Inputs
from ui.lab.jobs import Result
from ui.lab.kinds.lines import LEGEND, by_layer, finite, line
from ui.lab.traces import CHAT
from ui.lab.view import NONE, Figure, Plain, Table, View, axis, percent, share_axis

STEPS = ("next token", "next 2", "next 3")
FEWEST_TOKENS = 2


def reuse_work(inputs: Inputs, progress: Progress, cancelled: Cancelled) -> Result | None:
    """Analyses the full trace, with its prompts."""
    trace = inputs.trace()
    progress(0.0, f"Counting over {trace.tokens} tokens")
    report = analyse_reuse(trace)
    return (
        None
        if cancelled()
        else Result(view_of(report, trace.tokens, inputs.trace_name(), inputs.source == CHAT), report)
    )


def view_of(report: ReuseReport, tokens: int, trace_name: str, is_chat: bool = True) -> View:
    whose = "your chats" if is_chat else "this trace"
    return View(
        title="Reuse of experts",
        figures={
            "reuse-next": _next_figure(report, whose),
            "reuse-layers": _layers_figure(report),
            "reuse-working": _working_figure(report),
        },
        tables={"reuse": _table(report, whose)},
        sentences={"reuse": _sentence(report, tokens, trace_name)},
    )


def _sentence(report: ReuseReport, tokens: int, trace_name: str) -> str:
    if tokens < FEWEST_TOKENS:
        return "One token is too few to use anything again."
    share, chance = float(report.next_tokens_overall[0]), float(report.next_tokens_random[0])
    return (
        f"{tokens} tokens of {trace_name}: {percent(share)} of a token's experts are used again by the very next token "
        f"({percent(chance)} by chance). The busiest tenth of the experts does {percent(report.top_share_overall)} of "
        f"the work ({percent(report.top_share_even)} if shared evenly)."
    )


def _measures(report: ReuseReport) -> list[tuple[str, float, float]]:
    """Each measure: its name, its value in the trace, and its value for random routing."""
    measures = [
        (name, float(report.next_tokens_overall[place]), float(report.next_tokens_random[place]))
        for place, name in enumerate(STEPS)
    ]
    return [*measures, ("next layer", report.next_layer_overall, report.next_layer_random)]


def _next_figure(report: ReuseReport, whose: str) -> Figure:
    measures = _measures(report)
    names = [name for name, _, _ in measures]
    data = [
        _bars(whose, names, [finite(measured) for _, measured, _ in measures], "--state-ready", ""),
        _bars("chance", names, [chance for _, _, chance in measures], "--state-flight", "/"),
    ]
    layout = {
        "yaxis": share_axis("Experts used again"),
        "barmode": "group",
        "bargap": 0.3,
        "legend": LEGEND,
        "margin": {"l": 52, "r": 8, "t": 30, "b": 32},
    }
    return Figure("Reuse", data, layout)


def _layers_figure(report: ReuseReport) -> Figure:
    lines = [
        ("used by the next token", report.next_tokens[0], "--state-ready", "solid"),
        ("work of the busiest tenth", report.top_share, "--line-gpu", "dash"),
        ("inequality (Gini)", report.gini, "--line-miss", "dot"),
    ]
    return by_layer("Layer by layer", 0, lines, "", left=44)


def _working_figure(report: ReuseReport) -> Figure:
    layers = report.working_set.shape[1]
    windows = list(report.windows)
    data = [line("mean of all layers", windows, report.working_set_overall, "--state-ready", "solid", "%{y:.1f}")]
    if layers > 1 and windows:
        for name, values in (("most", report.working_set.max(axis=1)), ("fewest", report.working_set.min(axis=1))):
            data.append(line(f"layer with {name}", windows, values, "--muted", "dot", "%{y:.1f}"))
    layout = {
        "xaxis": axis("Window, tokens", type="log", tickvals=windows, ticktext=[str(window) for window in windows]),
        "yaxis": axis("Distinct experts", rangemode="tozero"),
        "hovermode": "x unified",
        "legend": LEGEND,
        "margin": {"l": 48, "r": 8, "t": 46, "b": 40},
    }
    return Figure("Working set of a layer", data, layout)


def _table(report: ReuseReport, whose: str) -> Table:
    measures = [*_measures(report), ("work of the busiest tenth", report.top_share_overall, report.top_share_even)]
    rows = [
        (name, percent(measured, 1), percent(chance, 1), _times(measured, chance))
        for name, measured, chance in measures
    ]
    return Table(("Share", whose.capitalize(), "Chance", "Times"), rows)


def _times(measured: float, chance: float) -> str:
    return f"{measured / chance:.1f} ×" if chance and not isnan(measured) else NONE


def _bars(name: str, x: list[str], y: list[float | None], colour: str, pattern: str) -> Plain:
    return {
        "type": "bar",
        "name": name,
        "x": x,
        "y": y,
        "marker": {
            "color": colour,
            "pattern": {"shape": pattern, "fillmode": "overlay", "fgcolor": "--panel", "size": 6},
        },
        "hovertemplate": "%{x}: %{y:.1%}",
    }
