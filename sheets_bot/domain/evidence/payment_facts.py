"""
What the tabs `Orders` and `Refunds` prove: what was charged, what went back, and under which id.

Says that an id is not known rather than guess one: PayPal compares it. Part of `tab_facts.py`.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

from sheets_bot.domain.evidence.applying import live_parcels, paid_refunds
from sheets_bot.domain.evidence.found import Found, at_time, missing, on_day, present
from sheets_bot.domain.evidence.view import View, order_number
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.join.match_charges import Charge, charges_in
from sheets_bot.domain.money import total
from sheets_bot.domain.tab_rows import TabRow, instant_in, money_in, text_in

_PAYPAL_ID = re.compile(r"[A-Z0-9]{17}")
"""How PayPal's transaction ids look (inferred from PayPal's samples)."""
_SAME_PURCHASE = timedelta(days=7)
"""Two orders of one amount this near may be taken for one (ours)."""
_MOST_TOLD = 5
_ORDER = "Order in Shopify"


def paypal_refund_ids(dispute: TabRow, case: OrderCase) -> dict[str, str]:
    """
    Return PayPal's id of each paid refund, by Shopify's number of it; a refund without a sure id is missing.

    A refund's receipt names the payment that it pays back as well, so the disputed payment's own ids
    are taken out; where more than one is left, nobody can tell which one is the refund's.
    """
    payments = set(re.split(r"[,\s]+", text_in(dispute, "transaction_id")))
    found: dict[str, str] = {}
    for key, row in paid_refunds(case).items():
        ids = [one for one in text_in(row, "payment_ids").split() if _PAYPAL_ID.fullmatch(one)]
        own = [one for one in dict.fromkeys(ids) if one not in payments]
        if len(own) == 1:
            found[key] = own[0]
    return found


def refund_proof(view: View) -> Found:
    """Money arrived: amount, day, and the id where it is known."""
    code, paid = "refund_proof", paid_refunds(view.case)
    if not paid:
        entered = ", ".join(sorted(view.case.refunds))
        why = f"Refund {entered} is entered, but no money has arrived." if entered else "No refund was made."
        return missing(code, why)
    is_paypal = text_in(view.dispute, "platform") == "PayPal"
    ids = paypal_refund_ids(view.dispute, view.case) if is_paypal else {}
    told = " ".join(_refund(key, row, ids.get(key, ""), is_paypal) for key, row in paid.items())
    times = [at for row in paid.values() if (at := instant_in(row, "refunded"))]
    return present(code, told, source="Refund in Shopify", at=max(times, default=None))


def _refund(key: str, row: TabRow, paypal_id: str, is_paypal: bool) -> str:
    paid, at = money_in(row, "paid"), instant_in(row, "refunded")
    when = f" on {at_time(at)}" if at else ""
    under = f"PayPal transaction {paypal_id}" if paypal_id else f"Shopify refund {key}"
    unknown = "; PayPal's id of it is not known here" if is_paypal and not paypal_id else ""
    return f"{paid} was refunded{when} ({under}{unknown})."


def charges(view: View) -> Found:
    """One charge contradicts that there were two; the same amount twice agrees with it."""
    found = charges_in(text_in(view.case.order, "charges"))
    if not found:
        return missing("charges", "No successful charge is known.")
    if len({charge.money for charge in found}) < len(found):
        return missing("charges", f"The same amount was charged more than once: {_told(found)}.")
    number = "One payment was" if len(found) == 1 else f"{len(found)} payments were"
    told = f"{number} taken for this order: {_told(found)}."
    return present("charges", told, source=_ORDER, at=found[0].at)


def _told(found: list[Charge]) -> str:
    return "; ".join(
        f"{charge.money}{f' on {at_time(charge.at)}' if charge.at else ''}{f' by {by}' if by else ''}"
        for charge in found
        for by in [charge.gateway]
    )


def order_total(view: View) -> Found:
    """The charges come to what the order cost; more than that agrees with the buyer."""
    code, price = "order_total", money_in(view.case.order, "total")
    found = [charge.money for charge in charges_in(text_in(view.case.order, "charges"))]
    if price is None or not found or any(money.currency != price.currency for money in found):
        return missing(code, "Charge and total cannot be compared.")
    paid = total(found, price.currency)
    if paid.minor > price.minor:
        return missing(code, f"{paid} was charged for an order of {price}: that speaks for the buyer.")
    told = f"The order came to {price}; {paid} was charged."
    return present(code, told, source=_ORDER, at=instant_in(view.case.order, "placed"))


def two_orders(view: View) -> Found:
    """The same e-mail address placed another order of the same amount in the same days."""
    others = list(_like_this(view))
    if not others:
        return missing(
            "two_orders", "No second order of this amount and e-mail address is in the tab Orders."
        )
    rows = [(view.case.key, view.case.order), *others]
    told = "; ".join(
        f"{order_number(key, row)} of {at_time(placed)} over {money_in(row, 'total')}"
        for key, row in rows
        if (placed := instant_in(row, "placed"))
    )
    sentence = f"The same e-mail address placed {len(rows)} orders: {told}."
    return present("two_orders", sentence, source=_ORDER, at=instant_in(others[0][1], "placed"))


def _like_this(view: View) -> Iterator[tuple[str, TabRow]]:
    order, placed = view.case.order, instant_in(view.case.order, "placed")
    price = money_in(order, "total")
    for key in view.around.by_contact.get(text_in(order, "contact"), ())[-_MOST_TOLD:]:
        row = view.around.orders[key]
        at = instant_in(row, "placed")
        is_near = placed and at and abs(at - placed) <= _SAME_PURCHASE
        if key != view.case.key and is_near and price and money_in(row, "total") == price:
            yield key, row


def cancellation(view: View) -> Found:
    """The shop knows whether the order was cancelled, and when."""
    at = instant_in(view.case.order, "cancelled")
    if at is None:
        return missing(
            "cancellation", "The order was not cancelled in the shop; what the mails say is yours."
        )
    told = f"The order was cancelled on {at_time(at)}."
    return present("cancellation", told, source=_ORDER, at=at)


def no_return(view: View) -> Found:
    """No refund of the order has a return, and no parcel is coming back, as far as the shop knows."""
    back = [text_in(row, "returned") for row in view.case.refunds.values()]
    came = [words for words in back if words and words != "no return"]
    turned = [row for row in live_parcels(view.case).values() if text_in(row, "state") == "S6"]
    if came or turned:
        return missing("no_return", "Goods are coming back or have come back.")
    told = f"Up to {on_day(view.now)} no return of this order has reached the shop."
    return present("no_return", told, source="Orders and Refunds in Shopify", at=None)
