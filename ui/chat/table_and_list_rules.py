"""Markdown rules for replies that keep what the library's rules drop: cells of a table, numbers of a list.

A row may be longer than its table's header, and the numbers of a list may skip or repeat. Knows the library's tokens;
draws nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_block.table import escapedSplit, getLine
from markdown_it.rules_core import StateCore
from markdown_it.token import Token


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
