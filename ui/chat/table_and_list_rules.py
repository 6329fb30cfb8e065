"""Markdown rules for replies that keep what the library's rules drop: cells, numbers, depths, signs of an address.

A row may be longer than its table's header, the numbers of a list may skip or repeat, lists and quotes may be nested
deeper than anybody reads, and an address in a text may hold underscores and stars. Knows the library's tokens; draws
nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_block.table import escapedSplit, getLine
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

# Every list counts twice. Browsers and Python's stack stand some hundred elements within each other.
_MOST_DEPTH = 60


def enable_all_depths(markdown: MarkdownIt) -> None:
    """Shows what is nested deeper as text; the library leaves it out, and all that follows."""
    blocks = _Blocks()
    blocks.ruler = markdown.block.ruler
    markdown.block = blocks
    markdown.options.maxNesting = _MOST_DEPTH


class _Blocks(ParserBlock):
    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:
        if state.level < _MOST_DEPTH:
            super().tokenize(state, startLine, endLine)
            return
        last = state.line = startLine
        while last < endLine and (state.isEmpty(last) or state.sCount[last] >= state.blkIndent):
            last += 1
        text = mdTrim(state.getLines(startLine, last, state.blkIndent, False))
        if text:
            state.push("paragraph_open", "p", 1).map = [startLine, last]
            inline = state.push("inline", "", 0)
            inline.content, inline.children, inline.map = text, [], [startLine, last]
            state.push("paragraph_close", "p", -1)
        state.line = last


_SCHEME = re.compile(r"(?<!\w)https?$", re.IGNORECASE)
# Chinese and Japanese put no blank between an address and their signs.
_ADDRESS = re.compile(r"://[^\s<>\"`|\\\u2018-\u201d\u3000-\u303f\uff00-\uffef]+")
_AFTER_ADDRESS = ".,;:!?'*_~"


def enable_addresses(markdown: MarkdownIt) -> None:
    """Makes links of addresses in a text, whose ``__init__`` would become bold otherwise."""
    markdown.inline.ruler.before("emphasis", "address", _address)


def _address(state: StateInline, silent: bool) -> bool:
    if silent or state.linkLevel or state.src[state.pos] != ":":
        return False
    scheme, rest = _SCHEME.search(state.pending), _ADDRESS.match(state.src, state.pos, state.posMax)
    if scheme is None or rest is None:
        return False
    shown = _without_what_follows(rest[0])
    target = state.md.normalizeLink(scheme[0] + shown)
    if len(shown) <= len("://") or not state.md.validateLink(target):
        return False
    state.pending = state.pending[: scheme.start()]
    state.push("link_open", "a", 1).attrs = {"href": target}
    state.push("text", "", 0).content = scheme[0] + shown
    state.push("link_close", "a", -1)
    state.pos += len(shown)
    return True


def _without_what_follows(address: str) -> str:
    """Without the signs of the sentence around it: its brackets, its stop, its marks of emphasis."""
    unopened = {closing: address.count(closing) - address.count(opening) for opening, closing in ("()", "[]", "{}")}
    end = len(address)
    while end and (address[end - 1] in _AFTER_ADDRESS or unopened.get(address[end - 1], 0) > 0):
        end -= 1
        if address[end] in unopened:
            unopened[address[end]] -= 1
    return address[:end]


def enable_all_cells(markdown: MarkdownIt) -> None:
    markdown.enable("table")
    # The alternatives are those of the library's rule.
    markdown.block.ruler.at("table", _table_with_all_cells, {"alt": ["paragraph", "reference"]})


def enable_item_numbers(markdown: MarkdownIt) -> None:
    markdown.core.ruler.after("block", "numbers", _number_items)


def _number_items(state: StateCore) -> None:
    """Gives an item its number if that isn't the next one; but many people write the same number for all items."""
    lists: list[_Numbers] = []
    for token in state.tokens:
        if token.type == "ordered_list_open":
            lists.append(_Numbers())
        elif token.type == "ordered_list_close":
            lists.pop()
        elif token.type == "list_item_open" and token.info:
            number = int(token.info)
            if not lists[-1].goes_on_with(number):
                token.attrSet("value", number)


@dataclass(slots=True)
class _Numbers:
    """Numbers of one list: the first one written, the last one shown, and whether all are written alike."""

    first: int | None = None
    shown: int = 0
    alike: bool = True

    def goes_on_with(self, number: int) -> bool:
        if self.first is None:
            self.first = self.shown = number
            return True
        self.alike = self.alike and number == self.first
        self.shown += 1
        if self.alike or number == self.shown:
            return True
        self.shown = number
        return False


def _table_with_all_cells(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    first = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    if not silent:
        state.tokens[first:] = _with_all_cells(state, state.tokens[first:])
    return True


def _with_all_cells(state: StateBlock, tokens: list[Token]) -> list[Token]:
    """The table, its header as wide as its widest row.

    The other rows stay as short as they are: filling up many rows beside a wide one would make a page of empty cells.
    """
    header, *rows = [token.map[0] for token in tokens if token.type == "tr_open" and token.map]
    columns = len(_cells(state, header))
    left_out = {row: _cells(state, row)[columns:] for row in rows}
    left_out[header] = [""] * max(map(len, left_out.values()), default=0)
    completed: list[Token] = []
    row = header
    for token in tokens:
        if token.type == "tr_open" and token.map:
            row = token.map[0]
        if token.type == "tr_close":
            for cell in left_out[row]:
                completed += _cell("th" if row == header else "td", cell, row, token.level + 1)
        completed.append(token)
    return completed


def _cells(state: StateBlock, line: int) -> list[str]:
    """The cells of one row, divided as by the library's rule."""
    cells = escapedSplit(mdTrim(getLine(state, line)))
    if cells and cells[0] == "":
        cells.pop(0)
    if cells and cells[-1] == "":
        cells.pop()
    return cells


def _cell(tag: str, content: str, line: int, level: int) -> Iterator[Token]:
    yield Token(f"{tag}_open", tag, 1, level=level, block=True)
    inline = Token("inline", "", 0, level=level + 1, block=True, map=[line, line + 1], children=[])
    inline.content = mdTrim(content)
    yield inline
    yield Token(f"{tag}_close", tag, -1, level=level, block=True)
