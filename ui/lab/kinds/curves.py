"""Curves job of the lab: hit rate and predicted speed by policy and admission against residency, with their bounds.

Knows the picture and its words. Hit rates are replayed as if fills landed at once, so that Belady's bound holds for
them; speeds are predicted with copies that take time. So the two can disagree.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hybrid.lab import (
    Cancelled,
    Progress,
    SpeedCurve,
    Trace,
    belady_curve,
    curve,
    headroom_used,
    predict_curves,
)
from hybrid.lab.predictions.predict_grid import axis as spread
from hybrid.lab.predictions.predict_grid import last_tokens
from hybrid.lab.replays.hot_set import hot_set_curve
from hybrid.types import AdmissionName, MappingName, PolicyName, Settings
from ui.lab.inputs import Inputs, within
from ui.lab.jobs import Result
from ui.lab.view import Figure, Plain, Table, View, axis, percent, share_axis, speed
from ui.text.figures import admission_name

POLICIES: tuple[PolicyName, ...] = ("lru", "fifo", "lfu", "lfru")
ADMISSIONS: tuple[AdmissionName, ...] = ("always", "bounded")
DASHES = {"always": "solid", "bounded": "dash"}
SYMBOLS = {"lru": "circle", "fifo": "square", "lfu": "diamond", "lfru": "triangle-up"}
KEYS = {"lru": "●○", "fifo": "■□", "lfu": "◆◇", "lfru": "▲△"}  # the same symbols, filled and open
BELADY, RANDOM = "Best possible (Belady)", "Random routing"
BOUND_KEYS = (("╍", "--line-gpu"), ("╌", "--text"), ("┈", "--muted"))
HOT_SET = "Pinned hot set, from the other half"
BOUND_COLOURS = {HOT_SET: "--line-gpu", RANDOM: "--muted"}
# Routed pairs replayed for the hit rates: some 20 seconds on two cores; one pool for all layers takes longer.
MOST_ROUTED = {"layered": 1_200_000, "pooled": 200_000}
FEWEST_TOKENS = 96
WHOSE_SLOTS = {"layered": "slots per layer", "pooled": "slots shared by all layers"}
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class HitCurve:
    """Hit rates at the residencies of the result."""

    policy: PolicyName
    admission: AdmissionName
    hit_rate: Floats


@dataclass(frozen=True, slots=True, eq=False)
class CurvesResult:
    """All curves over the same residencies, all layers cached; ``speeds`` is empty without a calibration."""

    settings: Settings
    machine: str
    mapping: MappingName
    tokens: int  # of the trace's end
    here: int  # index of the residency that table and sentence are about: the one in force, if it leaves a choice
    residency: Floats
    belady: Floats
    random: Floats
    hot_set: Floats  # the most used experts pinned, chosen on the other half of the trace
    hits: tuple[HitCurve, ...]
    speeds: tuple[SpeedCurve, ...]


def curves_work(inputs: Inputs, progress: Progress, cancelled: Cancelled) -> Result | None:
    """Computes the curves of every policy with every admission that fills."""
    machine = inputs.machine()
    full_trace = inputs.trace()
    settings = within(inputs.settings(), full_trace)
    recorded = last_tokens(full_trace, affordable_tokens(full_trace, settings.mapping))
    trace = token_by_token(recorded)
    ways = spread(trace.num_experts, settings.geometry.ways)
    sizes = np.array(ways, np.int64) * (trace.layers if settings.mapping == "pooled" else 1)
    kinds = [(policy, admission) for policy in POLICIES for admission in ADMISSIONS]
    share = 0.5 if machine.calibration else 1.0
    hits = []
    for place, (policy, admission) in enumerate(kinds):
        if cancelled():
            return None
        progress(share * place / len(kinds), f"Replaying {_kind_name(policy, admission)}")
        hit_curve = curve(trace, settings.mapping, policy, admission, settings.max_queued_copies, sizes)
        hits.append(HitCurve(policy, admission, hit_curve.hit_rates()[-1]))
    speeds: tuple[SpeedCurve, ...] | None = ()
    if machine.calibration is not None:
        speeds = predict_curves(
            recorded,
            settings,
            machine.calibration,
            settings.mapping,
            lambda done, what: progress(share + (1 - share) * done, what),
            cancelled,
        )
    if speeds is None or cancelled():
        return None
    bound = belady_curve(trace, settings.mapping)
    result = CurvesResult(
        settings=settings,
        machine=machine.name,
        mapping=settings.mapping,
        tokens=trace.tokens,
        here=_with_a_choice(ways, settings.geometry.ways),
        residency=sizes / sizes[-1],
        belady=bound.hit_rates()[-1][np.searchsorted(bound.sizes, sizes)],
        random=sizes / sizes[-1],
        hot_set=hot_set_curve(trace, settings.mapping, sizes).hit_rates()[-1],
        hits=tuple(hits),
        speeds=speeds,
    )
    return Result(view_of(result, inputs.trace_name(), machine.hint), result)


def affordable_tokens(trace: Trace, mapping: MappingName) -> int:
    """How many tokens at the trace's end to replay."""
    return max(FEWEST_TOKENS, MOST_ROUTED[mapping] // (trace.layers * trace.top_k))


def token_by_token(trace: Trace) -> Trace:
    """The same tokens, each as a separate step: only then no cache can pass Belady's bound."""
    return Trace.from_choices(
        trace.choices,
        num_experts=trace.num_experts,
        weights=trace.weights,
        prompt=trace.prompt,
        turns=trace.turns,
        texts=trace.texts,
        origin=trace.origin,
    )


def _with_a_choice(ways: tuple[int, ...], present: int) -> int:
    """The index of the present number of ways; that of a middle one if the present is none or all, where policies
    make no difference."""
    place = ways.index(present)
    return place if 0 < place < len(ways) - 1 else len(ways) // 2


def view_of(result: CurvesResult, trace_name: str, hint: str) -> View:
    """The result as a view; ``hint``: how to get speeds, where there are none."""
    at = result.here
    figures = {"curves-hits": _hits_figure(result, at)}
    if result.speeds:
        figures["curves-speed"] = _speed_figure(result, at)
    best = max(result.hits, key=lambda c: float(c.hit_rate[at]))
    here = percent(float(result.residency[at]))
    findings = [f"With {here} of the experts on the GPU, {_kind_name(best.policy, best.admission)} hits most often"]
    if result.speeds:
        fastest = max(result.speeds, key=lambda c: float(c.tokens_per_s[at]))
        findings.append(f"{_kind_name(fastest.policy, fastest.admission)} should be fastest")
    return View(
        title="Policies by share of experts on the GPU",
        figures=figures,
        tables={"curves": _table(result, at)},
        sentences={
            "curves": f"Last {result.tokens} tokens of {trace_name}, {WHOSE_SLOTS[result.mapping]}. "
            f"{'; '.join(findings)}.",
            "curves-note": "" if result.speeds else hint,
        },
    )


def _kind_name(policy: PolicyName, admission: AdmissionName) -> str:
    return f"{policy.upper()} (copy {admission_name(admission)})"


def _line(policy: PolicyName, admission: AdmissionName, x: Floats, y: Floats, template: str) -> Plain:
    name = _kind_name(policy, admission)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": x.tolist(),
        "y": y.tolist(),
        "line": {"color": f"--policy-{policy}", "dash": DASHES[admission], "width": 1.75},
        "marker": {"symbol": SYMBOLS[policy] + ("-open" if admission == "bounded" else ""), "size": 5},
        "hovertemplate": template,
    }


