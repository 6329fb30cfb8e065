"""plotly.js as the page loads it: a bundle of only the kinds of traces that the page draws, a quarter of plotly.js.

``assets/page/plotly/build.mjs`` makes it, once for every version of plotly.js; it is in the repository.
"""

from hashlib import sha256

from ui.assets import PAGE_FILES

PLOTLY_BUNDLE = PAGE_FILES / "plotly" / "plotly.js"
# In the address, so that a browser may cache the file for ever.
VERSION = sha256(PLOTLY_BUNDLE.read_bytes()).hexdigest()[:12]


def plotly_js() -> str:
    """The bundle's text."""
    return PLOTLY_BUNDLE.read_text(encoding="utf-8")
