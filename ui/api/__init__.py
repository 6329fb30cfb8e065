"""OpenAI-compatible endpoint: bodies into requests for the engine, tokens into answers and streams."""
