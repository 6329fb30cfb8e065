"""Kernels of experts: of one token and of a prompt's, each for plain weights and for those in groups or blocks."""
