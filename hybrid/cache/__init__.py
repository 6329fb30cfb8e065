"""Expert cache: which expert is in which slot, who leaves and who may enter. Pure Python, no torch."""
