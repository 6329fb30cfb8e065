"""The page around the engine: Gradio draws chat and controls, the page's scripts draw what changes all the time."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ui.page import build

__all__ = ["build"]


def __getattr__(name: str) -> Any:
    """Gradio takes seconds to import, which the page that waits for it does not need."""
    if name == "build":
        from ui.page import build

        return build
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
