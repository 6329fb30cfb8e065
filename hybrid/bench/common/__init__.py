"""What the benchmarks share: shapes, traces, contenders, ceilings, rows and their files."""