def _bound_line(name: str, x: Floats, y: Floats, dash: str) -> Plain:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": x.tolist(),
        "y": y.tolist(),
        "line": {"color": BOUND_COLOURS.get(name, "--text"), "dash": dash, "width": 1.25},
        "hovertemplate": "%{y:.0%}",
    }


def _hits_figure(result: CurvesResult, at: int) -> Figure:
    data = [_bound_line(BELADY, result.residency, result.belady, "longdash")]
    data += [_line(c.policy, c.admission, result.residency, c.hit_rate, "%{y:.1%}") for c in result.hits]
    data.append(_bound_line(HOT_SET, result.residency, result.hot_set, "dashdot"))
    data.append(_bound_line(RANDOM, result.residency, result.random, "dot"))
    return Figure("Hit rate", data, _layout(share_axis("Hit rate"), result, at))


def _speed_figure(result: CurvesResult, at: int) -> Figure:
    data = [_line(c.policy, c.admission, c.residency, c.tokens_per_s, "%{y:.1f}") for c in result.speeds]
    return Figure(
        f"Predicted tokens/s, {result.machine}", data, _layout(axis("Tokens/s", rangemode="tozero"), result, at)
    )


def _layout(yaxis: Plain, result: CurvesResult, at: int) -> Plain:
    line = {"color": "--outline", "width": 1, "dash": "dot"}
    here = float(result.residency[at])
    return {
        "xaxis": share_axis("Experts on the GPU", dtick=0.25),
        "yaxis": yaxis,
        "hovermode": "x unified",
        "showlegend": False,
        "shapes": [{"type": "line", "x0": here, "x1": here, "y0": 0, "y1": 1, "yref": "paper", "line": line}],
        "margin": {"l": 52, "r": 8, "t": 8, "b": 44},
    }


def _table(result: CurvesResult, at: int) -> Table:
    columns = ["Policy", "Copies", "Hit rate", "Share of the possible gain"] + (["Predicted"] if result.speeds else [])
    rows = []
    speeds = {(c.policy, c.admission): float(c.tokens_per_s[at]) for c in result.speeds}
    bound, chance = float(result.belady[at]), float(result.random[at])
    for c in result.hits:
        rate = float(c.hit_rate[at])
        row = [
            c.policy.upper(),
            admission_name(c.admission),
            percent(rate, 1),
            percent(headroom_used(rate, chance, bound)),
        ]
        rows.append(row + ([speed(speeds[c.policy, c.admission])] if result.speeds else []))
    empty = [""] if result.speeds else []
    # Loaded from the start, unlike the caches, so that the bound is none for it.
    rows.append([HOT_SET, "", percent(float(result.hot_set[at]), 1), percent(None), *empty])
    rows.append([BELADY, "", percent(bound, 1), percent(1.0 if bound > chance else None), *empty])
    rows.append([RANDOM, "", percent(chance, 1), percent(0.0 if bound > chance else None), *empty])
    here = (result.settings.policy, result.settings.admission)
    marked = next((place for place, c in enumerate(result.hits) if (c.policy, c.admission) == here), None)
    keys = [(KEYS[c.policy][ADMISSIONS.index(c.admission)], f"--policy-{c.policy}") for c in result.hits]
    return Table(columns, rows, marked, [*keys, *BOUND_KEYS])
