"""
Acts at PayPal: evidence, appeal, message, added facts, offer of a replacement; and the look at the case.

PayPal takes no key that makes a call safe to repeat, so whether something happened is read off the case: what
the seller handed in since the claim. The form and the PDF are made of the packet by whoever is handed in.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol

from sheets_bot.approvals.outcomes import SKEW, after_failure, cannot_look, not_found_yet, not_ours
from sheets_bot.domain.acts.act import WITH_PACKET, Act, Kind, Outcome, State
from sheets_bot.domain.acts.case_traces import HandedIn, file_name_of, traces_in
from sheets_bot.domain.acts.news import news_in_case
from sheets_bot.domain.acts.sent_file import MakePdf, with_file
from sheets_bot.domain.evidence.packet import Packet
from sheets_bot.errors import SheetsBotError
from sheets_bot.platforms.paypal.acts import File
from sheets_bot.platforms.paypal.client import PayPal

SETTLED_AFTER = timedelta(minutes=10)
"""So long may a request that was cut off be at work at PayPal; then "not there" is an answer (ours)."""

_WHERE = "PayPal"
_ACTIONS = {
    Kind.PROVIDE_EVIDENCE: "provide_evidence",
    Kind.APPEAL: "appeal",
    Kind.SEND_MESSAGE: "send_message",
    Kind.ADD_INFORMATION: "provide_supporting_info",
    Kind.OFFER_REPLACEMENT: "make_offer",
}
"""The link without which PayPal takes an act, by kind."""
_DONE = {
    Kind.PROVIDE_EVIDENCE: "PayPal has taken the evidence.",
    Kind.APPEAL: "PayPal has taken the appeal.",
    Kind.SEND_MESSAGE: "The message stands in the case.",
    Kind.ADD_INFORMATION: "PayPal has taken the added information.",
    Kind.OFFER_REPLACEMENT: "The offer of a replacement stands in the case.",
}


class MakeForm(Protocol):
    """Makes the part ``input``, ``{"evidences": [...]}``, of a packet."""

    def __call__(self, packet: Packet, *, document: str, asked: Collection[str]) -> Mapping[str, Any]:
        """Return it; *document* is what the PDF is called, *asked* the types that PayPal asked us for."""


class PayPalActs:
    """The Doer of one brand's PayPal account."""

    def __init__(self, client: PayPal, form: MakeForm, pdf: MakePdf) -> None:
        self._acts = client.acts
        self._form = form
        # Drawn once: what is told of a file is told of the one that was sent.
        self._pdf: MakePdf = lru_cache(maxsize=1)(pdf)

    def do(self, act: Act, *, now: datetime) -> Outcome:
        """Carry out an act at PayPal; see `Doer`."""
        if act.kind not in _ACTIONS:
            return not_ours(act.kind, where=_WHERE)
        if act.kind in WITH_PACKET and act.packet is None:
            return Outcome(State.REFUSED, "There is no evidence to hand in. Nothing was sent.")
        try:
            news = self._news(act)
            if news:
                return Outcome(State.REFUSED, news)
            self._send(act)
        except SheetsBotError as error:
            return self._with_file(act, after_failure(error, where=_WHERE))
        return self._with_file(act, Outcome(State.DONE, _DONE[act.kind], reference=act.key, at=now))

    def look(self, act: Act, *, claimed_at: datetime, now: datetime) -> Outcome:
        """Look in the case for what an act leaves there; see `Doer`."""
        if act.kind not in _ACTIONS:
            return not_ours(act.kind, where=_WHERE)
        try:
            handed_in = self._handed_in(act)
            case = self._acts.fetch_case(act.key)
        except SheetsBotError as error:
            return cannot_look(error, where=_WHERE)
        traces = traces_in(case, act, since=claimed_at - SKEW, handed_in=handed_in)
        ours = next((trace for trace in traces if trace.is_ours), None)
        if ours:
            done = Outcome(State.DONE, _DONE[act.kind], reference=act.key, at=ours.at)
            return self._with_file(act, done)
        if traces:
            words = "Evidence was handed in since, but it does not read as this act's."
            return not_found_yet(words, claimed_at=claimed_at, now=now)
        if now - claimed_at < SETTLED_AFTER:
            return Outcome(State.IN_DOUBT, "It does not stand in the case yet. The bot looks again.")
        if _ACTIONS[act.kind] in case.links:
            words = "It does not stand in the case, which still waits for it: nothing has happened."
            return Outcome(State.NOT_DONE, words)
        words = "It does not stand in the case, and PayPal would take it no more."
        return not_found_yet(words, claimed_at=claimed_at, now=now)

    def _news(self, act: Act) -> str:
        """
        Say whether the buyer has written since the text was ticked; ``""`` where not.

        Evidence is not held up by it: it rests on scans and payments, and a buyer who goes on writing must
        not make us miss the date.
        """
        return "" if act.kind in WITH_PACKET else news_in_case(act, self._acts.fetch_case(act.key))

    def _send(self, act: Act) -> None:
        if act.packet is not None and act.kind in WITH_PACKET:
            given = self._form(act.packet, document=file_name_of(act.packet), asked=self._asked(act.key))
            files = [File(file_name_of(act.packet), self._pdf(act.packet).content)]
            hand_in = self._acts.appeal if act.kind is Kind.APPEAL else self._acts.provide_evidence
            hand_in(act.key, given, files, act_id=act.act_id)
        elif act.kind is Kind.SEND_MESSAGE:
            self._acts.send_message(act.key, act.text, act_id=act.act_id)
        elif act.kind is Kind.ADD_INFORMATION:
            self._acts.add_information(act.key, act.text, act_id=act.act_id)
        else:
            self._acts.offer_replacement(act.key, act.text, act_id=act.act_id)

    def _with_file(self, act: Act, outcome: Outcome) -> Outcome:
        if act.packet is None or act.kind not in WITH_PACKET:
            return outcome
        return with_file(outcome, act.packet, self._pdf)

    def _handed_in(self, act: Act) -> HandedIn:
        if act.packet is None:
            return HandedIn()
        name = file_name_of(act.packet)
        rows = self._form(act.packet, document=name, asked=()).get("evidences", ())
        return HandedIn([str(row["notes"]) for row in rows if row.get("notes")], [name])

    def _asked(self, case_id: str) -> frozenset[str]:
        """Return the types of evidence that PayPal has asked us for in a case."""
        entries = self._acts.fetch_case(case_id).evidences
        return frozenset(one.evidence_type for one in entries if one.source == "REQUESTED_FROM_SELLER")
