"""Other programs beside this engine: how they are started, asked, and given the same weights."""
