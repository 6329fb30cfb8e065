"""Looking at a model before it is loaded: handlers of the model field's *Look* button and of the list of models."""

from typing import Any

import gradio as gr
from gradio.events import Dependency

from hybrid.errors import ConfigError, HybridError
from hybrid.fit.inspection import ListedModel, Origin
from hybrid.fit.words import listed_line
from hybrid.text.characters import encodable
from ui.control.fit_html import LOOKING, fit_html, refusal_html
from ui.control.pane import ControlPanel
from ui.control.recent_models import RecentModels, recent_models
from ui.engine_protocol import EngineProtocol

ORIGINS: dict[Origin, str] = {"demo": "demo · ", "used": "used before · ", "downloaded": ""}


class Fit:
    """Asks the engine about models that are not loaded."""

    def __init__(self, engine: EngineProtocol, recent: RecentModels | None = None) -> None:
        self._engine, self._recent = engine, recent or recent_models()

    def wire(self, page: gr.Blocks, panel: ControlPanel) -> None:
        """Connects the components. Nothing here waits behind a reply."""
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
        panel.look.click(lambda: LOOKING, None, panel.fit, **quiet).then(self.look, panel.model, panel.fit, **quiet)
        # The name first, since what is looked at is what Load would load.
        panel.listed.input(self.chosen, panel.listed, [panel.model, panel.fit], **quiet).then(
            self.look, panel.model, panel.fit, **quiet
        )
        page.load(self.listed, None, panel.listed, **quiet)
        panel.models.expand(self.listed, None, panel.listed, **quiet)

    def before_loading(self, panel: ControlPanel) -> Dependency:
        """Looks at a model that is about to be loaded; loading follows the event that is returned."""
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
        asked = gr.on(
            [panel.load.click, panel.model.submit], self.about_to_load, None, [panel.fit, panel.error], **quiet
        )
        return asked.then(self.look_quietly, panel.model, panel.fit, **quiet)

    def about_to_load(self) -> tuple[str, str]:
        """What is known of the model follows; why an earlier one could not be loaded no longer matters."""
        return LOOKING, ""

    def look(self, model: str) -> str:
        """What is known of the model, or why nothing is."""
        try:
            if not model.strip():
                raise ConfigError("Enter a folder or a Hugging Face model ID.", "model")
            return fit_html(self._engine.inspect(model.strip()))
        except HybridError as refusal:
            return refusal_html(refusal)

    def look_quietly(self, model: str) -> str:
        """As ``look``; says nothing of a model that nothing is known of, since loading it will."""
        try:
            return fit_html(self._engine.inspect(model.strip())) if model.strip() else ""
        except HybridError:
            return ""

    def chosen(self, model: str | None) -> tuple[str, str]:
        """The chosen name for the model field; what is known of it follows."""
        return model or "", LOOKING

    def listed(self) -> Any:
        """The models on this machine, with size, format and fit on a second line; the loaded one is remembered."""
        models = self._engine.known_models(self._recent.names())
        for model in models:
            if model.loaded and model.origin != "demo":
                self._recent.note(model.name)
        return gr.Radio(choices=[(encodable(_label(model)), model.name) for model in models], value=None)


def _label(model: ListedModel) -> str:
    return f"{model.name}\n{ORIGINS[model.origin]}{listed_line(model)}"
