"""An expert: its weights in host memory, the interface of its work, and its product in torch."""
