"""Trustpilot, read only: `client.py` is the way in."""
