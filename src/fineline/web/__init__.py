"""HTTP API and page: loopback by default, nothing fetched from elsewhere, nothing kept but what a link carries."""
