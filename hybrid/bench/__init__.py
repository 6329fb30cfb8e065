"""``python -m hybrid.bench``: the ruler. One module per subcommand, with ``add_arguments`` and ``run``."""
