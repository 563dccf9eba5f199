"""
A whole outside world on loopback: Google Sheets and Drive, PayPal, and people who act.

Shares no line with the rest of `sheets_bot`: an imitation that shares code with
its client shares its bugs. Nothing here is reached by a bot in production.
"""
