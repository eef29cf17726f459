"""Priors, the posterior density, the sampler in blocks, diagnostics and the saved posterior."""
