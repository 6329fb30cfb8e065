"""Predictions: what a setting would have cost, a calibration applied to a replayed trace."""
