"""Kinds of lab jobs, a file each; ``registry`` lists them."""
