"""The files of a checkpoint: how people name it, where it is, fetching it, reading it."""
