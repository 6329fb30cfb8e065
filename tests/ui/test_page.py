"""The page as built: what tests and scripts hold on to, and what it must not contain."""

import asyncio
import json

import gradio as gr
import pytest

from tests.fakes.fake_engine import FakeEngine
from ui import build
from ui.chat.handlers import MOST_FOLLOWED
from ui.control.pane import FIELD_IDS

COMPONENT_IDS = (
    "chat-input",
    "send",
    "stop",
    "model",
    "indexes",
    "ways",
    "mapping",
    "policy",
    "threads",
    "apply",
)
MARKUP_IDS = (
    "heatmap", "lines", "counter-hits", "counter-misses", "counter-inflight", "counter-hit-rate", "power-gpu",
    "power-cpu", "status", "error",
)  # fmt: skip


@pytest.fixture(scope="module")
def page() -> gr.Blocks:
    async def built() -> gr.Blocks:
        return build(FakeEngine())

    # Inside a loop: outside one Gradio makes itself another and leaves it open.
    return asyncio.run(built())


def test_the_agreed_ids_are_there_once(page: gr.Blocks) -> None:
    ids = [block.elem_id for block in page.blocks.values() if block.elem_id]
    assert set(COMPONENT_IDS) <= set(ids)
    markup = json.dumps(page.get_config_file(), default=str)
    for name in MARKUP_IDS:
        assert markup.count(f'id=\\"{name}\\"') == 1, name
    assert len(ids) == len(set(ids))


def test_no_gradio_plot_is_on_the_page(page: gr.Blocks) -> None:
    assert not any(isinstance(block, gr.Plot) for block in page.blocks.values())


def test_nothing_keeps_a_connection_per_tab_open(page: gr.Blocks) -> None:
    assert page.get_config_file()["connect_heartbeat"] is False


def test_replies_run_one_at_a_time_and_stop_never_waits(page: gr.Blocks) -> None:
    replies = [fn for fn in page.fns.values() if fn.concurrency_id == "engine"]
    assert [fn.concurrency_limit for fn in replies] == [1, 1, 1], "to a message, anew, and going on"
    (followed,) = [fn for fn in page.fns.values() if fn.concurrency_id == "following"]
    assert followed.concurrency_limit == MOST_FOLLOWED, "replies that tabs take up"
    assert all(fn.queue is False for fn in page.fns.values() if fn not in (*replies, followed))


def test_every_field_of_the_panel_tells_the_script_when_it_is_set(page: gr.Blocks) -> None:
    (told,) = [fn for fn in page.fns.values() if "hybrid:fields-set" in str(fn.js)]
    assert told.fn is None
    assert {name for _, name in told.targets} == {"change"}
    assert {page.blocks[number].elem_id for number, _ in told.targets if number} == {*FIELD_IDS.values(), "knee"}


def test_a_page_that_opens_leaves_fields_alone_that_are_right(page: gr.Blocks) -> None:
    """On a busy machine the answer comes after the first edit, and after the refusal of it."""
    (arriving,) = [fn for fn in page.fns.values() if fn.fn is not None and fn.fn.__name__ == "arrive"]
    updates = dict(zip([block.elem_id for block in arriving.outputs], arriving.fn(""), strict=True))
    names = {*FIELD_IDS.values(), "error-holder"}
    assert {name: updates[name] for name in names} == dict.fromkeys(names, gr.skip())


def test_loading_takes_back_why_the_last_model_could_not_be_loaded(page: gr.Blocks) -> None:
    (begun,) = [fn for fn in page.fns.values() if fn.fn is not None and fn.fn.__name__ == "about_to_load"]
    shown = dict(zip([block.elem_id for block in begun.outputs], begun.fn(), strict=True))
    assert shown["error-holder"] == ""


def test_no_handler_is_published_as_an_api(page: gr.Blocks) -> None:
    assert all(fn.api_visibility == "private" for fn in page.fns.values())


def test_analytics_are_off_and_model_text_is_sanitised(page: gr.Blocks) -> None:
    assert page.analytics_enabled is False
    (chatbot,) = [block for block in page.blocks.values() if isinstance(block, gr.Chatbot)]
    assert chatbot.sanitize_html
    assert not chatbot.allow_tags
