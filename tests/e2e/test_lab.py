"""The Lab tab from an empty page to a report: on the scripted engine, and once on the demo model."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.e2e.pages import ChatPage
from tests.e2e.programs import scripted

QUESTION = "Tell me a story about a fox."
SLOW_MS = 120_000  # compiling replays and timing a machine, on two busy cores


@pytest.fixture(scope="module")
def quick_app() -> Iterator[str]:
    with scripted("--pace", "0", "--gpu", compiled=True) as address:
        yield address


class LabPage(ChatPage):
    """A page with the Lab tab in front."""

    def wait_reply(self, count: int = 1) -> None:
        """As ever; but the program compiles the cache's rules when it first replies."""
        expect(self.figures()).to_have_count(count, timeout=SLOW_MS)
        super().wait_reply(count)

    def part(self, name: str) -> Locator:
        return self.at(f"lab-{name}")

    def press(self, job: str) -> None:
        self.part(f"job-{job}").locator(".go").click()

    def wait_job(self, job: str) -> None:
        """It has ended, and well."""
        expect(self.part(f"job-{job}").locator(".go")).to_be_visible(timeout=SLOW_MS)
        expect(self.part(f"job-{job}").locator(".error")).to_be_empty()

    def do(self, job: str) -> None:
        self.press(job)
        self.wait_job(job)

    def measure(self, job: str) -> None:
        """As ``do``, on a machine that other programs may keep busy."""
        self.press(job)
        control = self.part(f"job-{job}")
        expect(control.locator(".go")).to_be_visible(timeout=SLOW_MS)
        if control.locator(".anyway").is_visible():
            control.locator(".anyway").click()
        self.wait_job(job)

    def sentence(self, name: str) -> Locator:
        return self.page.locator(f"[data-sentence={name}]")

    def rows(self, name: str) -> Locator:
        return self.page.locator(f"[data-table={name}] tbody tr")

    def plot(self, name: str) -> Locator:
        return self.page.locator(f"[data-figure={name}] .plot")

    def drawn(self, name: str) -> Any:
        """The figure as Plotly holds it."""
        expect(self.plot(name).locator(".main-svg").first).to_be_visible()
        return self.plot(name).evaluate("plot => ({ data: plot.data, layout: plot.layout })")


@pytest.fixture
def lab(context: BrowserContext, quick_app: str) -> LabPage:
    return LabPage(context.new_page(), quick_app)


@pytest.fixture
def talked(lab: LabPage) -> LabPage:
    """Something was asked, and this machine was timed."""
    return talk(lab)


@pytest.fixture(scope="module")
def shared(lasting_context: BrowserContext, quick_app: str) -> LabPage:
    """The same for tests that put back what they choose."""
    return talk(LabPage(lasting_context.new_page(), quick_app))


def talk(lab: LabPage) -> LabPage:
    lab.send(QUESTION)
    lab.wait_reply()
    lab.page.click("#tab-lab")
    lab.do("calibrate")
    lab.page.select_option("#lab-machine", "this")  # the page stands as the last replay was asked for
    expect(lab.part("machine-note")).to_contain_text("Timed")
    return lab


def test_an_empty_lab_says_what_to_do(context: BrowserContext) -> None:
    with scripted("--pace", "0", "--gpu") as address:
        lab = LabPage(context.new_page(), address)
        lab.page.click("#tab-lab")
        expect(lab.part("empty")).to_contain_text("Ask something first")
        expect(lab.part("job-replay").locator(".go")).to_be_disabled()
        expect(lab.part("job-tune").locator(".go")).to_be_disabled()
        expect(lab.part("save")).to_be_hidden()
        expect(lab.part("machine-note")).to_contain_text("Not benchmarked")
        lab.send(QUESTION)
        lab.wait_reply()
        expect(lab.part("empty")).to_be_hidden()
        lab.do("replay")
        expect(lab.page.get_by_role("radio", name="Speed", exact=True)).to_be_disabled()
        expect(lab.sentence("grid-note")).to_contain_text("Benchmark this machine")
        assert lab.drawn("grid")["data"][0]["z"][12][8] > 0


