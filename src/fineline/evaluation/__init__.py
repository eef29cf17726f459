"""Forecasts in a form that others can score."""
