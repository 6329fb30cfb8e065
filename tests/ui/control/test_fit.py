"""A model before it is loaded, on the page: what the handlers ask the engine, and the bars as markup."""

import re
from dataclasses import replace

import pytest

from hybrid.fit.inspection import Bar, Inspection, ListedModel, Part
from tests.fakes.fake_engine import FakeEngine
from tests.fakes.fake_inspections import KNOWN_MODELS, fake_inspection
from ui.control.fit import Fit
from ui.control.fit_html import fit_html
from ui.control.recent_models import RecentModels

GIB = 1 << 30
WIDTH = re.compile(r'<i class="(\w+)" style="width:([\d.]+)%">')


@pytest.fixture
def fit(recent: RecentModels) -> Fit:
    return Fit(FakeEngine(), recent)


def test_a_look_shows_both_memories_and_the_figures(fit: Fit) -> None:
    shown = fit.look(" demo/one ")
    assert "demo/one: mixtral" in shown
    assert "It fits, and leaves 1.8 GiB of GPU and 30.0 GiB of RAM free." in shown
    assert shown.count('class="parts"') == 2
    assert "125.0 MiB for 1,000 tokens" in shown
    assert "7.4 to 13 tok/s, reckoned from measured bandwidths" in shown
    assert 'class="verdict"' in shown


def test_what_cannot_run_says_why_and_what_could(fit: Fit) -> None:
    shown = fit.look("large/one")
    assert 'class="verdict wrong"' in shown
    assert "only 56.0 GiB are free. A version of it whose files have at most 56.0 GiB fits." in shown
    assert "28.0 GiB too little" in shown
    assert "Speed" not in shown


@pytest.mark.parametrize(("name", "words"), [("nothing", "There is no model at"), ("  ", "Enter a folder")])
def test_a_refusal_stands_in_the_panel(name: str, words: str, fit: Fit) -> None:
    assert words in fit.look(name)


def test_before_loading_only_what_is_known_is_shown(fit: Fit) -> None:
    assert "It fits" in fit.look_quietly("demo/one")
    assert fit.look_quietly("nothing") == fit.look_quietly(" ") == ""


def test_models_on_this_machine_can_be_chosen(fit: Fit) -> None:
    choices = {value: label for label, value in fit.listed().choices}
    assert list(choices) == ["assets/demo-moe", *KNOWN_MODELS, "demo/unread-moe"]
    assert choices["assets/demo-moe"] == "assets/demo-moe\ndemo · 24.0 MiB · bfloat16 · loaded"
    assert choices[KNOWN_MODELS[0]] == f"{KNOWN_MODELS[0]}\n28.0 GiB · bfloat16 · fits in RAM"
    assert choices[KNOWN_MODELS[1]] == f"{KNOWN_MODELS[1]}\n87.0 GiB · bfloat16 · needs 31.0 GiB more RAM"
    assert choices["demo/unread-moe"] == "demo/unread-moe\nnot looked at yet"
    name, shown = fit.chosen(KNOWN_MODELS[0])
    assert name == KNOWN_MODELS[0]
    assert "Looking" in shown


def test_models_used_before_are_listed(fit: Fit, recent: RecentModels) -> None:
    recent.note("someone/used-moe")
    assert ("someone/used-moe\nused before · incomplete or damaged: Look says why", "someone/used-moe") in [
        tuple(choice) for choice in fit.listed().choices
    ]


def test_a_model_that_is_loaded_from_the_command_line_is_remembered_the_demo_is_not(
    fit: Fit, recent: RecentModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit.listed()
    assert recent.names() == ()
    mine = ListedModel("someone/mine", "used", loaded=True)
    monkeypatch.setattr(FakeEngine, "known_models", lambda self, used: (mine,))
    fit.listed()
    assert recent.names() == ("someone/mine",)


def test_the_parts_fill_their_bar() -> None:
    widths = [float(width) for _, width in WIDTH.findall(fit_html(fake_inspection("demo/one")))]
    assert sum(widths) == pytest.approx(200.0, abs=0.1)
    slots = next(
        float(width) for name, width in WIDTH.findall(fit_html(fake_inspection("demo/one"))) if name == "slots"
    )
    assert slots == pytest.approx(100 * 16.25 / 24, abs=0.01)


def test_what_does_not_fit_ends_beyond_a_mark() -> None:
    bar = Bar("RAM", 50 * GIB, (Part("experts", 100 * GIB), Part("free", 0)))
    shown = fit_html(replace(fake_inspection("large/one"), bars=(bar,)))
    assert WIDTH.findall(shown) == [("experts", "100.00")]
    assert 'style="left:50.00%"' in shown


def test_names_from_outside_are_only_text() -> None:
    inspection = fake_inspection("demo/one")
    evil = replace(inspection.facts, name="<img src=x>", family="<b>", quantisation="<script>")
    shown = fit_html(Inspection(evil, refusal="<i onclick=x>"))
    assert not re.search(r"<(img|b|script|i onclick)\b", shown)
