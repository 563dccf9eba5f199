"""
The check of a text right before it goes out, and the packet that goes with it.

The same linter as beside the draft (`draft.py`), held against the facts of the very read in which the
bot acts. A person's own sentences of the evidence are held against none (`evidence/your_sentence.py`). Pure.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sheets_bot.domain.acts.act import Kind
from sheets_bot.domain.acts.asking import Asked, CheckText, MakePacket, text_in_full
from sheets_bot.domain.drafts.desk import situation
from sheets_bot.domain.drafts.draft import wrong_beside
from sheets_bot.domain.drafts.known import Situation, known_of
from sheets_bot.domain.drafts.known_for_evidence import by_clock_of_evidence
from sheets_bot.domain.evidence.make_packet import make_packet
from sheets_bot.domain.evidence.packet import Packet
from sheets_bot.domain.evidence.your_sentence import wrong_in
from sheets_bot.domain.lint.finding import Audience, LintFacts, LintPolicy
from sheets_bot.domain.lint.lint import findings_text, lint
from sheets_bot.domain.rules.rules import Rules
from sheets_bot.domain.tab_rows import TabRows, text_in
from sheets_bot.errors import Refused

LONGEST_PACKET_TEXT = 45_000
"""Characters; what went out is kept in one cell, which holds 50,000 (Sheets API limits)."""

_AUDIENCES: Mapping[Kind, Audience] = {
    Kind.POST_REPLY: Audience.PUBLIC,
    Kind.FIND_REVIEWER: Audience.REVIEWER,
    Kind.SEND_MESSAGE: Audience.PAYPAL_BUYER,
    Kind.OFFER_REPLACEMENT: Audience.PAYPAL_BUYER,
    Kind.PROVIDE_EVIDENCE: Audience.PLATFORM,
    Kind.ADD_INFORMATION: Audience.PLATFORM,
    Kind.APPEAL: Audience.PLATFORM,
    Kind.SAVE_EVIDENCE: Audience.PLATFORM,
    Kind.SUBMIT_EVIDENCE: Audience.PLATFORM,
}
_NOTICES = "Orders at risk"


def text_checker(rules: Rules, *, now: datetime) -> CheckText:
    """Return what says in words what is wrong with a text that is about to go out."""
    at = situation(rules, now=now)
    policy = LintPolicy(edit_line=rules.drafts.edit_line)

    def check(kind: Kind, asked: Asked, text: str) -> str:
        audience = _AUDIENCES.get(kind, Audience.CUSTOMER)
        found = findings_text(lint(text, audience=audience, facts=_facts(asked, audience, at), policy=policy))
        is_own = bool(text_in(asked.row, "your_text"))
        beside = wrong_beside(text_in_full(asked.row, "text_check"), is_own=is_own)
        return "\n".join(filter(None, [beside, found]))

    return check


def packet_maker(evidence: TabRows) -> MakePacket:
    """Return what makes the packet of a case out of the tab `Evidence` as it stands."""

    def make(asked: Asked, text: str) -> Packet:
        packet = make_packet(asked.key, asked.row, evidence=evidence, case=asked.case, text=text)
        if len(packet.as_text) > LONGEST_PACKET_TEXT:
            raise Refused("The evidence is too long to be kept. Leave out pieces that matter least.")
        for statement in packet.statements:
            wrong = wrong_in(statement.sentence) if statement.by_person else ""
            if wrong:
                raise Refused(f"Your sentence under {statement.title} cannot go out: {wrong}")
        return packet

    return make


def _facts(asked: Asked, audience: Audience, at: Situation) -> LintFacts:
    is_notice = asked.tab == _NOTICES
    at = by_clock_of_evidence(at) if audience is Audience.PLATFORM else at
    known = known_of(asked.row, asked.case, at=at, parcel_key=asked.key if is_notice else "")
    return replace(known.lint, is_delay_notice=is_notice)
