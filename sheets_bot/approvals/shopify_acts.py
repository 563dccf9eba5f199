"""
Acts at Shopify: saving the evidence of a dispute, and asking for its submission; and reading it back.

Three states are kept apart: saved (it reads back as ours), asked for (the same, after a submission was asked
for), and confirmed (it reads back as submitted). The fields and the PDF are made of the packet by whoever is
handed in.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol

from sheets_bot.approvals.outcomes import after_failure, cannot_look, not_found_yet, not_ours
from sheets_bot.domain.acts.act import Act, Kind, Outcome, State
from sheets_bot.domain.acts.case_traces import file_name_of, same_text
from sheets_bot.domain.acts.sent_file import MakePdf, with_file
from sheets_bot.domain.disputes.shop_dispute_rows import number_in
from sheets_bot.domain.evidence.packet import Packet
from sheets_bot.errors import SheetsBotError
from sheets_bot.platforms.shopify.acts import StandingEvidence
from sheets_bot.platforms.shopify.client import Shopify
from sheets_bot.platforms.shopify.graphql import NotServed

SETTLED_AFTER = timedelta(minutes=10)
"""So long a request that was cut off may still be at work at Shopify (ours)."""

_WHERE = "Shopify"
_KINDS = frozenset({Kind.SAVE_EVIDENCE, Kind.SUBMIT_EVIDENCE})
_REFUSALS = {
    "EVIDENCE_PAST_DUE_DATE": "Its due date is over; Shopify has sent what was there.",
    "EVIDENCE_ALREADY_ACCEPTED": "The evidence has gone out already; nothing can be added.",
    "DISPUTE_EVIDENCE_NOT_FOUND": "Shopify does not know this evidence.",
    "FILES_SIZE_EXCEEDED_LIMIT": "The files are too large together; Shopify takes 4 MB.",
    "TOO_LARGE": "The evidence is too large for Shopify.",
    "FILE_NOT_FOUND": "Shopify does not know the file that was just uploaded.",
}
"""Of DisputeEvidenceUpdateUserErrorCode, in words."""


class Slot(Protocol):
    """Where the PDF goes."""

    @property
    def field(self) -> str:
        """The field of the mutation's input, e.g. ``uncategorizedFile``; ``""`` where no PDF goes with it."""


class ShopifyFields(Protocol):
    """A packet as Shopify takes it."""

    @property
    def texts(self) -> Mapping[str, str]:
        """By field of `ShopifyPaymentsDisputeEvidenceUpdateInput`."""

    @property
    def slot(self) -> Slot:
        """Where the PDF goes."""


