"""
What a thread says in the columns of its row: figures, first words, traces of the order.

What stands in the row counts too, since mails fall out of the days that are read: an answer that was seen
once stays an answer. Pure; nothing of a mail's text leaves this file but numbers, marks, a category and
phrases of ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sheets_bot.domain.causes.said import phrases_in_letters
from sheets_bot.domain.mail.mail_readings import BOUNCE, Ours
from sheets_bot.domain.mail.mail_words import (
    category_of,
    name_in_form,
    order_numbers,
    postal_marks,
    shown_subject,
    surname_of,
    unquoted,
)
from sheets_bot.domain.mail.thread import Thread
from sheets_bot.domain.mail.thread_clock import Target, instant_in
from sheets_bot.domain.mail.thread_keys import IN, OUT, count_of, members_of
from sheets_bot.domain.masking import mark_of, masked_name
from sheets_bot.domain.rules.mail_settings import MailRules
from sheets_bot.sheets.row import Value

_MOST_MARKS = 20


@dataclass(frozen=True, slots=True)
class Desk:
    """What the shaping of threads needs to know of the house."""

    rules: MailRules
    target: Target
    salt: str
    """The spreadsheet's id, for marks."""
    addresses: Mapping[str, frozenset[str]]
    """The addresses of the accounts, in small letters, by brand."""

    @property
    def ours(self) -> Ours:
        """All addresses of the house."""
        return Ours(self.rules.own_addresses.union(*self.addresses.values()))


@dataclass(frozen=True, slots=True)
class Answered:
    """Our last answer to somebody, in whichever thread."""

    at: datetime
    key: str
    """Of the thread's row."""


def figures_of(thread: Thread, before: Mapping[str, Value]) -> dict[str, Value]:
    """How many mails went each way, and when: together with those that are no longer read."""
    members = members_of(thread, str(before.get("members") or ""))
    asked = [reading.mail.at for reading in thread.asking]
    answered = [reading.mail.at for reading in thread.answering]
    return {
        "members": members,
        "messages_in": count_of(members, IN),
        "messages_out": count_of(members, OUT),
        "first_in": min(filter(None, (*asked, instant_in(before, "first_in")))),
        "last_in": max(filter(None, (*asked, instant_in(before, "last_in")))),
        "first_out": min(filter(None, (*answered, instant_in(before, "first_out"))), default=None),
        "last_out": max(filter(None, (*answered, instant_in(before, "last_out"))), default=None),
        "updated": max(filter(None, (thread.last_at, instant_in(before, "updated")))),
    }


def first_words_of(thread: Thread, before: Mapping[str, Value], desk: Desk) -> dict[str, Value]:
    """What the first mail of the customer says; left as it stands where that one is no longer read."""
    first = thread.asking[0]
    known = instant_in(before, "first_in")
    if known is not None and known < first.mail.at:
        return {}
    # Forms write from the shop's address, often with the customer's bare address to reply to.
    name = first.party.name or name_in_form(first.mail.text)
    return {
        "brand": str(before.get("brand") or "") or first.mail.brand,
        "subject": shown_subject(first.mail.subject) or "(no subject)",
        "customer": masked_name(name) or None,
        "category": category_of(first.mail.subject, first.mail.text, desk.rules.categories),
        "contact": mark_of(first.party.email, salt=desk.salt) or None,
        "name_mark": mark_of(name, salt=desk.salt) or None,
        "surname_mark": mark_of(surname_of(name), salt=desk.salt) or None,
    }


def traces_of(thread: Thread, before: Mapping[str, Value], desk: Desk) -> dict[str, Value]:
    """What may lead to the order and to the cause, from all mails of the customer."""
    brands = tuple(desk.addresses)
    mails = [reading.mail for reading in thread.asking]
    typed = [number for number in str(before.get("order_numbers") or "").split(", ") if number]
    for mail in mails:
        typed += order_numbers(mail.text, subject=mail.subject, words=desk.rules.order_words, brands=brands)
    # One number may be typed in several ways; the first one stands.
    numbers = {"".join(filter(str.isdigit, number)): number for number in reversed(typed)}
    marks = dict.fromkeys(str(before.get("postal_marks") or "").split())
    for mail in mails:
        marks.update(dict.fromkeys(postal_marks(mail.text, salt=desk.salt, but=typed)))
    said = phrases_in_letters((unquoted(mail.text) for mail in mails), before=str(before.get("said") or ""))
    return {
        "order_numbers": ", ".join(reversed(numbers.values())) or None,
        "postal_marks": " ".join([*marks][:_MOST_MARKS]) or None,
        "said": said or None,
    }


def last_answers(threads: Mapping[str, Thread]) -> Mapping[str, Answered]:
    """
    Return our last answer to each customer, by address. *threads* are by key.

    A customer who writes a new mail instead of answering begins a new thread; then one answer may
    settle both, which only a person can tell.
    """
    answers: dict[str, Answered] = {}
    for key, thread in threads.items():
        if not thread.answering:
            continue
        last = Answered(thread.answering[-1].mail.at, key)
        for email in {reading.party.email for reading in thread.asking} - {""}:
            if email not in answers or answers[email].at < last.at:
                answers[email] = last
    return answers


def bounce_of(thread: Thread) -> datetime | None:
    """Return when a mail of ours came back undelivered, if we have sent none since."""
    bounced = max((r.mail.at for r in thread.readings if r.automatic == BOUNCE), default=None)
    answered = max((r.mail.at for r in thread.answering), default=None)
    return None if bounced is None or (answered and answered > bounced) else bounced
