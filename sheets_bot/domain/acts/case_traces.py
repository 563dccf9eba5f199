"""
What an act leaves behind in a case at PayPal: how it is known again afterwards.

Pure. Messages, notes and offers come back as they were sent (PayPal's samples), so only the very same
count. How evidence comes back is unverified: an entry that holds other words than ours is neither taken for
ours nor for proof that ours is missing.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sheets_bot.domain.acts.act import Act, Kind
from sheets_bot.domain.disputes.dispute import Dispute, Evidence
from sheets_bot.domain.evidence.packet import Packet

SELLER = "SELLER"
HANDED_IN = "SUBMITTED_BY_SELLER"
REPLACEMENT = "REPLACEMENT_WITHOUT_REFUND"
"""The only `offer_type` that the bot makes: no money moves."""


class Trace(NamedTuple):
    """Something that the seller's side did in a case."""

    at: datetime
    is_ours: bool
    """Whether it says what the act says; False: it may be a person's."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """By what the evidence of an act can be known."""

    notes: Collection[str] = ()
    file_names: Collection[str] = ()


def traces_in(case: Dispute, act: Act, *, since: datetime, handed_in: HandedIn) -> list[Trace]:
    """Return what the seller's side has done in *case* since an instant and that may be *act*."""
    if act.kind in {Kind.PROVIDE_EVIDENCE, Kind.APPEAL}:
        found = _evidence(case, handed_in)
    elif act.kind is Kind.SEND_MESSAGE:
        found = _messages(case, act.text)
    elif act.kind is Kind.ADD_INFORMATION:
        found = _information(case, act.text)
    else:
        found = _offers(case)
    return [Trace(at, is_ours) for at, is_ours in found if at is not None and at >= since]


def file_name_of(packet: Packet) -> str:
    """
    Name a packet's PDF after what it holds, within what PayPal takes (`document.name`).

    What was uploaded cannot be read back at either platform; its name can.
    """
    return f"evidence-{packet.digest[:12]}.pdf"


def same_text(one: str, other: str) -> bool:
    """Say whether two texts are the same but for blanks and line breaks, which platforms put as they like."""
    return one.split() == other.split()


_Found = Iterator[tuple[datetime | None, bool]]


def _evidence(case: Dispute, ours: HandedIn) -> _Found:
    for entry in case.evidences:
        if entry.source == HANDED_IN:
            yield entry.at, _fits(entry, ours)


def _fits(entry: Evidence, ours: HandedIn) -> bool:
    """An entry with neither words nor files, a bare tracking number, is known by its time alone."""
    if not entry.notes and not entry.document_names:
        return True
    by_notes = bool(entry.notes) and any(same_text(entry.notes, notes) for notes in ours.notes)
    return by_notes or not set(entry.document_names).isdisjoint(ours.file_names)


def _messages(case: Dispute, text: str) -> _Found:
    for message in case.messages:
        if message.posted_by == SELLER and same_text(message.content, text):
            yield message.at, True


def _information(case: Dispute, text: str) -> _Found:
    for info in case.supporting_info:
        if info.source == HANDED_IN and same_text(info.notes, text):
            yield info.at, True


def _offers(case: Dispute) -> _Found:
    for step in case.offer.history if case.offer else ():
        if step.actor == SELLER and step.offer_type == REPLACEMENT:
            yield step.at, True
