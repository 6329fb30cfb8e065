"""The making of the demo model: its corpus, its training, and what is said of it."""
