"""
The pieces of evidence that the tabs alone know, and those that only a person can bring.

Works when every platform is down. Half of the tab `Evidence`: what Shopify must be asked for is in
`shop_facts.py`, and no piece is in both. Concludes nothing about what to do.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from sheets_bot.domain.evidence import parcel_facts, payment_facts, people_facts
from sheets_bot.domain.evidence.found import Found, missing
from sheets_bot.domain.evidence.pieces import Origin, catalogue
from sheets_bot.domain.evidence.view import Surroundings, View
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.tab_rows import TabRow

ORIGINS = frozenset({Origin.TABS, Origin.PERSON})
"""Whose rows of the tab `Evidence` the tabs' writer fills; Shopify's writer fills the others."""

_FACTS: Mapping[str, Callable[[View], Found]] = {
    fact.__name__: fact
    for fact in (
        parcel_facts.delivery_scan,
        parcel_facts.signature,
        parcel_facts.shipped_scan,
        parcel_facts.promise,
        parcel_facts.return_scan,
        parcel_facts.delay_notice,
        payment_facts.refund_proof,
        payment_facts.charges,
        payment_facts.order_total,
        payment_facts.two_orders,
        payment_facts.cancellation,
        payment_facts.no_return,
        people_facts.thread,
        people_facts.buyer_recognised,
        people_facts.customer_history,
    )
}
CODES = frozenset(_FACTS)


def tab_pieces(dispute: TabRow, case: OrderCase, *, around: Surroundings, now: datetime) -> dict[str, Found]:
    """
    Return every piece that this half may write, by code, each there or missing with the reason.

    Args:
        dispute: The row of `Disputes`.
        case: Everything about its order.
        around: Of `view.surroundings`, made once for all cases.
        now: The present.
    """
    view = View(dispute, case, around, now)
    return {
        code: _FACTS[code](view) if code in _FACTS else missing(code, "Only you can bring this.")
        for code, piece in catalogue().pieces.items()
        if piece.origin in ORIGINS
    }
