"""The next token: which values of a request can be served, penalties for what was said, and the draw."""
