"""Builders of a case's tables, one module for each kind of figure."""
