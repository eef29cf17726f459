"""What the trajectories mean: milestones, contribution, manpower, cost, status of parameters, verdicts.

Every function here is pure: it takes trajectories (``xarray.Dataset`` with dimensions draw and week) and returns frozen
records or labelled arrays. Nothing is drawn, written or fetched.
"""
