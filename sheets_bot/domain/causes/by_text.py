"""
What the customer says: reviews with their titles, mails, messages in a case, and its reason.

The least that is believed. Texts of mails stay in the mailbox and messages in a case stay at PayPal; of both
the rows hold our phrases that were found in them (`said.py`), and of mails the subject. What words point to
which cause stands in `causes.toml`.
"""

from collections.abc import Iterable, Iterator

from sheets_bot.domain.causes.cause import GROUPS
from sheets_bot.domain.causes.clue import Clue, Complaint, Source
from sheets_bot.domain.causes.said import BETWEEN, causes_said
from sheets_bot.domain.tab_rows import TabRow, text_in, whole_in

_BAD_STARS = 3
_REASONS = {
    "UNRECOGNIZED": "unrecognised_descriptor",
    "CANCELED_RECURRING_BILLING": "subscription_terms",
    "SUBSCRIPTION_CANCELLED": "subscription_terms",
    "SUBSCRIPTION_CANCELED": "subscription_terms",
    "DUPLICATE": "duplicate_charge",
    "DUPLICATE_TRANSACTION": "duplicate_charge",
    "INCORRECT_AMOUNT": "wrong_amount",
}
"""Reasons of cases that name one cause; "not received" and "not as described" name none."""


def clues_of_text(complaint: Complaint) -> Iterator[Clue]:
    """Yield what was said in the row itself, then elsewhere about the same order."""
    yield from _in_row(complaint.tab, complaint.key, complaint.row)
    if complaint.case is None:
        return
    for tab in ("Reviews", "Inbox", "Disputes"):
        for key, row in sorted(complaint.case.tabs.get(tab, {}).items()):
            if (tab, key) != (complaint.tab, complaint.key):
                yield from _in_row(tab, key, row)


def words_of(tab: str, row: TabRow) -> Iterable[str]:
    """Return what a customer wrote in a row, the part that says most first."""
    if tab == "Reviews":
        is_bad = (whole_in(row, "stars") or 0) <= _BAD_STARS
        return (text_in(row, "title"), text_in(row, "text")) if is_bad else ()
    phrases = text_in(row, "said").split(BETWEEN)
    return [text_in(row, "subject"), *phrases] if tab == "Inbox" else phrases


def _in_row(tab: str, key: str, row: TabRow) -> Iterator[Clue]:
    reason = text_in(row, "reason_code") if tab == "Disputes" else ""
    if reason in _REASONS:
        words = f"the reason of case {key}: {text_in(row, 'reason')}"
        yield Clue(_REASONS[reason], Source.TEXT, words, frozenset(GROUPS))
    name = {"Reviews": f"review {key}", "Inbox": f"mail {key}"}.get(tab, f"messages in case {key}")
    for code, said in causes_said("\n".join(words_of(tab, row))):
        yield Clue(code, Source.TEXT, f'"{said}" in {name}')
