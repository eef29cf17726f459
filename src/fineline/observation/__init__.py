"""One likelihood per kind of source."""