def test_nothing_can_be_replayed_before_the_traces_are_known(lab: LabPage) -> None:
    lab.send(QUESTION)
    lab.wait_reply()
    lab.page.route("**/lab/state", lambda route: route.abort())
    lab.page.click("#tab-lab")
    for job in ("replay", "tune"):
        expect(lab.part(f"job-{job}").locator(".go")).to_be_disabled()
    lab.page.unroute("**/lab/state")
    lab.page.click("#tab-live")
    lab.send(QUESTION)
    lab.wait_reply(2)
    lab.page.click("#tab-lab")
    expect(lab.part("job-replay").locator(".go")).to_be_enabled()


def test_the_map_is_drawn_hovered_and_fills_the_panel_without_applying(shared: LabPage) -> None:
    lab = shared
    lab.do("replay")
    expect(lab.sentence("grid")).to_contain_text("the fastest size that fits")
    expect(lab.sentence("running")).to_contain_text("measured")
    figure = lab.drawn("grid")
    assert (len(figure["data"][0]["z"]), len(figure["data"][0]["z"][0])) == (13, 9)
    area = lab.page.locator("[data-figure=grid] .nsewdrag")
    area.scroll_into_view_if_needed()
    area.hover()
    expect(lab.plot("grid").locator(".hovertext")).to_contain_text("GPU memory")
    area.click()
    expect(lab.field("indexes")).to_have_value("6")
    expect(lab.field("ways")).to_have_value("4")
    expect(lab.part("picked-note")).to_contain_text("6 × 4 is filled in")
    lab.in_force("12 × 4")
    lab.part("use-best").click()
    expect(lab.field("ways")).to_have_value("8")
    lab.in_force("12 × 4")
    lab.page.click("#revert")
    expect(lab.field("ways")).to_have_value("4")


def test_results_outlive_their_tab_and_show_in_every_other(shared: LabPage) -> None:
    shared.part("policy").select_option("fifo")
    shared.do("replay")
    found = shared.sentence("grid").inner_text()
    other = LabPage(shared.page.context.new_page(), shared.address)
    other.page.click("#tab-lab")
    expect(other.sentence("grid")).to_have_text(found)
    expect(other.part("policy")).to_have_value("fifo")
    expect(other.part("report")).to_be_visible()
    other.drawn("grid")
    other.part("policy").select_option("")
    other.do("replay")
    expect(shared.sentence("grid")).not_to_have_text(found)
    other.page.close()
    shared.part("policy").select_option("")


def test_hit_rate_and_theme_are_switched_in_place(shared: LabPage) -> None:
    lab = shared
    lab.do("replay")
    lab.page.get_by_role("radio", name="Hit rate", exact=True).check()
    figure = lab.drawn("grid")
    assert 0 <= min(map(min, figure["data"][0]["z"])) <= max(map(max, figure["data"][0]["z"])) <= 1
    before = figure["layout"]["font"]["color"]
    lab.page.click("#theme")
    lab.wait_until("before => document.querySelector('[data-figure=grid] .plot').layout.font.color !== before", before)
    assert lab.drawn("grid")["data"][0]["z"] == figure["data"][0]["z"]
    lab.page.click("#theme")
    lab.page.get_by_role("radio", name="Speed", exact=True).check()


def test_curves_and_reuse_have_their_figures_and_tables(shared: LabPage) -> None:
    lab = shared
    lab.page.select_option("#lab-mapping", "pooled")
    lab.do("replay")
    expect(lab.sentence("curves")).to_contain_text("slots shared by all layers")
    assert len(lab.drawn("curves-hits")["data"]) == 11
    assert len(lab.drawn("curves-speed")["data"]) == 8
    expect(lab.rows("curves")).to_have_count(11)
    expect(lab.rows("curves").nth(9)).to_contain_text("Best possible (Belady)")
    for name in ("reuse-next", "reuse-layers", "reuse-working"):
        assert lab.drawn(name)["data"]
    expect(lab.rows("reuse")).to_have_count(5)
    lab.page.select_option("#lab-mapping", "layered")


def test_settings_are_compared_and_the_text_is_the_same(shared: LabPage) -> None:
    lab = shared
    for name in ("Pin most-used", "As in the paper"):
        lab.part("contenders").get_by_label(name).check()
    lab.part("tokens").fill("16")
    lab.do("compare")
    expect(lab.rows("compare")).to_have_count(4)
    expect(lab.sentence("compare")).to_have_text("All settings produced identical text.")
    assert len(lab.drawn("compare")["data"]) == 4
    lab.in_force("12 × 4")
    for name in ("Pin most-used", "As in the paper"):
        lab.part("contenders").get_by_label(name).uncheck()


