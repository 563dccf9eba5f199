"""
How complete the evidence of a case is, in one line of words; and openly, where no evidence can help.

Counts pieces that may decide; policies, pages and screenshots never do. An estimate for people, never
a verdict: the limits are ours.
"""

from collections.abc import Iterable, Mapping

from sheets_bot.domain.cases.situation import refunded
from sheets_bot.domain.evidence.applying import Wanted, is_part_back, why_it_cannot_be_won
from sheets_bot.domain.evidence.evidence_rows import is_in, rows_of_case
from sheets_bot.domain.evidence.found import Standing
from sheets_bot.domain.evidence.pieces import Strength
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.rules.order_settings import OrderRules
from sheets_bot.domain.tab_rows import TabRow, TabRows, money_in, text_in

NO_ORDER = "Nothing can be gathered until the order of this case is known: see Match."


def completeness(
    key: str,
    dispute: TabRow,
    case: OrderCase | None,
    *,
    wanted: Mapping[str, Wanted],
    evidence: TabRows,
    rules: OrderRules,
) -> str:
    """
    Return the line for the column `Evidence` of `Disputes`.

    Args:
        key: Of the case in `Disputes`.
        dispute: Its row.
        case: Everything about its order; None where that is not known.
        wanted: What fits the case, of `applying.wanted_pieces`.
        evidence: The tab `Evidence` as it stands, or will (`standing_after`): people's ticks and
            sentences count.
        rules: For the amount from which a signature is wanted.
    """
    if case is None:
        return NO_ORDER
    rows = rows_of_case(key, evidence)
    fitting = {
        code: one
        for code, one in wanted.items()
        if text_in(rows.get(code, {}), "state") != Standing.NOT_NEEDED
    }
    there = {code for code in fitting if code in rows and is_in(rows[code])}
    counting = {code: one for code, one in fitting.items() if one.counts}
    have = f"{len(there & counting.keys())} of {len(counting)} pieces that count are there"
    strong = [one for code, one in counting.items() if one.strength is Strength.STRONG and code in there]
    gaps = [one for code, one in counting.items() if code not in there]
    parts = [have]
    parts += [f"strong: {_titles(strong)}"] if strong else []
    parts += [f"missing: {_gaps(gaps, dispute, rules)}"] if gaps else []
    # A parcel that went elsewhere because the buyer asked for it is no fault of ours.
    why = "" if "address_change" in there else why_it_cannot_be_won(dispute, case)
    part = _part_that_went_back(dispute, case) if "refund_proof" in there else ""
    return f"{'; '.join(parts)}. {part}{_verdict(dispute, strong, gaps, why)}"


def _part_that_went_back(dispute: TabRow, case: OrderCase) -> str:
    """Say how much of the disputed amount went back; ``""`` where all did, or nothing."""
    if not is_part_back(case, dispute):
        return ""
    amount, paid = money_in(dispute, "amount"), refunded(case, dispute)
    if amount is None or paid is None:
        return "Whether all of it went back is not known. "
    return f"Only a part went back: {paid} of {amount}. "


def _verdict(dispute: TabRow, strong: list[Wanted], gaps: list[Wanted], why: str) -> str:
    if why:
        return f"This cannot be won: {why}. Honest way: {_honest_way(dispute)}."
    needed = [one for one in gaps if one.needed]
    if any(one.piece.code == "refund_proof" for one in strong):
        return "Likely enough: the money went back."
    if strong and not needed:
        return "Likely enough."
    if needed:
        only_shipment = any(one.piece.code == "delivery_scan" for one in needed)
        hint = " Proof of shipment is no proof of delivery." if only_shipment else ""
        return f"{'Doubtful' if strong else 'Not enough'} without: {_titles(needed)}.{hint}"
    return "Thin: nothing that decides such a case is there."


def _honest_way(dispute: TabRow) -> str:
    """Once a bank has taken the money, a refund beside it would pay twice (4.2 of the playbooks)."""
    if text_in(dispute, "platform") != "Shopify":
        return "refund, inside the case"
    if text_in(dispute, "stage") == "Chargeback":
        return "accept the case in Shopify, and refund nothing beside it"
    return "refund the order in Shopify"


def _titles(pieces: Iterable[Wanted]) -> str:
    titles = [one.piece.title for one in pieces]
    return ", ".join(f"{title[:1].lower()}{title[1:]}" for title in titles)


def _gaps(gaps: list[Wanted], dispute: TabRow, rules: OrderRules) -> str:
    """The signature says from which amount on it is wanted: it is the one gap that depends on it."""
    amount = money_in(dispute, "amount")
    least = rules.signature_from.get(amount.currency) if amount else None
    told = []
    for one in gaps:
        is_due = one.piece.code == "signature" and amount and least is not None
        told.append(
            _titles([one]) + (f" (wanted from {least} {amount.currency})" if is_due and amount else "")
        )
    return ", ".join(told)
