"""Replies while they are written: who follows them, how they end; tabs may come and go meanwhile."""
