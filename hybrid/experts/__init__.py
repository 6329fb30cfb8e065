"""An expert: its weights in host memory, the work it is given, and its product in torch."""
