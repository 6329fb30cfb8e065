"""One token through all layers: captured as CUDA graphs where that can be, step by step where not."""
