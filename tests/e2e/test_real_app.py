"""The real program on the demo model, driven end to end."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.pages import ChatPage

Open = Callable[[str], ChatPage]

# Nearly even odds for every token, so that the model hardly ever ends a reply by itself.
RAMBLING = {"temperature": 5, "seed": 7, "max_new_tokens": 900}

# Digits stand in groups.
COUNTED = """before => ["hits", "misses"]
    .map((name) => Number(document.querySelector("#counter-" + name).textContent.replace(/\\D/g, "")))
    .reduce((sum, count) => sum + count) > before"""


@pytest.fixture(scope="module")
def shared(lasting_context: BrowserContext, real_app: str) -> ChatPage:
    return ChatPage(lasting_context.new_page(), real_app)


@pytest.fixture
def chat(shared: ChatPage) -> ChatPage:
    """For tests that leave nothing behind but messages."""
    shared.begin_anew()
    return shared


@pytest.fixture
def own(open_page: Open, real_app: str) -> ChatPage:
    """A page of the test's own."""
    return open_page(real_app)


def test_a_message_is_answered_while_the_charts_move(chat: ChatPage) -> None:
    before = chat.heat()
    tokens = chat.number("hits") + chat.number("misses")
    chat.send("What is the capital of France?")
    expect(chat.at("stop")).to_be_enabled()
    chat.wait_reply()
    expect(chat.figures().first).to_contain_text("tok/s")
    chat.wait_until(COUNTED, tokens)
    chat.wait_until(
        "before => JSON.stringify(document.querySelector('#heatmap .plot').data[0].z) !== JSON.stringify(before)",
        before,
    )
    assert chat.number("hits") + chat.number("misses") > tokens
    assert chat.number("inflight") <= chat.number("misses")


def test_the_second_turn_keeps_the_first(chat: ChatPage) -> None:
    chat.send("What is 12 + 30?")
    chat.wait_reply(1)
    chat.send("And 2 + 2?")
    chat.wait_reply(2)
    chat.figures().nth(1).click()
    expect(chat.page.locator("#chat .thought-group").nth(1)).to_contain_text("reused")


def test_stop_ends_the_reply_and_the_next_message_is_answered(own: ChatPage) -> None:
    own.sampling(**RAMBLING)
    own.send("Tell me a long story.")
    own.wait_writing()
    own.page.click("#stop")
    own.wait_reply(1)
    own.figures().first.click()
    expect(own.page.locator("#chat .thought-group")).to_contain_text("stopped by you")
    expect(own.at("status")).to_have_text("ready")
    own.field("max-new-tokens").fill("4")
    own.send("Again, but short.")
    own.wait_reply(2)
    own.reset_sampling()


def test_geometry_mapping_and_policy_change_without_a_reload(chat: ChatPage) -> None:
    chat.choose("policy", "LRU")
    chat.choose("mapping", "across all layers")
    expect(chat.at("indexes")).not_to_have_class("changed")
    chat.apply(indexes=6, ways=2)
    chat.in_force("6 × 2 slots shared by all layers, LRU")
    expect(chat.at("error")).to_be_empty()
    chat.send("What is the opposite of hot?")
    chat.wait_reply()
    chat.wait_until(
        "() => /^(?!0 )\\d+ of 96/.test(document.querySelector('#heatmap-panel .below .summary').textContent)"
    )
    chat.choose("mapping", "per layer")
    chat.apply(indexes=12, ways=4)
    chat.in_force("12 × 4 slots")


def test_settings_change_in_the_middle_of_a_reply(own: ChatPage) -> None:
    own.sampling(**RAMBLING)
    own.send("Tell me a long story.")
    own.wait_writing()
    own.apply(ways=3)
    own.in_force("12 × 3")
    expect(own.at("stop")).to_be_enabled()
    own.page.click("#stop")
    own.wait_reply()
    own.apply(ways=4)
    own.in_force("12 × 4")
    own.reset_sampling()


