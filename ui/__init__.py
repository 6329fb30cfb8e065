"""The page around the engine: Gradio for chat and controls, the page's own scripts for what lives."""

from ui.page import build

__all__ = ["build"]
