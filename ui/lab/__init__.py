"""The Lab tab: inputs of its jobs, the jobs and their routes, and results as plain values and as a report."""
