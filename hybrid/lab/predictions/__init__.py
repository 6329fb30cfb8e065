"""What it would have cost: a calibration applied to a replayed trace."""
