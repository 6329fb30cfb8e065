"""Timing this machine: what a layer of the loaded model costs, by its misses and threads; and scoring look-ahead."""
