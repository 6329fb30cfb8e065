"""Storage that outlives the program: conversations and the figures of replies, in one SQLite file each."""
