"""What the demo model reads while it is trained: facts, stories, talk, and questions about them."""
