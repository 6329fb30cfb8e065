"""Connections, below HTTP: whose they are, how many there may be, and how long a request may take to arrive."""
