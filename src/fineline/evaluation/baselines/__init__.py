"""Forecasts without a model of the war: what the product's own have to beat."""