def test_two_settings_race_side_by_side(shared: LabPage) -> None:
    shared.measure("race")
    expect(shared.sentence("race")).to_contain_text("All settings produced identical text.")
    expect(shared.sentence("race-note")).to_contain_text("one after the other")
    sides = shared.part("track").locator(".side")
    expect(sides.get_by_role("heading")).to_have_text(["No cache", "Cache"])
    expect(sides.locator(".told").first).to_contain_text("done")
    expect(sides.first.get_by_role("img")).to_have_attribute("aria-label", re.compile("24 misses"))


def test_too_few_settings_are_refused_in_words(shared: LabPage) -> None:
    shared.part("contenders").get_by_label("CPU only").uncheck()
    shared.press("compare")
    expect(shared.part("job-compare").locator(".error")).to_contain_text("Choose 2 to 4")
    shared.part("contenders").get_by_label("CPU only").check()


def test_what_the_panel_holds_is_compared_without_applying(shared: LabPage) -> None:
    shared.field("ways").fill("2")
    shared.part("contenders").get_by_label("Settings panel").check()
    shared.do("compare")
    expect(shared.rows("compare").last).to_contain_text("Settings panel")
    shared.in_force("12 × 4")
    shared.part("contenders").get_by_label("Settings panel").uncheck()
    shared.page.click("#revert")


@pytest.mark.long
def test_autotune_shows_its_reasons_and_applies_the_winner(context: BrowserContext) -> None:
    with scripted("--pace", "0", "--gpu") as address:
        lab = LabPage(context.new_page(), address)
        lab.send(QUESTION)
        lab.wait_reply()
        lab.page.click("#tab-lab")
        lab.do("calibrate")
        lab.part("confirm").fill("2")
        lab.do("tune")
        expect(lab.sentence("tune")).to_contain_text("settings predicted")
        winner = lab.page.locator("[data-table=tune] tr.marked")
        expect(winner).to_have_count(1)
        name = winner.locator("td").first.text_content() or ""
        lab.in_force(name.split(" slots")[0].split(",")[0])
        measured = lab.rows("tune").locator("td:nth-child(3)").all_inner_texts()
        assert sum(text != "–" for text in measured) == 3
        lab.part("former").click()
        expect(lab.part("former-note")).to_contain_text("12 × 4 is filled in")
        expect(lab.field("ways")).to_have_value("4")


def test_long_work_is_cancelled_and_settings_come_back(context: BrowserContext, slow_app: str) -> None:
    lab = LabPage(context.new_page(), slow_app)
    lab.page.click("#tab-lab")
    lab.part("tokens").fill("1000")
    lab.press("compare")
    control = lab.part("job-compare")
    expect(control.locator(".what")).to_contain_text("tokens")
    expect(control.locator("progress")).to_be_visible()
    control.locator(".cancel").click()
    expect(control.locator(".what")).to_have_text("Cancelled.")
    expect(control.locator(".go")).to_be_enabled()
    lab.in_force("12 × 4")
    expect(lab.at("status")).to_have_text("ready")


def test_a_trace_is_saved_and_loaded_and_a_broken_one_explained(talked: LabPage, tmp_path: Path) -> None:
    lab = talked
    with lab.page.expect_download() as saving:
        lab.part("save").click()
    path = tmp_path / "fox.safetensors"
    saving.value.save_as(path)
    lab.part("file").set_input_files(path)
    expect(lab.part("source").locator("option:checked")).to_contain_text("fox.safetensors")
    lab.do("replay")
    expect(lab.sentence("reuse")).to_contain_text("fox.safetensors")
    expect(lab.sentence("running")).to_be_empty()
    with lab.page.expect_download() as table:
        lab.part("csv").click()
    table.value.save_as(tmp_path / "fox.csv")
    assert (tmp_path / "fox.csv").read_text(encoding="utf-8").startswith("token,step,prompt,layer")
    path.write_bytes(path.read_bytes()[:100])
    lab.part("file").set_input_files(path)
    expect(lab.part("trace-error")).to_contain_text("cut short")


