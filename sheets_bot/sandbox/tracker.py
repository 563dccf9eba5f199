"""
The one spreadsheet that a sandbox starts with: empty, and shared with the bot's account.

Its tabs are the bot's to make (`sheets-bot init`); nothing of them is known here.
"""

TRACKER_ID = "1sandbox-tracker-of-sheets-bot-0000000000000"
TRACKER_TITLE = "sheets_bot tracker"
TRACKER_TIME_ZONE = "Europe/Berlin"
