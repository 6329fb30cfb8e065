"""GGUF files: their names, and what their headers say."""