def test_another_machine_is_marked_as_a_prediction(talked: LabPage) -> None:
    lab = talked
    lab.page.select_option("#lab-machine", label="RTX 4090 24 GB, PCIe 4.0 x16, DDR5-6000 dual channel")
    expect(lab.part("prediction")).to_be_visible()
    lab.do("replay")
    expect(lab.sentence("grid-note")).to_contain_text("nothing here was measured")
    lab.page.select_option("#lab-machine", "typed")
    expect(lab.part("typed")).to_be_visible()
    lab.part("typed").get_by_label("Copies to the GPU").fill("")
    lab.press("replay")
    expect(lab.part("job-replay").locator(".error")).to_contain_text("Fill in every figure")


def test_without_a_gpu_the_lab_is_about_a_card_and_reads_traces_of_others(
    context: BrowserContext, tmp_path: Path
) -> None:
    routed = np.random.default_rng(0).random((40, 6, 32)).argsort(axis=2)[:, :, :4].tolist()
    response = {"usage": {"prompt_tokens": 9}, "choices": [{"routed_experts": routed}]}
    (tmp_path / "large.json").write_text(json.dumps(response), encoding="utf-8")
    with scripted("--pace", "0", compiled=True) as address:
        lab = LabPage(context.new_page(), address)
        lab.page.click("#tab-lab")
        expect(lab.part("machine-note")).to_contain_text("no GPU here, so speeds are for RTX 4090")
        lab.part("foreign").locator("summary").click()
        lab.part("foreign").get_by_label("Size of an expert").fill("18")
        lab.part("file").set_input_files(tmp_path / "large.json")
        expect(lab.part("source").locator("option:checked")).to_contain_text("(another model)")
        expect(lab.part("trace-note")).to_contain_text("32 experts per layer")
        lab.do("replay")
        expect(lab.sentence("grid-note")).to_contain_text("Only the experts are counted")
        lab.do("tune")
        expect(lab.sentence("tune")).to_contain_text("nothing was measured and nothing was changed")
        expect(lab.part("tuned")).to_be_hidden()
        lab.page.select_option("#lab-machine", "this")
        expect(lab.part("job-tune").locator(".go")).to_be_disabled()
        lab.in_force("12 × 4")


def test_the_report_opens_offline_and_asks_nobody(context: BrowserContext, browser: Browser, tmp_path: Path) -> None:
    with scripted("--pace", "0.002") as address:  # of its own: results of other tests would be in its report
        lab = talk(LabPage(context.new_page(), address))
        lab.do("replay")
        for name, link in (("report.html", "report"), ("lab.json", "json")):
            with lab.page.expect_download() as download:
                lab.part(link).click()
            download.value.save_as(tmp_path / name)
    results = json.loads((tmp_path / "lab.json").read_text(encoding="utf-8"))["results"]
    assert [result["kind"] for result in results] == ["grid", "curves", "reuse"]
    offline = browser.new_context(offline=True)
    asked: list[str] = []
    broken: list[str] = []
    offline.on("request", lambda request: asked.append(request.url))
    offline.on("weberror", lambda error: broken.append(str(error.error)))
    page = offline.new_page()
    file = (tmp_path / "report.html").as_uri()
    page.goto(file)
    plots = page.locator("[data-figure]")
    expect(plots).to_have_count(7)
    for plot in plots.all():
        expect(plot.locator(".main-svg").first).to_be_visible()
    assert [url for url in asked if not url.startswith(("data:", "blob:"))] == [file]
    assert broken == []
    offline.close()


@pytest.mark.long
def test_the_lab_works_on_the_demo_model(context: BrowserContext, real_app: str) -> None:
    lab = LabPage(context.new_page(), real_app)
    lab.send(QUESTION)
    lab.wait_reply()
    lab.page.click("#tab-lab")
    lab.page.select_option("#lab-machine", "this")
    lab.measure("calibrate")
    lab.do("replay")
    expect(lab.sentence("running")).to_contain_text("measured")
    assert len(lab.drawn("grid")["data"][0]["z"]) == 13
    lab.part("tokens").fill("16")
    lab.measure("compare")
    expect(lab.sentence("compare")).to_have_text("All settings produced identical text.")
    lab.in_force("12 × 4")
