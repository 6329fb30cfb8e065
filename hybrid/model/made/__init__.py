"""Experts made smaller when a model is loaded: into which format."""
