"""
What every start of a bot reads anew though it never changes, read once for all bots of a test process.

The house's own tab schemas are parsed here, so that a process forked from this one has them; a service account's key,
whose making and whose check by OpenSSL take longer than a small run, is the same for all sandboxes and is kept once it
is loaded. A bot is none the wiser.
"""

from functools import cache
from pathlib import Path

from google.auth.crypt.rsa import RSASigner

import sheet_schemas
from sheets_bot.sandbox import service_account
from sheets_bot.sheets.schema import load_schemas

another_key = service_account.new_key
"""For who needs two."""
service_account.new_key = cache(service_account.new_key)
RSASigner.from_string = cache(RSASigner.from_string)
load_schemas([Path(next(iter(sheet_schemas.__path__)))])
