"""Hits: the slots on the device, the copies into them, and how host and device tell each other of a layer."""
