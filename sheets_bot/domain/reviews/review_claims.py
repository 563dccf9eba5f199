"""
What a review usually claims, held against our facts: it came late, and nobody answered.

Checked for every review whose order is known, whether or not its text says so: a reply should admit what is
true, and only that. What the scans say of a date is `claim_delivery.py`'s; nothing is decided here.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sheets_bot.domain.join.claim_check import claim_text
from sheets_bot.domain.join.claim_delivery import check_expected
from sheets_bot.domain.join.claim_finding import Check, Verdict
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.tab_rows import TabRow, instant_in
from sheets_bot.domain.when_words import moment_words


def review_claims(
    row: TabRow, case: OrderCase | None, *, answer_hours: int, zone: ZoneInfo, now: datetime
) -> str:
    """
    Return the claim check of a row of `Reviews`, one check a line; ``""`` where its order is not known.

    Args:
        row: The review.
        case: Everything about its order.
        answer_hours: How long a mail may wait for its answer (Settings).
        zone: In which times are told.
        now: The present, for what was promised and has not come.
    """
    if case is None:
        return ""
    written = instant_in(row, "written")
    late = check_expected(case, None, zone=zone, now=now)
    promised = instant_in(case.order, "promised_by")
    if written and promised and written < promised and late.verdict is Verdict.AGREES:
        late = Check(late.claim, late.verdict, f"{late.fact}; when the review was written it was not yet")
    return claim_text([late, _nobody_answered(case.threads.values(), written, answer_hours, zone, now)])


def _nobody_answered(
    threads: Iterable[TabRow], written: datetime | None, hours: int, zone: ZoneInfo, now: datetime
) -> Check:
    """Hold "nobody answers" against the mails from before the review."""
    claim, until = "Nobody answered", written or now
    asked = [(at, row) for row in threads if (at := instant_in(row, "first_in")) and at <= until]
    if not asked:
        return Check(
            claim, Verdict.CANNOT_TELL, "no mail about this order from before the review is in Inbox"
        )
    limit = timedelta(hours=hours)
    waits = [at for _, row in asked if (at := instant_in(row, "waiting_since")) and at <= until]
    if waits:
        told = f"a mail of {moment_words(min(waits), zone)} waits for an answer (Inbox)"
        return Check(claim, Verdict.AGREES, told)
    first_at, first = min(asked, key=lambda found: found[0])
    answered = instant_in(first, "first_out")
    if answered is None:
        # Filed or settled without a mail: what the customer was told is not known here.
        return Check(claim, Verdict.CANNOT_TELL, "the mail was dealt with without an answer by mail (Inbox)")
    told = f"wrote {moment_words(first_at, zone)}, first answer {moment_words(answered, zone)} (Inbox)"
    slow = answered > until or answered - first_at > limit
    return Check(claim, Verdict.AGREES if slow else Verdict.CONTRADICTS, told)
