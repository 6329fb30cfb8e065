"""Traces of other programs: one file a format, what is wrong with their numbers, and the one reader of all."""
