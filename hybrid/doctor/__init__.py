"""Doctor: what of this machine helps or hinders, and what to do about it; without a model, in seconds."""
