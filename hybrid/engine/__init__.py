"""The engine: its thread and inbox, one loaded model from open to close, replies, and published snapshots."""
