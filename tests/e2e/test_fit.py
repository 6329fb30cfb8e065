"""A model looked at before it is loaded, in a browser: the scripted engine's desktop, and the real program's demo."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.pages import ChatPage
from tests.e2e.programs import scripted
from tests.fakes.fake_inspections import KNOWN_MODELS

Open = Callable[[str], ChatPage]


@pytest.fixture(scope="module")
def app() -> Iterator[str]:
    with scripted("--pace", "0.05") as address:
        yield address


def fit(tab: ChatPage) -> Locator:
    return tab.at("fit")


def name(tab: ChatPage) -> Locator:
    return tab.page.locator("#model :is(input, textarea)")


def test_a_look_shows_what_would_go_where(open_page: Open, app: str) -> None:
    tab = open_page(app)
    expect(fit(tab)).to_be_empty()
    name(tab).fill("demo/other")
    tab.page.click("#look")
    expect(fit(tab)).to_contain_text("It fits, and leaves 1.8 GiB of GPU and 30.0 GiB of RAM free.")
    gpu, ram = fit(tab).get_by_role("img").all()
    expect(gpu).to_have_attribute("aria-label", "GPU of 24.0 GiB: other programs 1.0 GiB, rest of the model 2.0 GiB, "
                                                "KV cache 2.0 GiB, slots 16.2 GiB, activations and buffers 1.0 GiB, "
                                                "free 1.8 GiB")  # fmt: skip
    expect(ram).to_have_attribute("aria-label", "RAM of 64.0 GiB: other programs 8.0 GiB, experts 26.0 GiB, "
                                                "free 30.0 GiB")  # fmt: skip
    slots, bar = gpu.locator("i.slots").bounding_box(), gpu.bounding_box()
    assert slots is not None
    assert bar is not None
    assert abs(slots["width"] / bar["width"] - 16.25 / 24) < 0.01
    tab.in_force("12 × 4")  # nothing was loaded


def test_what_is_too_large_is_told_so(open_page: Open, app: str) -> None:
    tab = open_page(app)
    name(tab).fill("large/other")
    tab.page.click("#look")
    expect(fit(tab).locator(".wrong")).to_contain_text("A version of it whose files have at most 56.0 GiB fits.")
    expect(fit(tab)).to_contain_text("28.0 GiB too little")
    name(tab).fill("nothing")
    tab.page.click("#look")
    expect(fit(tab).locator(".wrong")).to_contain_text("There is no model at")


def test_a_downloaded_model_is_one_choice_away(open_page: Open, app: str) -> None:
    tab = open_page(app)
    tab.page.locator("#models button.label-wrap").click()
    listed = tab.at("known-models").get_by_text(KNOWN_MODELS[1])
    expect(listed).to_contain_text("87.0 GiB · bfloat16 · needs 31.0 GiB more RAM")
    tab.at("known-models").get_by_text(KNOWN_MODELS[0]).click()
    expect(name(tab)).to_have_value(KNOWN_MODELS[0])
    expect(fit(tab)).to_contain_text(f"{KNOWN_MODELS[0]}: mixtral")


def test_loading_shows_it_first(open_page: Open, app: str) -> None:
    tab = open_page(app)
    name(tab).fill("demo/loaded")
    name(tab).press("Enter")
    expect(fit(tab)).to_contain_text("demo/loaded: mixtral")
    expect(tab.at("status-model")).to_have_text("demo/loaded")
    name(tab).fill("nothing")
    tab.page.click("#load")
    expect(tab.page.locator("#control-pane [role=alert], #control-pane .refusal").first).to_contain_text("no model at")
    expect(fit(tab)).to_be_empty()


def test_a_load_is_cancelled_from_another_tab_and_kept_experts_are_removed(open_page: Open) -> None:
    with scripted("--stuck", "--kept", "21300000000") as address:
        tab, other = open_page(address), open_page(address)
        expect(other.at("cancel-load")).to_be_hidden()
        name(tab).fill("demo/other")
        tab.page.click("#load")
        expect(tab.at("cancel-load")).to_be_visible()
        other.page.click("#cancel-load")
        expect(tab.page.locator("#error")).to_contain_text("Loading was cancelled.")
        for one in (tab, other):
            expect(one.at("cancel-load")).to_be_hidden()
            expect(one.at("status-model")).to_have_text("demo-moe")
        expect(tab.at("kept-experts")).to_contain_text("take 21.3 GB of disk")
        tab.page.click("#remove-kept")
        expect(tab.at("remove-kept")).to_be_hidden()
        expect(tab.at("kept-experts")).to_be_hidden()


def test_the_real_program_looks_at_its_demo(open_page: Open, real_app: str) -> None:
    tab = open_page(real_app)
    name(tab).fill("assets/demo-moe")
    tab.page.click("#look")
    expect(fit(tab)).to_contain_text("It fits, and leaves")
    expect(fit(tab)).to_contain_text("12, 12 with experts: 8 each, top 2")
    expect(fit(tab)).to_contain_text("18.0 MiB as bfloat16")
    expect(fit(tab)).to_contain_text("speeds are not real")