class ShopifyActs:
    """The Doer of one brand's store."""

    def __init__(self, client: Shopify, fields: Callable[[Packet], ShopifyFields], pdf: MakePdf) -> None:
        self._acts = client.acts
        self._fields = fields
        # Drawn once: what is told of a file is told of the one that was sent.
        self._pdf: MakePdf = lru_cache(maxsize=1)(pdf)

    def do(self, act: Act, *, now: datetime) -> Outcome:
        """Save the evidence of a dispute, or save and submit it; see `Doer`."""
        if act.kind not in _KINDS:
            return not_ours(act.kind, where=_WHERE)
        if act.packet is None:
            return Outcome(State.REFUSED, "There is no evidence to save. Nothing was sent.")
        try:
            form = self._fields(act.packet)
        except SheetsBotError as error:
            return after_failure(error, where=_WHERE)
        return self._with_file(act.packet, form, self._done(act, act.packet, form, now=now))

    def look(self, act: Act, *, claimed_at: datetime, now: datetime) -> Outcome:
        """Read the evidence back and compare; see `Doer`."""
        if act.kind not in _KINDS or act.packet is None:
            return not_ours(act.kind, where=_WHERE)
        try:
            form = self._fields(act.packet)
        except SheetsBotError as error:
            return cannot_look(error, where=_WHERE)
        found = self._read_back(act, form, act.packet, claimed_at=claimed_at, now=now)
        return self._with_file(act.packet, form, found)

    def _done(self, act: Act, packet: Packet, form: ShopifyFields, *, now: datetime) -> Outcome:
        try:
            self._acts.require_rights(with_file=bool(form.slot.field))
            standing = self._acts.fetch_evidence(number_in(act.key))
            if standing.is_closed:
                words = (
                    f"The evidence can be changed no more (the case is {standing.status}). Nothing was sent."
                )
                return Outcome(State.REFUSED, words)
            self._save(act, packet, form, standing)
        except NotServed as refused:
            words = " ".join(filter(None, map(_REFUSALS.get, sorted(refused.codes))))
            return (
                Outcome(State.REFUSED, f"{words} Nothing was saved.")
                if words
                else after_failure(refused, where=_WHERE)
            )
        except SheetsBotError as error:
            return after_failure(error, where=_WHERE)
        return self._read_back(act, form, packet, claimed_at=now, now=now)

    def _with_file(self, packet: Packet, form: ShopifyFields, outcome: Outcome) -> Outcome:
        return with_file(outcome, packet, self._pdf) if form.slot.field else outcome

    def _save(self, act: Act, packet: Packet, form: ShopifyFields, standing: StandingEvidence) -> None:
        fields: dict[str, Any] = dict(form.texts)
        if form.slot.field:
            number, content = number_in(act.key), self._pdf(packet).content
            file_id = self._acts.upload(number, form.slot.field, file_name_of(packet), content)
            fields[form.slot.field] = {"id": file_id}
        self._acts.save(standing.evidence_id, fields, submit=act.kind is Kind.SUBMIT_EVIDENCE)

    def _read_back(
        self, act: Act, form: ShopifyFields, packet: Packet, *, claimed_at: datetime, now: datetime
    ) -> Outcome:
        try:
            standing = self._acts.fetch_evidence(number_in(act.key))
        except SheetsBotError as error:
            return cannot_look(error, where=_WHERE)
        if not is_ours(standing, form, packet):
            return _elsewise(standing, claimed_at=claimed_at, now=now)
        reference = standing.evidence_id
        if act.kind is Kind.SAVE_EVIDENCE:
            words = "The evidence is saved and reads back as it was ticked. Shopify sends it on the due date."
            return Outcome(State.SAVED, words, reference=reference, at=now)
        if standing.has_gone_out:
            words = "The evidence reads back as submitted."
            return Outcome(State.CONFIRMED, words, reference=reference, at=standing.sent_at)
        words = "The evidence is saved, but does not read back as submitted yet."
        return Outcome(State.REQUESTED, words, reference=reference, at=now)


def is_ours(standing: StandingEvidence, form: ShopifyFields, packet: Packet) -> bool:
    """Say whether the evidence reads as *form*: its texts, and the file by its name."""
    has_texts = all(same_text(standing.texts.get(name, ""), text) for name, text in form.texts.items())
    if not form.slot.field:
        return has_texts
    file = standing.files.get(form.slot.field)
    return has_texts and file is not None and file.name in {file_name_of(packet), ""}


def _elsewise(standing: StandingEvidence, *, claimed_at: datetime, now: datetime) -> Outcome:
    """Return the Outcome where the evidence reads otherwise than the act says."""
    if standing.has_gone_out:
        words = "Evidence has gone out, but it does not read as this act's. Look by hand in Shopify's admin."
        return Outcome(State.UNKNOWN, words, reference=standing.evidence_id)
    if now - claimed_at < SETTLED_AFTER:
        return Outcome(State.IN_DOUBT, "The evidence does not read back as ours yet. The bot looks again.")
    if not standing.is_closed:
        return Outcome(State.NOT_DONE, "The evidence does not read as this act's: it was not saved.")
    return not_found_yet("The evidence does not read as this act's.", claimed_at=claimed_at, now=now)
