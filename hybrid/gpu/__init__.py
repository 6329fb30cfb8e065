"""Hits: the slots on the device, the copies into them, and the messages between host and device."""
