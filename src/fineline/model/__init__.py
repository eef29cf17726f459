"""The model: one file per mechanism, assembled from names, stepped by one scan."""
