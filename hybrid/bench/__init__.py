"""Benchmarks: ``python -m hybrid.bench``. One module per subcommand, with ``add_arguments`` and ``run``."""
