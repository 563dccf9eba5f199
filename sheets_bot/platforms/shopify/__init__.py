"""Shopify's Admin API, read only: `client.py` is the way in, `queries.py` holds every question."""
