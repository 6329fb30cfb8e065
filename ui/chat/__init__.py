"""The chat: its messages, its handlers, the list of conversations."""
