"""Where the page's files lie: scripts and sheets, and the bundle built of them."""

from pathlib import Path

PAGE_FILES = Path(__file__).resolve().parent.parent / "assets" / "page"
BUILT = PAGE_FILES / "built"
