"""Trustpilot: reviews are read in `client.py`; what may be said, one reply or one question, in `acts.py`."""
