"""The reuse panel: the lab's figures as graphs, a table and a sentence, short traces included."""

import pytest

from hybrid.lab import Trace, analyse_reuse
from tests.fakes.lab_inputs import inputs, result_of, talked
from ui.lab.kinds.reuse import view_of


def test_the_figures_are_the_reports() -> None:
    engine = talked("a b c d e f", "g h i j")
    result = result_of(engine, "reuse")
    report = analyse_reuse(inputs(engine).trace())
    measured, chance = result.view.figures["reuse-next"].data
    assert measured["y"] == pytest.approx([*report.next_tokens_overall, report.next_layer_overall])
    assert chance["y"] == pytest.approx([*report.next_tokens_random, report.next_layer_random])
    working = result.view.figures["reuse-working"].data[0]
    assert working["x"] == list(report.windows)
    assert working["y"] == pytest.approx(report.working_set_overall.tolist())
    rows = result.view.tables["reuse"].rows
    assert [row[0] for row in rows] == ["next token", "next 2", "next 3", "next layer", "work of the busiest tenth"]
    assert rows[0][3] == f"{report.next_tokens_overall[0] / report.next_tokens_random[0]:.1f} ×"
    assert f"{inputs(engine).trace().tokens} tokens of the replies so far" in result.view.sentences["reuse"]


@pytest.mark.parametrize("tokens", [1, 2, 3])
def test_short_traces_have_gaps_not_zeros(tokens: int) -> None:
    trace = Trace.from_choices([[[0], [1]]] * tokens, num_experts=4)
    view = view_of(analyse_reuse(trace), tokens, "the replies so far")
    assert view.figures["reuse-next"].data[0]["y"][2] is None
    assert view.tables["reuse"].rows[2][1] == "–"
    if tokens == 1:
        assert "too few" in view.sentences["reuse"]
