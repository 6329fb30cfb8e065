"""The page around the engine: Gradio draws chat and controls, the page's scripts draw what changes all the time."""

from ui.page import build

__all__ = ["build"]
