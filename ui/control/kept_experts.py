"""Kept experts on the page: how much disk they take, made smaller at loads as they were, and what removes them."""

from typing import Any

import gradio as gr
from gradio.events import Dependency

from hybrid.errors import HybridError
from ui.control.pane import ControlPanel
from ui.engine_protocol import EngineProtocol
from ui.text.figures import error_html


class KeptExperts:
    """Shows nothing while there are none."""

    def __init__(self, engine: EngineProtocol) -> None:
        self._engine = engine

    def wire(self, page: gr.Blocks, panel: ControlPanel, loaded: Dependency) -> None:
        """Connects the components; a model that was ``loaded`` may have left some."""
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
        shown = [panel.kept, panel.remove_kept]
        page.load(self.show, None, shown, **quiet)
        loaded.then(self.show, None, shown, **quiet)
        panel.remove_kept.click(self.remove, None, [*shown, panel.error], **quiet)

    def show(self) -> tuple[Any, Any]:
        size = self._engine.kept_experts()
        text = f"Experts made int8 or int4 take {size / 1e9:.1f} GB of disk, for the next load." if size else ""
        return gr.HTML(text, visible=bool(size)), gr.Button(visible=bool(size))

    def remove(self) -> tuple[Any, Any, str]:
        """Removes them; the loaded model stays."""
        refusal = ""
        try:
            self._engine.remove_kept_experts()
        except HybridError as error:
            refusal = error_html(error)
        return (*self.show(), refusal)
