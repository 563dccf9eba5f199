"""Mails for tests: what is not given is plain."""

from datetime import UTC, datetime, timedelta

from sheets_bot.domain.mail.mail import Mail, Party, Place
from sheets_bot.domain.mail.mail_readings import Ours, read_mail
from sheets_bot.domain.rules.rules import parse_rules

NOW = datetime(2026, 11, 16, 10, tzinfo=UTC)
"""A Monday, eleven o'clock in Berlin."""
SUPPORT = "support@aurora.example"
OURS = Ours(frozenset({SUPPORT, "support@borealis.example"}))
RULES, _ = parse_rules({"Time zone": "Europe/Berlin"})
HOUR = timedelta(hours=1)


def came(mail_id="q1", *, hours_ago=10, sender="jane@mail.example", name="Jane Doe", **fields):
    """A mail in the inbox of Aurora, from a customer."""
    usual = {
        "brand": "Aurora",
        "place": Place.INBOX,
        "at": NOW - hours_ago * HOUR,
        "sender": Party(sender, name),
        "recipients": (SUPPORT,),
        "subject": "Where is my order?",
        "text": "Hello, where is it?",
    }
    return Mail(mail_id=f"<{mail_id}@mail.example>", **{**usual, **_ids(fields)})


def went(mail_id="a1", *, hours_ago=5, to="jane@mail.example", **fields):
    """A mail that Aurora sent to a customer, as it lies in Sent."""
    usual = {
        "brand": "Aurora",
        "place": Place.SENT,
        "at": NOW - hours_ago * HOUR,
        "sender": Party(SUPPORT, "Aurora"),
        "recipients": (to,),
        "subject": "Re: Where is my order?",
    }
    return Mail(mail_id=f"<{mail_id}@mail.example>", **{**usual, **_ids(fields)})


def read(mail, ours=OURS, notifiers=frozenset({"trustpilot.example"})):
    return read_mail(mail, ours=ours, notifiers=notifiers)


def _ids(fields):
    """``names="q1 a1"`` names two mails."""
    names = fields.pop("names", "")
    return {"named_ids": tuple(f"<{name}@mail.example>" for name in names.split()), **fields}
