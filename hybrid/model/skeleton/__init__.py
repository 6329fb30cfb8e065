"""A model without weights: which class it is of, whether it can hold a conversation, which of its parts text needs."""
