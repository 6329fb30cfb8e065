"""Replays: what a cache of other settings would have done to a recorded trace."""
