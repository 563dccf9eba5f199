"""
The one spreadsheet that a sandbox starts with: empty, and shared with the bot's account.

Its tabs are the bot's to make (`sheets-bot init`); nothing of them is known here.
"""

from sheets_bot.sandbox.google.book import Book
from sheets_bot.sandbox.google.drive_files import PERSON_EMAIL, permission_id
from sheets_bot.sandbox.google.new import new_spreadsheet

TRACKER_ID = "1sandbox-tracker-of-sheets-bot-0000000000000"
"""The same at every start, so that a configuration stays good; of the length of Google's."""
TRACKER_TITLE = "sheets_bot tracker"
TRACKER_TIME_ZONE = "Europe/Berlin"


def new_tracker(bot_email: str, *, now: float) -> Book:
    """Return the empty spreadsheet, with the bot's account as an editor; *now* is the sandbox's clock."""
    state = new_spreadsheet(TRACKER_ID, TRACKER_TITLE, time_zone=TRACKER_TIME_ZONE)
    book = Book(state, created_at=now)
    book.permissions = [
        {"id": permission_id("user", email), "type": "user", "role": role, "emailAddress": email}
        for email, role in ((PERSON_EMAIL, "owner"), (bot_email, "writer"))
    ]
    return book
