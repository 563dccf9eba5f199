"""
A packet made of the rows of the tab `Evidence` as they stand: what a person has seen is what goes out.

What they left out is left out, what they wrote instead wins, what they added is in. The text that they
approved comes first. How it looks is in `documents/packet_pdf.py`, what PayPal and Shopify get in
`paypal_form.py` and `shopify_fields.py`.
"""

from collections.abc import Mapping

from sheets_bot.domain.evidence.applying import sent_parcels
from sheets_bot.domain.evidence.evidence_rows import is_in, rows_of_case
from sheets_bot.domain.evidence.found import CLOCK
from sheets_bot.domain.evidence.packet import Packet, Statement, Tracking
from sheets_bot.domain.evidence.payment_facts import paypal_refund_ids
from sheets_bot.domain.evidence.pieces import Origin, catalogue
from sheets_bot.domain.evidence.shop_facts import source_of
from sheets_bot.domain.evidence.view import order_number
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, money_in, text_in, whole_in

BY_PERSON = "Added by the shop's staff"
_MOST_TRACKINGS = 10
"""PayPal takes ten (specification 1.10, `tracking_info`)."""
_UNRANKED = 1_000


def make_packet(key: str, dispute: TabRow, *, evidence: TabRows, case: OrderCase | None, text: str) -> Packet:
    """
    Return the packet of one case.

    Args:
        key: Of the case in `Disputes`.
        dispute: Its row.
        evidence: The tab `Evidence` as read; rows that Shopify filled for another order are passed over.
        case: Everything about its order, for tracking numbers and refund ids; None where not known.
        text: What the specialist approved.
    """
    order = order_number(case.key, case.order) if case else ""
    rows = pieces_in_packet(key, case, evidence=evidence)
    by_rank = sorted(rows, key=lambda code: (_rank(rows[code]), code))
    amount = money_in(dispute, "amount")
    return Packet(
        dispute=key,
        platform=text_in(dispute, "platform"),
        brand=text_in(dispute, "brand"),
        reason_code=text_in(dispute, "reason_code"),
        order=order,
        transaction=text_in(dispute, "transaction_id"),
        amount=str(amount) if amount else "",
        summary=text.strip(),
        statements=tuple(_statement(code, rows[code]) for code in by_rank),
        trackings=_trackings(case, rows_of_case(key, evidence)),
        refund_ids=_refund_ids(dispute, case, rows),
        zone=CLOCK.key,
    )


def pieces_in_packet(key: str, case: OrderCase | None, *, evidence: TabRows) -> dict[str, TabRow]:
    """Return the rows of the pieces that go into the packet of a case, by code, as the tab stands."""
    order = order_number(case.key, case.order) if case else ""
    return {code: row for code, row in rows_of_case(key, evidence).items() if _goes_in(code, row, order)}


def _goes_in(code: str, row: TabRow, order: str) -> bool:
    is_shops = catalogue().pieces[code].origin is Origin.SHOP and not text_in(row, "your_sentence")
    is_of_another = is_shops and text_in(row, "source") != source_of(order)
    return is_in(row) and not is_of_another


def _rank(row: TabRow) -> int:
    rank = whole_in(row, "rank")
    return _UNRANKED if rank is None else rank


def _statement(code: str, row: TabRow) -> Statement:
    yours = text_in(row, "your_sentence")
    return Statement(
        piece=code,
        title=text_in(row, "title") or catalogue().pieces[code].title,
        sentence=yours or text_in(row, "sentence"),
        source=BY_PERSON if yours else text_in(row, "source"),
        fact_at=None if yours else instant_in(row, "fact_at"),
        strength=text_in(row, "strength"),
        by_person=bool(yours),
    )


def _trackings(case: OrderCase | None, rows: Mapping[str, TabRow]) -> tuple[Tracking, ...]:
    """
    Return the numbers of parcels that a carrier has: a label that waits proves no shipment.

    Whoever leaves the tracking history out leaves these out too.
    """
    if case is None or rows.get("tracking_history", {}).get("leave_out") is True:
        return ()
    found = [
        Tracking(text_in(row, "carrier"), number)
        for row in sent_parcels(case).values()
        for number in text_in(row, "tracking").split()
    ]
    return tuple(dict.fromkeys(found))[:_MOST_TRACKINGS]


def _refund_ids(dispute: TabRow, case: OrderCase | None, rows: Mapping[str, TabRow]) -> tuple[str, ...]:
    """Only with the statement about the refund: what a person leaves out goes out in no other form."""
    if case is None or "refund_proof" not in rows or text_in(dispute, "platform") != "PayPal":
        return ()
    return tuple(paypal_refund_ids(dispute, case).values())
