"""The Lab tab: what is asked of the lab, its jobs and routes, its results as plain values and as a report."""
