"""Markdown rules that leave formulas as written: TeX between ``\\(`` and ``\\)``, ``\\[`` and ``\\]``, or ``$$``.

Markdown would take their backslashes, underscores and stars for its own. Formulas are code of a class, by which the
page finds and typesets them (assets/page/formulas/in_place.js). Knows the library's tokens; draws nothing.
"""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_INLINE = (("\\(", "\\)"), ("\\[", "\\]"), ("$$", "$$"))
_BLOCKS = (("\\[", "\\]"), ("$$", "$$"))


def enable_formulas(markdown: MarkdownIt) -> None:
    markdown.inline.ruler.before("escape", "formula", _inline_formula)
    # May interrupt a paragraph, as a fence may.
    markdown.block.ruler.before("fence", "formula", _formula_block, {"alt": ["paragraph", "reference", "blockquote"]})


def _inline_formula(state: StateInline, silent: bool) -> bool:
    for opening, closing in _INLINE:
        if not state.src.startswith(opening, state.pos):
            continue
        end = state.src.find(closing, state.pos + len(opening), state.posMax)
        content = state.src[state.pos + len(opening) : end] if end >= 0 else ""
        if not content.strip() or (opening == "$$" and content != content.strip()):  # "$$ or $$" is no formula
            return False
        if not silent:
            token = state.push("code_inline", "code", 0)
            token.content = state.src[state.pos : end + len(closing)]
            token.attrSet("class", "tex-line" if opening == "\\(" else "tex-block")
        state.pos = end + len(closing)
        return True
    return False


def _formula_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A formula on lines of its own: the first begins with the opening, the last ends with the closing."""
    if state.is_code_block(start):
        return False
    first = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]].rstrip()
    closing = next((closing for opening, closing in _BLOCKS if first.startswith(opening)), None)
    if closing is None or (len(first) > len(closing) and closing in first[len(closing) :]):
        return False  # on one line it is the inline rule's
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
