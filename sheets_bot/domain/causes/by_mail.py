"""
What our own mail log says about a cause: who waited for us, and what was asked for before it was sent.

Reads the times in `Inbox`, which nobody claims: when a customer wrote, when we answered. Mails from
after a complaint are no cause of it. What customers say in mails is read in `by_text.py`.
"""

from collections.abc import Iterator
from datetime import datetime

from sheets_bot.domain.causes.clue import Clue, Complaint, Source
from sheets_bot.domain.causes.phrases import phrase_in
from sheets_bot.domain.tab_rows import TabRow, instant_in, text_in, whole_in

_CHANGE, _SILENCE = "Cancel or change", "No answer from us"
_ADDRESS = (
    "address", "moved", "moving", "adresse", "lieferadresse", "anschrift", "umzug", "umgezogen",
    "déménagement", "dirección", "indirizzo", "adres",
)  # fmt: skip
_SENT_ANYWAY = frozenset({"delivery", "product", "money"})
_SILENCE_EXPLAINS = frozenset({"delivery", "money"})
"""Waiting for an answer makes cases of parcels and refunds; it spoils no goods."""


def clues_of_mail(complaint: Complaint) -> Iterator[Clue]:
    """Yield what the mails about the order point to."""
    if complaint.case is None:
        return
    for key, row in sorted(complaint.case.threads.items()):
        wrote = instant_in(row, "first_in")
        if wrote is None or (complaint.at and wrote > complaint.at):
            continue
        yield from _asked_in_time(complaint, key, row, wrote)
        # A mail is not written because we are slow to answer it, unless it says so itself.
        if (complaint.tab, complaint.key) != ("Inbox", key) or category_in(row) == _SILENCE:
            yield from _waited(complaint, key, row, wrote)


def category_in(row: TabRow) -> str:
    """Return what a mail is about; what a person chose wins."""
    return text_in(row, "category_typed") or text_in(row, "category")


def _asked_in_time(complaint: Complaint, key: str, row: TabRow, wrote: datetime) -> Iterator[Clue]:
    """Yield a cancellation, or a new address, that came before the parcel left and changed nothing."""
    if category_in(row) != _CHANGE or instant_in(complaint.order, "cancelled"):
        return
    sent = [at for parcel in complaint.parcels.values() if (at := instant_in(parcel, "shipped"))]
    if not sent or min(sent) <= wrote:
        return
    is_address = phrase_in(text_in(row, "subject"), _ADDRESS)
    code = "address_change_missed" if is_address else "cancellation_ignored"
    what = "a new address" if is_address else "a cancellation"
    words = (
        f"mail {key}{complaint.on(wrote)} asked for {what}, and it was sent{complaint.on(min(sent))} (Inbox)"
    )
    yield Clue(code, Source.MAIL, words, _SENT_ANYWAY)


def _waited(complaint: Complaint, key: str, row: TabRow, wrote: datetime) -> Iterator[Clue]:
    until = complaint.at or complaint.now
    if (complaint.tab, complaint.key) == ("Inbox", key):
        until = complaint.now
    answered, waiting = instant_in(row, "first_out"), instant_in(row, "waiting_since")
    # Settled without a mail: what the customer was told is not known here.
    silent = answered is None and (waiting is not None or not _is_settled(row))
    since = waiting if waiting and waiting <= until else wrote if silent else None
    if since and until - since > complaint.answer_limit:
        words = f"mail {key}{complaint.on(since)} had no answer (Inbox)"
        yield Clue("no_support_reply", Source.MAIL, words, _SILENCE_EXPLAINS)
    elif answered and answered - wrote > complaint.answer_limit:
        words = f"mail {key}{complaint.on(wrote)}, first answer{complaint.on(answered)} (Inbox)"
        yield Clue("slow_reply", Source.MAIL, words, _SILENCE_EXPLAINS)


def _is_settled(row: TabRow) -> bool:
    return bool(row.get("settled_on")) or bool(whole_in(row, "messages_out"))
