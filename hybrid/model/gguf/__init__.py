"""Models in GGUF files: configuration, tokenizer, names and blocks, as transformers and the engine have them."""
