"""Chat pane's layout: the list of conversations, the messages, example prompts, the composer.

Knows components and their places; ui/chat/handlers.py and ui/chat/menu.py have what the buttons do.
"""

from dataclasses import dataclass

import gradio as gr

from ui.chat.prompts import prompts_html
from ui.shell.mounted_html import live_html

EMPTY_CHAT = "Ask something, and watch which experts answer."


@dataclass(frozen=True, slots=True)
class MenuFields:
    """Components that list, name, delete and share conversations, and undo a removal."""

    picker: gr.Dropdown
    new: gr.Button
    name: gr.Textbox
    rename: gr.Button
    export_json: gr.Button
    export_markdown: gr.Button
    import_: gr.Button
    delete: gr.Button
    topic: gr.Button
    notice: gr.HTML
    undo: gr.Button
    undo_of: gr.Textbox
    more: gr.HTML
    download: gr.Textbox
    upload: gr.Textbox


@dataclass(frozen=True, slots=True)
class ChatPane:
    """The pane's components.

    The scripts read four of them: ``run`` is the reply under way, ``conversation`` the id of the shown conversation,
    ``editing`` the number of the message being edited, and ``returned`` a refused question on its way back to the
    composer, as JSON with its run. ``messages`` has the events of the buttons below each message (edit, copy, retry,
    delete, select for its tokens): assets/page/chat/messages.js draws the buttons and triggers the events.
    ``branches`` says which messages have other versions. ``resumed`` changes when the tab takes up a reply that is
    being written. ``sampling`` says below the composer how tokens are drawn, ``gauge`` how full the context is:
    ``progress`` has the event that asks for it.
    """

    menu: MenuFields
    chatbot: gr.Chatbot
    chat_input: gr.Textbox
    send: gr.Button
    stop: gr.Button
    sampling: gr.HTML
    progress: gr.HTML
    gauge: gr.HTML
    run: gr.Textbox
    conversation: gr.Textbox
    editing: gr.Textbox
    returned: gr.Textbox
    resumed: gr.Textbox
    branches: gr.Textbox
    messages: gr.HTML


def chat_pane() -> ChatPane:
    """Lays out the pane; call inside the page."""
    with gr.Column(elem_id="chat-pane", min_width=0):
        menu = _menu()
        chatbot = gr.Chatbot(
            elem_id="chat",
            show_label=False,
            label="Conversation",
            height=None,
            layout="panel",
            buttons=[],
            placeholder=EMPTY_CHAT,
            sanitize_html=True,
            allow_tags=False,
            latex_delimiters=[],
            allow_file_downloads=False,
            feedback_options=None,
            group_consecutive_messages=False,
        )
        progress = live_html(PROGRESS_HTML, "progress-holder")
        live_html(prompts_html(), "prompts-holder")
        messages = live_html(EDITING_HTML, "editing-holder")
        with gr.Row(elem_id="composer"):
            chat_input = gr.Textbox(
                elem_id="chat-input",
                label="Message",
                show_label=False,
                container=False,
                placeholder="Message the model",
                lines=1,
                max_lines=6,
                autofocus=True,
                min_width=0,
            )
            send = gr.Button("Send", elem_id="send", variant="primary", scale=0, min_width=0)
            stop = gr.Button("Stop", elem_id="stop", scale=0, min_width=0, interactive=False)
        gauge = gr.HTML("", elem_id="gauge-holder")
        sampling = gr.HTML("", html_template='<p id="sampling-note">${value}</p>', elem_id="sampling-note-holder")
        return ChatPane(
            menu,
            chatbot,
            chat_input,
            send,
            stop,
            sampling,
            progress,
            gauge,
            run=_hidden("run"),
            conversation=_hidden("conversation"),
            editing=_hidden("editing"),
            returned=_hidden("returned"),
            resumed=_hidden("resumed"),
            branches=_hidden("branches"),
            messages=messages,
        )


def _menu() -> MenuFields:
    with gr.Row(elem_id="conversation-row"):
        picker = gr.Dropdown(
            [], label="Conversation", show_label=False, container=False, elem_id="conversations", min_width=0
        )
        new = gr.Button("New", elem_id="new-conversation", scale=0, min_width=0)
        more = live_html(MORE_HTML, "more-holder")
    with gr.Column(elem_id="conversation-more", min_width=0):
        with gr.Row(elem_id="rename-row"):
            name = gr.Textbox(
                label="New name",
                show_label=False,
                container=False,
                placeholder="new name",
                elem_id="conversation-name",
                max_lines=1,
                min_width=0,
            )
            rename = gr.Button("Rename", elem_id="rename", scale=0, min_width=0)
            topic = gr.Button("Use as topic", elem_id="use-topic", scale=0, min_width=0)
        with gr.Row(elem_id="share-row"):
            export_json = gr.Button("Export JSON", elem_id="export-json", min_width=0)
            export_markdown = gr.Button("Export Markdown", elem_id="export-markdown", min_width=0)
            import_ = gr.Button("Import", elem_id="import", min_width=0)
            delete = gr.Button("Delete", elem_id="delete-conversation", min_width=0)
    with gr.Row(elem_id="notice-row"):
        notice = gr.HTML("", html_template='<p id="notice" role="status">${value}</p>', elem_id="notice-holder")
        undo = gr.Button("Undo", elem_id="undo", scale=0, min_width=0, visible=False)
    return MenuFields(
        picker,
        new,
        name,
        rename,
        export_json,
        export_markdown,
        import_,
        delete,
        topic,
        notice,
        undo,
        undo_of=_hidden("undo-of"),
        more=more,
        download=_hidden("download"),
        upload=_hidden("upload"),
    )


def _hidden(name: str) -> gr.Textbox:
    return gr.Textbox("", label=name, elem_id=name, visible="hidden")


PROGRESS_HTML = """
<div id="progress" data-needs="stop chat chat-input" hidden>
  <div class="track"><div class="bar"></div></div><p class="label"></p>
</div>
"""

MORE_HTML = """
<button type="button" id="more" aria-expanded="false" aria-controls="conversation-more">More</button>
"""

EDITING_HTML = """
<p id="editing-note" role="status" data-needs="chat chat-input"></p>
<div id="again" role="status" hidden>
  <p></p>
  <div class="first"><span>First</span><i></i><b></b></div>
  <div class="second"><span>Second</span><i></i><b></b></div>
</div>
"""
