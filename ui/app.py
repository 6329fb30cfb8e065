"""The page: lays out its panes and wires them to an engine."""

import gradio as gr

from ui.charts import live_pane, status_strip
from ui.chat import Chat
from ui.chat_pane import chat_pane
from ui.control_panel import control_panel
from ui.controls import Controls
from ui.conversation_menu import ConversationMenu
from ui.help import help_drawer
from ui.keeper import Keeper, conversations, runs
from ui.lab import fill_fields, lab_pane
from ui.protocol import EngineProtocol
from ui.runs import runs_pane
from ui.tab_runs import Runs
from ui.tabs import centre_column
from ui.token_pane import token_pane

TITLE = "Hybrid MoE"


def build(engine: EngineProtocol) -> gr.Blocks:
    """The whole page around a running engine; ``ui.server.serve`` puts it on the web."""
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as page:
        status_strip()
        help_drawer()
        with gr.Row(elem_id="panes"):
            chat = chat_pane()
            centre = centre_column({"live": live_pane, "lab": lab_pane, "runs": runs_pane})
            panel = control_panel(engine.snapshot())
        replies, kept = Runs(engine.cancel), conversations()
        menu = ConversationMenu(kept, replies.is_busy)
        menu.wire(page, chat, panel.error)
        Chat(engine, replies, Keeper(engine, kept, runs()), menu).wire(chat, list(panel.sampling), panel.error)
        Controls(engine).wire(page, panel)
        fill_fields(engine, centre["lab"], panel)
        token_pane(chat.chatbot, chat.messages)
    return page
