"""One MoE layer of a step: what hits, what misses, who computes it, and what is copied meanwhile."""