def test_sampling_is_the_models_own_until_it_is_changed_and_kept_then(
    own: ChatPage, open_page: Open, real_app: str
) -> None:
    note = own.page.locator("#sampling-note")
    expect(note).to_have_text("greedy: always the likeliest token · the makers' choice")
    own.sampling(temperature=0.5, min_p=0.1)
    expect(note).to_have_text("temperature 0.5, min-p 0.1 · your choice")
    other = open_page(real_app)
    expect(other.page.locator("#sampling-note")).to_contain_text("your choice")
    other.sampling()
    assert other.field("temperature").input_value() == "0.5"
    own.reset_sampling()
    assert own.field("temperature").input_value() == "0"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"ways": 99}, r"M can be at most 8"),
        ({"indexes": 99}, r"N can be at most 12"),
        ({"indexes": ""}, r"whole number"),
        ({"threads": 4096}, r"between 1 and \d+"),
    ],
)
def test_wrong_settings_are_refused_in_a_sentence(chat: ChatPage, values: dict[str, object], sentence: str) -> None:
    chat.apply(**values)
    chat.error(sentence)
    (name,) = values
    expect(chat.field(name)).to_have_attribute("aria-invalid", "true")
    chat.in_force("12 × 4")
    chat.page.click("#revert")
    expect(chat.at("error")).to_be_empty()
    expect(chat.field(name)).to_have_attribute("aria-invalid", "false")


def test_an_empty_message_is_passed_over_and_a_path_without_a_model_refused(own: ChatPage, tmp_path: Path) -> None:
    with own.page.expect_response(lambda response: "/run/" in response.url) as answer:
        own.page.click("#send")
    assert answer.value.ok
    expect(own.questions()).to_have_count(0)
    expect(own.at("error")).to_be_empty()
    own.field("model").fill(str(tmp_path))
    own.page.click("#load")
    own.error(str(tmp_path.name))
    expect(own.at("status-model")).to_have_text("demo-moe")
    own.send("What is 1 + 1?")
    own.wait_reply()


def test_a_model_is_loaded_and_the_page_follows(own: ChatPage) -> None:
    own.field("model").fill("assets/demo-moe")
    own.page.click("#load")
    own.wait_until("() => document.querySelector('#counter-hits').textContent === '0'")
    expect(own.at("error")).to_be_empty()
    own.send("What is 1 + 1?")
    own.wait_reply()
    own.wait_until("() => Number(document.querySelector('#counter-misses').textContent) > 0")


def test_a_reload_shows_the_running_engine(own: ChatPage) -> None:
    own.send("What is the capital of Spain?")
    own.wait_reply()
    own.apply(ways=2)
    own.in_force("12 × 2")
    routed = own.number("hits") + own.number("misses")
    own.page.reload()
    own.wait_ready()
    assert own.number("hits") + own.number("misses") >= routed
    expect(own.field("ways")).to_have_value("2")
    own.apply(ways=4)
    own.in_force("12 × 4")


def test_sensors_are_a_figure_or_a_reason(chat: ChatPage) -> None:
    for name in ("power-gpu", "power-cpu"):
        text = chat.at(name).text_content() or ""
        assert text.endswith(" W") or text.startswith("no sensor") and len(text) > len("no sensor") + 10


def test_an_emulated_accelerator_is_said_plainly(chat: ChatPage) -> None:
    emulated = chat.page.evaluate("document.querySelector('#memory-name').textContent === 'RAM'")
    notices = expect(chat.at("notices"))
    (notices.to_contain_text if emulated else notices.not_to_contain_text)("speeds are not")


def test_counters_reconcile_with_the_stream(chat: ChatPage) -> None:
    chat.send("What is 3 + 4?")
    chat.wait_reply()
    shown = "Number(document.querySelector('#counter-{}').textContent) === fresh.counters.{}"
    names = {"hits": "hits", "misses": "misses", "inflight": "in_flight", "fills": "fills"}
    chat.wait_agrees(" && ".join(shown.format(*pair) for pair in names.items()))
    chat.wait_agrees("fresh.counters.hits + fresh.counters.misses === fresh.counters.routed")


def test_the_server_asks_no_other_machine_for_anything(chat: ChatPage, outside: Path) -> None:
    chat.send("What is 5 + 6?")
    chat.wait_reply()
    assert outside.read_text(encoding="utf-8") == ""
