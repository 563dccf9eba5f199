"""
The tab as a value, and the one room that talks to Google Sheets.

Everything here but `workbook.py` and `probe.py` is pure: no clock, no network.
"""
