"""
What the customer says: reviews with their titles, subjects of mails, and the reason of a case.

The least that is believed. Texts of mails stay in the mailbox and messages in a case stay at PayPal, so
neither is read; of mails there is the subject. What words point to which cause stands in `causes.toml`.
"""

from collections.abc import Iterable, Iterator

from sheets_bot.domain.causes.cause import GROUPS, causes
from sheets_bot.domain.causes.clue import Clue, Complaint, Source
from sheets_bot.domain.causes.phrases import phrase_in
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


def causes_said(text: str) -> Iterator[tuple[str, str]]:
    """Yield each cause of which a text speaks, with our phrase for it, the most telling one first."""
    found = [(code, phrase_in(text, cause.said)) for code, cause in causes().items()]
    # A longer phrase tells more than a word; the order of the table settles a draw.
    yield from sorted(((code, said) for code, said in found if said), key=lambda each: -len(each[1].split()))


def words_of(tab: str, row: TabRow) -> Iterable[str]:
    """Return what a customer wrote in a row, the part that says most first."""
    if tab == "Reviews" and (whole_in(row, "stars") or 0) <= _BAD_STARS:
        return text_in(row, "title"), text_in(row, "text")
    return (text_in(row, "subject"),) if tab == "Inbox" else ()


def _in_row(tab: str, key: str, row: TabRow) -> Iterator[Clue]:
    reason = text_in(row, "reason_code") if tab == "Disputes" else ""
    if reason in _REASONS:
        words = f"the reason of case {key}: {text_in(row, 'reason')}"
        yield Clue(_REASONS[reason], Source.TEXT, words, frozenset(GROUPS))
    name = {"Reviews": f"review {key}", "Inbox": f"subject of mail {key}"}.get(tab, "")
    for code, said in causes_said("\n".join(words_of(tab, row))):
        yield Clue(code, Source.TEXT, f'"{said}" in {name}')
