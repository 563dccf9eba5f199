"""
The pieces of evidence that only Shopify knows: place of delivery, scans, articles, policies, card checks.

Made of a `CaseOrder`, which has no name and no street. The other half of the tab `Evidence`; see
`tab_facts.py`. Delivery counts only where its scan names the place of the address.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from sheets_bot.domain.evidence.found import Found, at_time, missing, not_needed, on_day, present
from sheets_bot.domain.evidence.pieces import Origin
from sheets_bot.domain.orders.case_order import CaseOrder, Line, PaymentCheck
from sheets_bot.domain.orders.order import Address, Parcel, Scan
from sheets_bot.domain.orders.shipment_news import News, is_cancelled, message_words, read_parcel

ORIGINS = frozenset({Origin.SHOP})
"""Whose rows of the tab `Evidence` Shopify's writer fills."""

_LABELS = frozenset({"LABEL_PURCHASED", "LABEL_PRINTED", "CONFIRMED"})
"""No carrier has scanned: a label is no shipment, so it stands in no history."""
_SCANS = {  # FulfillmentEventStatus, Shopify Admin GraphQL 2026-10
    "ATTEMPTED_DELIVERY": "Delivery attempted",
    "CARRIER_PICKED_UP": "Picked up by the carrier",
    "DELAYED": "Delayed",
    "DELIVERED": "Delivered",
    "FAILURE": "Failure",
    "IN_TRANSIT": "In transit",
    "OUT_FOR_DELIVERY": "Out for delivery",
    "READY_FOR_PICKUP": "Ready to be picked up",
    "RETURNING_TO_SENDER": "On its way back",
}
_AVS = {  # Letters as card networks use them; others are told verbatim.
    "Y": "street and postal code match",
    "X": "street and postal code match",
    "D": "street and postal code match",
    "M": "street and postal code match",
    "A": "the street matches, the postal code does not",
    "Z": "the postal code matches, the street does not",
    "W": "the postal code matches, the street does not",
    "N": "neither street nor postal code matches",
}
_AVS_MATCHES = frozenset({"Y", "X", "D", "M"})
_CVV = {"M": "the card code matches", "N": "the card code does not match"}
_MOST_SCANS = 40
"""Of all parcels together, the latest ones (ours)."""
_MOST_LINES = 15


def shop_pieces(order: CaseOrder) -> dict[str, Found]:
    """Return every piece that this half may write, by code, each there or missing with the reason."""
    return {code: fact(order) for code, fact in _FACTS.items()}


def source_of(order_name: str) -> str:
    """Return how these rows name their source: it tells of which order they are."""
    return f"Shopify, order {order_name}"


def place_words(place: Address | Scan) -> str:
    """Return e.g. ``Leeds, LS1 4DY, GB``."""
    return ", ".join(part for part in (place.city, place.postal_code, place.country) if part)


def _delivery_place(order: CaseOrder) -> Found:
    code, parcels = "delivery_place", _live(order)
    found = [(parcel, read_parcel(parcel, order.place)) for parcel in parcels]
    if not found or any(known.news is not News.DELIVERED for _, known in found):
        return missing(code, _why_no_place({known.news for _, known in found}))
    told = []
    for parcel, known in found:
        scan = next(one for one in reversed(parcel.scans) if one.status == "DELIVERED" and one.at == known.at)
        told.append(f"{_name(parcel)}: delivered {at_time(scan.at)} in {place_words(scan)}.")
    assert order.place is not None
    told.append(f"The order's shipping address is in {place_words(order.place)}: the same place.")
    times = [known.at for _, known in found if known.at]
    return _present(order, code, " ".join(told), max(times))


def _why_no_place(news: set[News | None]) -> str:
    if News.DELIVERED_ELSEWHERE in news:
        return "The delivery scan names another place than the order's address: that speaks for the buyer."
    if News.DELIVERED_IN_CITY in news:
        return "The delivery scan names the right town, but another postal code."
    if News.DELIVERED_UNPLACED in news:
        return "It is delivered, but no scan tells where. Ask the carrier for proof of delivery."
    return "Not every parcel is delivered."


def _tracking_history(order: CaseOrder) -> Found:
    code = "tracking_history"
    scans = [(parcel, scan) for parcel in _live(order) for scan in parcel.scans if scan.status not in _LABELS]
    if not scans:
        return missing(code, "No scan of the carrier reaches Shopify.")
    scans.sort(key=lambda one: one[1].at)
    shown = scans[-_MOST_SCANS:]
    names = {parcel.parcel_id: _name(parcel) for parcel, _ in shown}
    lines = []
    for parcel_id, name in names.items():
        lines.append(f"{name}:")
        lines += [_scan_words(scan) for parcel, scan in shown if parcel.parcel_id == parcel_id]
    left_out = [f"{len(scans) - len(shown)} earlier scan(s) are left out."] if len(scans) > len(shown) else []
    found = _present(order, code, "\n".join([*lines, *left_out]), shown[-1][1].at)
    is_cut = any("scans" in words or words.startswith("parcels") for words in order.cut)
    return replace(found, problem="Not all scans could be fetched.") if is_cut else found


