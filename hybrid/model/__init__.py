"""From a checkpoint's files to a transformers model whose experts are ours to compute."""
