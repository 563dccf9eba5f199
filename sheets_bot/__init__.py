"""Trackers in Google Sheets that a bot keeps current while people edit them."""

__version__ = "0.1.0"
