"""The control panel: settings, presets, models, links."""
