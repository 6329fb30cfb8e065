"""Curves by policy and admission: equal to replays, below the bound, and said in a table."""

import numpy as np
import pytest

from hybrid.lab import headroom_used, replay
from hybrid.types import Geometry, MappingName
from tests.fakes.lab_inputs import inputs, result_of, talked
from ui.lab.kinds.curves import ADMISSIONS, HOT_SET, POLICIES, CurvesResult, token_by_token

LONG = "tell me all about foxes and ships and birds and whatever else there is to tell of"


@pytest.mark.parametrize("mapping", ["layered", "pooled"])
def test_curves_are_replays_and_lie_below_the_bound(mapping: MappingName) -> None:
    engine = talked(LONG, calibrated=False)
    curves: CurvesResult = result_of(engine, "curves", settings={"mapping": mapping}).data
    trace = token_by_token(inputs(engine).trace())
    assert {(c.policy, c.admission) for c in curves.hits} == {(p, a) for p in POLICIES for a in ADMISSIONS}
    for c in curves.hits:
        assert (c.hit_rate <= curves.belady + 1e-12).all()
        ways = round(float(curves.residency[curves.here]) * trace.num_experts)
        expected = replay(
            trace, Geometry(trace.layers, ways), mapping=mapping, policy=c.policy, admission=c.admission
        )  # fmt: skip
        assert c.hit_rate[curves.here] == pytest.approx(expected.hit_rate)


def test_the_table_says_how_much_of_the_headroom_is_used() -> None:
    engine = talked(LONG)
    result = result_of(engine, "curves")
    curves: CurvesResult = result.data
    table = result.view.tables["curves"]
    assert table.columns == ["Policy", "Copies", "Hit rate", "Share of the possible gain", "Predicted"]
    used = headroom_used(
        float(curves.hits[0].hit_rate[curves.here]),
        float(curves.random[curves.here]),
        float(curves.belady[curves.here]),
    )
    assert used is not None
    assert table.rows[0][3] == f"{100 * used:.0f} %"
    assert table.marked is not None
    assert tuple(table.rows[table.marked][:2]) == ("LFU", "when worth it")
    assert len(table.keys) == len(table.rows)
    assert [row[0] for row in table.rows[-3:]] == [HOT_SET, "Best possible (Belady)", "Random routing"]
    assert table.rows[-3][2] == f"{100 * curves.hot_set[curves.here]:.1f} %"


def test_both_figures_have_every_curve_over_the_same_residencies() -> None:
    view = result_of(talked(LONG), "curves").view
    hits, speeds = view.figures["curves-hits"].data, view.figures["curves-speed"].data
    assert {line["name"] for line in speeds} < {line["name"] for line in hits}
    assert {tuple(line["x"]) for line in [*hits, *speeds]} == {tuple(np.linspace(0, 1, 9))}
    looks = {(line["line"]["color"], line["line"]["dash"], line["marker"]["symbol"]) for line in speeds}
    assert len(looks) == len(speeds)


def test_without_a_calibration_there_are_no_speeds() -> None:
    view = result_of(talked(LONG, calibrated=False), "curves").view
    assert list(view.figures) == ["curves-hits"]
    assert "Benchmark this machine" in view.sentences["curves-note"]


def test_with_nothing_to_choose_the_middle_is_looked_at() -> None:
    engine = talked(LONG)
    engine.reconfigure(geometry=Geometry(12, 8))
    curves: CurvesResult = result_of(engine, "curves").data
    assert 0 < curves.residency[curves.here] < 1