def _scan_words(scan: Scan) -> str:
    parts = (at_time(scan.at), _SCANS.get(scan.status, scan.status), place_words(scan))
    message = message_words(scan)
    return ", ".join(part for part in parts if part) + (f': "{message}"' if message else "")


def _address_match(order: CaseOrder) -> Found:
    if order.billing_matches is None or order.place is None:
        return missing("address_match", "Shopify does not show the addresses.")
    if not order.billing_matches:
        return missing("address_match", "Billing and shipping address differ.")
    told = f"Billing and shipping address of the order are the same, in {place_words(order.place)}."
    return _present(order, "address_match", told, order.placed_at)


def _ship_notice(order: CaseOrder) -> Found:
    if not order.notices_at:
        return missing("ship_notice", "The order's timeline shows no notice of shipment.")
    told = " and ".join(at_time(at) for at in order.notices_at)
    sentence = f"The shop mailed the buyer a notice of shipment on {told}."
    return _present(order, "ship_notice", sentence, order.notices_at[0])


def _order_confirmation(order: CaseOrder) -> Found:
    if order.confirmed_at is None:
        return missing("order_confirmation", "The order's timeline shows no mail of confirmation.")
    number = f", confirmation number {order.confirmation}" if order.confirmation else ""
    told = f"The order's confirmation was mailed to the buyer on {at_time(order.confirmed_at)}{number}."
    return _present(order, "order_confirmation", told, order.confirmed_at)


def _listing(order: CaseOrder) -> Found:
    lines = [_line_words(line) for line in order.lines if line.title]
    return _articles(order, "listing", "The order is for:", lines)


def _variant(order: CaseOrder) -> Found:
    lines = [f"{line.title}: {line.variant}" for line in order.lines if line.title and line.variant]
    return _articles(order, "variant", "The buyer chose:", lines)


def _articles(order: CaseOrder, code: str, opening: str, lines: list[str]) -> Found:
    if not lines:
        return missing(code, "Shopify does not tell it for this order.")
    more = [f"and {len(lines) - _MOST_LINES} more"] if len(lines) > _MOST_LINES else []
    told = "; ".join([*lines[:_MOST_LINES], *more])
    return _present(order, code, f"{opening} {told}.", order.placed_at)


def _line_words(line: Line) -> str:
    count = f"{line.quantity} x " if line.quantity is not None else ""
    article = f" (article {line.sku})" if line.sku else ""
    price = f", {line.unit_price} each" if line.unit_price else ""
    variant = f", {line.variant}" if line.variant else ""
    return f"{count}{line.title}{variant}{article}{price}"


def _payment_check(order: CaseOrder) -> Found:
    if not order.checks:
        return not_needed("payment_check", "Paid by a wallet, or the bank told no result.")
    check = order.checks[0]
    speaks_for_us = check.avs_code in _AVS_MATCHES or (check.cvv_code == "M" and check.avs_code != "N")
    told = _check_words(check)
    if not speaks_for_us:
        return missing("payment_check", f"The bank's answer does not speak for us: {told}.")
    when = f" on {on_day(check.at)}" if check.at else ""
    sentence = f"When the card was charged{when}, its bank answered: {told}."
    return _present(order, "payment_check", sentence, check.at)


def _check_words(check: PaymentCheck) -> str:
    told = (("AVS", check.avs_code, _AVS), ("CVV", check.cvv_code, _CVV))
    return "; ".join(
        f"{name} {code}{f', {words[code]}' if code in words else ''}" for name, code, words in told if code
    )


def _refund_policy(order: CaseOrder) -> Found:
    return _policy(order, "refund_policy", "REFUND_POLICY", "refund")


def _shipping_policy(order: CaseOrder) -> Found:
    return _policy(order, "shipping_policy", "SHIPPING_POLICY", "shipping")


def _policy(order: CaseOrder, code: str, kind: str, name: str) -> Found:
    policy = next((one for one in order.policies if one.kind == kind), None)
    if policy is None:
        return missing(code, f"The shop has no {name} policy in Shopify, or the app may not read it.")
    since = f", last changed {on_day(policy.updated_at)}," if policy.updated_at else ""
    told = f'The shop\'s {name} policy{since} begins: "{policy.text}"'
    return _present(order, code, told, policy.updated_at)


def _present(order: CaseOrder, code: str, sentence: str, at: datetime | None) -> Found:
    return present(code, sentence, source=source_of(order.name), at=at)


def _live(order: CaseOrder) -> list[Parcel]:
    return [parcel for parcel in order.parcels if not is_cancelled(parcel)]


def _name(parcel: Parcel) -> str:
    tracking = next((one for one in parcel.trackings if one.number), None)
    return " ".join(part for part in (tracking.carrier, tracking.number) if part) if tracking else "Parcel"


_FACTS: Mapping[str, Callable[[CaseOrder], Found]] = {
    "delivery_place": _delivery_place,
    "tracking_history": _tracking_history,
    "ship_notice": _ship_notice,
    "order_confirmation": _order_confirmation,
    "address_match": _address_match,
    "shipping_policy": _shipping_policy,
    "refund_policy": _refund_policy,
    "listing": _listing,
    "variant": _variant,
    "payment_check": _payment_check,
}
