"""Forecasts of quantiles held against what came."""
