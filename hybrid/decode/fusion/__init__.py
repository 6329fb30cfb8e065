"""Fusion: fewer and larger kernels for a captured step than a model's own forward would launch."""
