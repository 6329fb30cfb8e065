"""Markdown rules that leave formulas as written: TeX between ``\\(`` and ``\\)``, ``\\[`` and ``\\]``, ``$$`` or ``$``.

A formula may also be an environment, from ``\\begin{...}`` to its ``\\end{...}``. Markdown would take their
backslashes, underscores and stars for its own. Formulas are code of a class, by which the page finds and typesets them
(assets/page/formulas/in_place.js). Knows the library's tokens; draws nothing.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_INLINE = (("\\(", "\\)"), ("\\[", "\\]"), ("$$", "$$"))
_BLOCKS = (("\\[", "\\]"), ("$$", "$$"))
_ENVIRONMENT = re.compile(r"\\begin\{(?P<name>[A-Za-z]+\*?)\}")
# Prices are no formulas: "$5 or $6", "5 $ or 6 $", "$5-$6", "$5 to 6$". Nor are the variables of a shell.
_DOLLARS = re.compile(r"(?<![\w$])\$(?=[^\s$])(?P<content>(?:\\.|[^\\$`\n])+)(?<!\s)\$(?![\w$])")
_MOST_INSIDE = 100
_PRICE = re.compile(r"\d[^\\^_={+]*")


def enable_formulas(markdown: MarkdownIt) -> None:
    markdown.inline.ruler.before("escape", "formula", _inline_formula)
    # May interrupt a paragraph, as a fence may.
    markdown.block.ruler.before("fence", "formula", _formula_block, {"alt": ["paragraph", "reference", "blockquote"]})


def _inline_formula(state: StateInline, silent: bool) -> bool:
    end = _inline_end(state.src, state.pos, state.posMax)
    if end is None:
        return False
    if not silent:
        token = state.push("code_inline", "code", 0)
        token.content = state.src[state.pos : end]
        in_a_line = token.content.startswith("\\(") or not token.content.startswith(("$$", "\\"))
        token.attrSet("class", "tex-line" if in_a_line else "tex-block")
    state.pos = end
    return True


def _inline_end(text: str, start: int, limit: int) -> int | None:
    """Where the formula ends that begins at ``start``; ``None`` if none does."""
    for opening, closing in _INLINE:
        if text.startswith(opening, start):
            end = text.find(closing, start + len(opening), limit)
            content = text[start + len(opening) : end] if end >= 0 else ""
            if not content.strip() or (opening == "$$" and content != content.strip()):  # "$$ or $$" is no formula
                return None
            return end + len(closing)
    if environment := _ENVIRONMENT.match(text, start, limit):
        return _environment_end(text, environment["name"], environment.end(), limit)
    dollars = _DOLLARS.match(text, start, limit)
    return dollars.end() if dollars and not _PRICE.fullmatch(dollars["content"]) else None


def _environment_end(text: str, name: str, start: int, limit: int) -> int | None:
    """Where an environment ends that has begun; a few others of its name may be inside."""
    opening, closing = f"\\begin{{{name}}}", f"\\end{{{name}}}"
    depth, end = 1, start
    for _ in range(_MOST_INSIDE):
        after, end = end, text.find(closing, end, limit)
        if end < 0:
            return None
        end += len(closing)
        depth += text.count(opening, after, end) - 1
        if depth == 0:
            return end
    return None


def _formula_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A formula on lines of its own: the first begins with the opening, the last ends with the closing."""
    if state.is_code_block(start):
        return False
    first = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]].rstrip()
    closing = _block_closing(first)
    if closing is None or (len(first) > len(closing) and closing in first[len(closing) :]):
        return False  # on one line it is the inline rule's
    if state.src.find(closing, state.eMarks[start]) < 0:
        return False  # at once, or many formulas without an end take long
    last = start + 1
    while last < end and not state.src[state.bMarks[last] : state.eMarks[last]].rstrip().endswith(closing):
        if state.sCount[last] < state.blkIndent:
            return False
        last += 1
    if last >= end:
        return False  # not closed, or not yet
    if silent:
        return True
    state.line = last + 1
    token = state.push("code_block", "code", 0)
    token.content = state.getLines(start, last + 1, state.sCount[start], True)
    token.map = [start, state.line]
    token.attrSet("class", "tex-block")
    return True


def _block_closing(first: str) -> str | None:
    if environment := _ENVIRONMENT.match(first):
        return f"\\end{{{environment['name']}}}"
    return next((closing for opening, closing in _BLOCKS if first.startswith(opening)), None)
