"""
Google Sheets v4 and Drive v3 on loopback, as far as a tracker needs them.

`model.py` holds what a spreadsheet is, `structure.py` what moves when rows do,
`book.py` the lock and the all-or-nothing change. `room.py` answers the Sheets calls,
`drive.py` those of Drive. Imports nothing outside `sandbox`.

Each imitated habit says where it is known from, in one word: *documented* (Google's
text), *measured* (somebody ran it against the live service), *cassette* (traffic that
gspread recorded), *unverified* (our guess).
"""
