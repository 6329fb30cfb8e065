"""Question before a link's settings are applied: of a link that another site has opened, or in the middle of a reply.

Only a person who typed, bookmarked or pasted an address has asked for its settings; any other page can open one, too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, TypeAlias

import gradio as gr

from hybrid.text.characters import encodable
from hybrid.types import PhaseName
from ui.shell.links import is_marked

LONGEST_VALUE = 40
BUSY: frozenset[PhaseName] = frozenset({"prefill", "decode"})
Asked: TypeAlias = tuple[Any, ...]
"""One update each for the question's place, its sentence, and the link that it is about."""


@dataclass(frozen=True, slots=True)
class Question:
    """Components of the question, which are there only while it is open; ``link`` holds what it is about."""

    place: gr.Column
    sentence: gr.HTML
    link: gr.Textbox
    apply: gr.Button
    leave: gr.Button

    @property
    def outputs(self) -> list[Any]:
        """The components in the order of ``Asked``."""
        return [self.place, self.sentence, self.link]


def question() -> Question:
    """Lays out the question, which nobody has asked yet; call inside the panel."""
    with gr.Column(visible=False, elem_id="link-question", min_width=0) as place:
        sentence = gr.HTML("", html_template='<p role="alert">${value}</p>', elem_id="link-sentence")
        with gr.Row():
            apply = gr.Button("Apply", elem_id="link-apply", min_width=0)
            leave = gr.Button("Leave", elem_id="link-leave", min_width=0)
    link = gr.Textbox("", label="Link", elem_id="link", visible="hidden")
    return Question(place, sentence, link, apply, leave)


NOTHING_ASKED: Asked = (gr.update(visible=False), "", "")


def asks_first(query: str, phase: PhaseName) -> bool:
    """Whether the settings of the query that a page was opened with need a yes."""
    return is_marked(query) or phase in BUSY


def asked(query: str, values: Mapping[str, object]) -> Asked:
    """Updates that ask whether to apply ``values``, those of the query."""
    settings = ", ".join(f"{name} {_short(value)}" for name, value in values.items())
    sentence = f"The link that opened this page asks for other settings: {settings}."
    return gr.update(visible=True), escape(encodable(sentence)), query


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"
