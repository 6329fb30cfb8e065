"""The machine: its cores, its memory, the limits set on both, and the user's folders."""
