"""Triton kernels, each loaded only where Triton runs; ``hybrid.gpu.triton_support`` tells where."""
