"""HTML of messages, and back to their text.

The chat draws blocks of text as markdown. This module gives it one line of HTML, which every markdown renderer passes
on unchanged, so that only this module's parser decides what the page draws. A reply becomes the elements of markdown
and nothing else; a user's text is shown as typed. The text goes along as an attribute where it cannot be read back from
the HTML.
"""

import html
import logging
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_all_lexers, get_lexer_by_name
from pygments.util import ClassNotFound

from ui.chat.math_rules import enable_formulas
from ui.chat.table_and_list_rules import enable_addresses, enable_all_cells, enable_all_depths, enable_item_numbers

logger = logging.getLogger(__name__)

# Longer code is shown without colours, which would cost more than the rest of the reply. The time of some lexers grows
# with the square or the cube of code that they do not understand, so lines and their number are limited as well.
_MOST_COLOURED, _MOST_LINES, _LONGEST_LINE = 20_000, 500, 300
_REPLY = re.compile(r'<div class="written" data-text="([^"]*)">')
_TYPED = re.compile(r'<div class="typed">([^<]*)</div>')
_ELSEWHERE = re.compile(r"(?:https?|ftps?)://|(?:mailto|tel|xmpp):", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
# With the empty name: a block without a language needs no caption.
_LANGUAGES = frozenset(alias for _, aliases, _, _ in get_all_lexers() for alias in aliases) | {""}
_COLOURS = HtmlFormatter(nowrap=True, classprefix="code-")


@lru_cache(maxsize=8)
def written_html(text: str) -> str:
    """A reply's markdown as HTML; if that fails, its plain text.

    Cached, since a finished thought is drawn again with every few tokens of its answer.
    """
    try:
        drawn = _MARKDOWN.render(text)
    except Exception:  # the parser may fail in any way on a model's text, which must be shown all the same
        logger.exception("A reply is shown without its markdown")
        drawn = f"<pre><code>{html.escape(text)}</code></pre>"
    return f'<div class="written" data-text="{_escaped(text)}">{_on_one_line(drawn)}</div>'


def typed_html(text: str) -> str:
    """A user's text, character by character."""
    return f'<div class="typed">{_escaped(text)}</div>'


def text_of(shown: str) -> str:
    """The text that ``written_html`` or ``typed_html`` was made of; any other text is returned unchanged."""
    if typed := _TYPED.fullmatch(shown):
        return html.unescape(typed[1])
    if reply := _REPLY.match(shown):
        return html.unescape(reply[1])
    return shown


def _escaped(text: str) -> str:
    return _on_one_line(html.escape(text))


def _on_one_line(markup: str) -> str:
    """The markup on one line: after an empty line, a block of HTML would end and markdown begin again."""
    return markup.replace("\r", "&#13;").replace("\n", "&#10;")


class _Renderer(RendererHTML):
    """Draws no images, which would be fetched from elsewhere, and opens each link in a new tab."""

    def image(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        token = tokens[at]
        source, title = token.attrGet("src") or "", token.attrGet("title")
        shown_title = f' "{title}"' if title else ""
        return html.escape(f"![{token.content}]({source}{shown_title})")

    def link_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        target = html.escape(str(tokens[at].attrGet("href") or ""))
        title = html.escape(str(tokens[at].attrGet("title") or ""))
        attribute = f' title="{title}"' if title else ""
        words = target if tokens[at + 1].type == "link_close" else ""
        return f'<a href="{target}"{attribute} target="_blank" rel="noopener noreferrer">{words}'

    def fence(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        code, info = tokens[at].content, tokens[at].info.strip()
        language, _, more = info.partition(" ")
        is_language = not more and language.lower() in _LANGUAGES
        if not is_language and not code:  # a block on one line: the code stands where a language would
            return f"<pre><code>{html.escape(info)}</code></pre>\n"
        caption = "" if is_language else f"<p>{html.escape(info)}</p>\n"  # a file's name, maybe
        return f"{caption}<pre><code>{_coloured(code, language.lower())}</code></pre>\n"


@lru_cache(maxsize=64)
def _coloured(code: str, language: str) -> str:
    """Code in colours. Cached, since a reply is drawn again with every few tokens."""
    if language and _may_be_coloured(code):
        try:
            lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
            coloured = str(highlight(code, lexer, _COLOURS))
        except ClassNotFound:
            coloured = ""
        if html.unescape(_TAG.sub("", coloured)) == code:  # some lexers change what they colour
            return coloured
    return html.escape(code)


def _may_be_coloured(code: str) -> bool:
    lines = code.split("\n")
    return len(code) <= _MOST_COLOURED and len(lines) <= _MOST_LINES and max(map(len, lines)) <= _LONGEST_LINE


def _cell_open(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """A cell, with its alignment as an attribute: a model's text must not set a style."""
    side = str(tokens[at].attrGet("style") or "").removeprefix("text-align:")
    return f'<{tokens[at].tag} align="{side}">' if side else f"<{tokens[at].tag}>"


class _Markdown(MarkdownIt):
    """Makes links of addresses elsewhere, and leaves all others as written: a model knows no page of this program, and
    must not lead to one of its addresses, which can hold settings, or to a program that the system would start."""

    def validateLink(self, url: str) -> bool:
        return super().validateLink(url) and _ELSEWHERE.match(url) is not None


_MARKDOWN = _Markdown("commonmark", {"html": False, "breaks": True}, renderer_cls=_Renderer).enable("strikethrough")
enable_all_depths(_MARKDOWN)
enable_all_cells(_MARKDOWN)
enable_addresses(_MARKDOWN)
enable_item_numbers(_MARKDOWN)
enable_formulas(_MARKDOWN)
_MARKDOWN.disable("reference")  # a line such as "[Answer]: 42" would define a link, and be shown as nothing
for _cell in ("th_open", "td_open"):
    _MARKDOWN.add_render_rule(_cell, _cell_open)
