"""
Every five minutes: tell the specialist and the owner, where they are, what cannot wait for the sheet.

Tells nothing twice, and nobody outside their shift unless a deadline would be lost. What is worth telling is
in `domain/notices/`; the channels are in `service/notices/`.
"""

from sheets_bot.service.job import Job, minutes
from sheets_bot.service.notices.round import tell_all

JOB = Job(
    name="send_notices",
    every=minutes(5),
    run=tell_all,
    after=("refresh_deadlines", "plan_today"),
)
