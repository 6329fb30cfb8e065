"""Predictions: what a setting would have cost, by applying a calibration to a replayed trace."""
