"""Real runs of the engine on one prompt: single runs, comparisons, and Autotune."""
