"""Real runs of the engine on one prompt: one at a time, compared, and tuned by."""
