"""Know before you load: what a checkpoint is made of, and what would go where on this machine, from headers alone."""
