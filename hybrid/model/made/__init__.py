"""Experts made smaller when a model is loaded: into which format, and kept on disk for the next time."""
