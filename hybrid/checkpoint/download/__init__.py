"""Downloads of weight files: cancelled at once, and taken up where they ended."""
