"""The spreadsheets in a browser: `room.py` serves the page; the rest are plain ES modules, no build step."""
