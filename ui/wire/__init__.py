"""The engine's snapshots on their way to the browser: a stream of differences, packed."""
