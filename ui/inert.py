"""Text that is shown as it is: outside code, nothing in it can become a tag or an image.

The chat renders markdown and sanitises it, but sanitising drops what looks like a tag and lets images
through, which would ask another host for a file. A word joiner, which has no width, keeps ``<`` and
``![`` from being read as markup; ``meant`` takes it out again.
"""

import re

JOINER = "\u2060"

_CODE = re.compile(
    r"""
    ^[ ]{0,3}(?P<fence>`{3,}|~{3,})[^\n]*(?:\n.*?(?:^[ ]{0,3}(?P=fence)[`~]*[ \t]*$|\Z)|\Z)
    | (?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)
    """,
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
_MARKUP = re.compile(r"<(?=[A-Za-z/!?])|!(?=\[)")
_JOINED = re.compile(rf"([<!]){JOINER}")


def shown(text: str) -> str:
    """``text`` made inert for a markdown renderer; code is left as it is."""
    parts = []
    end = 0
    for code in _CODE.finditer(text):
        parts += [_joined(text[end : code.start()]), code.group()]
        end = code.end()
    return "".join([*parts, _joined(text[end:])])


def meant(text: str) -> str:
    """The text that ``shown`` was given."""
    return _JOINED.sub(r"\1", text)


def _joined(text: str) -> str:
    return _MARKUP.sub(lambda found: found.group() + JOINER, text)
