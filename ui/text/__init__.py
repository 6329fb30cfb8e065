"""Figures, refusals and hints in words."""
