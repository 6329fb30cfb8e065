"""The files of a checkpoint: named, found, fetched, read."""
