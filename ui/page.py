"""Page layout: the panes, and their wiring to an engine."""

from collections.abc import Callable

import gradio as gr

from ui.chat.gauge import Gauge
from ui.chat.handlers import Chat
from ui.chat.keeper import Keeper
from ui.chat.menu import ConversationMenu
from ui.chat.pane import chat_pane
from ui.chat.prompts import TOPIC_OF_PROMPT
from ui.chat.replies.active_replies import ActiveReplies
from ui.control.fit import Fit
from ui.control.handlers import Controls
from ui.control.kept_experts import KeptExperts
from ui.control.pane import control_panel
from ui.control.sampling import SamplingFields
from ui.engine_protocol import EngineProtocol
from ui.lab.pane import fill_fields, lab_pane
from ui.live.pane import live_pane
from ui.runs.pane import runs_pane
from ui.shell.help import help_drawer
from ui.shell.status_strip import status_strip
from ui.shell.tabs import centre_column
from ui.storage.stores import conversations, runs, topics
from ui.tokens.pane import token_pane
from ui.topics.keeper import TopicKeeper

TITLE = "Hybrid MoE"


class Page(gr.Blocks):  # type: ignore[misc]  # Gradio has no types
    """The page; ``end_replies`` is to be called before the program ends, and takes a second at most."""

    end_replies: Callable[[], None]


def build(engine: EngineProtocol) -> Page:
    """Builds the page around a running engine; ``ui.server.server.serve`` puts it on the web."""
    with Page(title=TITLE, analytics_enabled=False, fill_width=True) as page:
        status_strip()
        help_drawer()
        with gr.Row(elem_id="panes"):
            chat = chat_pane()
            centre = centre_column({"live": live_pane, "lab": lab_pane, "runs": runs_pane})
            panel = control_panel(engine.snapshot())
        replies, stored = ActiveReplies(engine.cancel), conversations()
        counting = TopicKeeper(engine, topics(), TOPIC_OF_PROMPT)
        menu = ConversationMenu(stored, replies, counting.name)
        menu.wire(page, chat, panel.error)
        talk = Chat(engine, replies, Keeper(engine, stored, runs(), counting.note), menu)
        talk.wire(chat, list(panel.sampling), panel.error)
        Gauge(engine).wire(chat, panel.sampling[-1])
        page.end_replies = talk.end_all
        fit = Fit(engine)
        fit.wire(page, panel)
        loaded = Controls(engine).wire(page, panel, fit.before_loading(panel))
        KeptExperts(engine).wire(page, panel, loaded)
        SamplingFields(engine).wire(page, panel, chat.sampling, loaded)
        fill_fields(engine, centre["lab"], panel)
        token_pane(chat.chatbot, chat.messages)
    return page
