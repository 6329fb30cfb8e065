"""What happens, while it happens: counters, histories, recordings of replies, power."""
