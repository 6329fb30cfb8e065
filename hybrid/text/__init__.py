"""Text of a conversation: into tokens by the chat template, and out of tokens into thoughts and answers."""
