"""Misses: experts computed on the CPU by compiled kernels."""
