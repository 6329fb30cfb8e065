"""plotly.js as the page loads it: the installed file, changed in two places so that it starts in a tenth of the time.

As installed, it starts every kind of trace there is, maps and 3D among them: the longest task of the page's opening.
Knows how the file is bundled; one that is bundled otherwise is loaded as it is.
"""

import re
from pathlib import Path

import plotly

PLOTLY_FILE = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
# The kinds that the page's figures are made of, beside lines and points, which are always there.
DRAWN = {"bar", "contour", "heatmap"}
VERSION = "-".join((plotly.__version__, *sorted(DRAWN)))

_REGISTER = ".register(["
_FACTORY = re.compile(r', (\(\) => \{\s*"use strict";var Plotly=.*\})\)\);\s*\Z', re.DOTALL)


def plotly_js() -> str:
    """The whole text."""
    return eager(trimmed(PLOTLY_FILE.read_text(encoding="utf-8")))


def trimmed(bundle: str) -> str:
    """Only what is ``DRAWN`` is registered; modules that are not asked for never run."""
    start = bundle.rfind(_REGISTER) + len(_REGISTER)
    end = bundle.find("])", start)
    drawn = {f"{_module_of(bundle, kind)}()" for kind in DRAWN}
    kept = [call for call in bundle[start:end].split(",") if call in drawn]
    return f"{bundle[:start]}{','.join(kept)}{bundle[end:]}" if len(kept) == len(DRAWN) else bundle


def _module_of(bundle: str, kind: str) -> str:
    """The module that is registered for a kind of trace: it stands for another one, which names the kind."""
    other = _module_around(bundle, f'moduleType:"trace",name:"{kind}"')
    return _module_around(bundle, f"exports={other}()")


def _module_around(bundle: str, text: str) -> str:
    before, found, _ = bundle.partition(text)
    return before.rpartition("});var ")[2].partition("=")[0] if found else ""


def eager(bundle: str) -> str:
    """The function that makes the library gets parentheses of its own. To V8 they say that it is called at once:
    it is then compiled while it arrives, and the page's thread need not go through the text again."""
    factory = _FACTORY.search(bundle)
    return f"{bundle[: factory.start(1)]}({factory[1]})));" if factory else bundle
