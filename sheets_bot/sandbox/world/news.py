"""
The world's log in plain words: what a shop could have heard of outside its own house.

Tells what has happened, never what will, and nothing that only the truth knows: no true cause, no
complaint that was going to be made, no scan of a parcel that the shop cannot track. Changes nothing.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sheets_bot.sandbox.world.chargebacks import Chargeback
from sheets_bot.sandbox.world.chronicle import Happening
from sheets_bot.sandbox.world.letters import Letter
from sheets_bot.sandbox.world.orders import Order
from sheets_bot.sandbox.world.reviews import Review

if TYPE_CHECKING:
    from sheets_bot.sandbox.world.simulation import World

SOURCES: Mapping[str, tuple[str, ...]] = {
    "Shop": ("ordered",),
    "Parcels": ("scanned",),
    "PayPal": ("opened", "turn", "message", "offer", "escalated", "answered", "closed", "reopened"),
    "Chargebacks": ("charged back", "evidence wanted", "evidence sent", "decided"),
    "Mail": ("letter",),
    "Reviews": ("reviewed", "review edited", "replied", "review restored"),
}
"""What is told, by where one would read of it. What stands nowhere here is told to nobody."""


def news_of(world: "World", *, since: int, most: int) -> dict[str, Any]:
    """
    Return what happened after the event with the number *since*, newest first, at most *most* events.

    An event has ``n`` (counts from 1 and never changes), ``at`` (seconds since 1970), ``brand``,
    ``source`` (a name of `SOURCES`), ``words`` and ``subject`` (an order number or the id of a case).
    ``newest`` is the number to ask with next time.
    """
    entries = world.chronicle.entries
    told: list[dict[str, Any]] = []
    for n in range(len(entries), since, -1):
        source = _SOURCE_OF.get(entries[n - 1].kind)
        if source and (event := _event(world, n, entries[n - 1], source)):
            told.append(event)
        if len(told) == most:
            break
    return {"newest": len(entries), "events": told}


_SOURCE_OF = {kind: source for source, kinds in SOURCES.items() for kind in kinds}


def _event(world: "World", n: int, happening: Happening, source: str) -> dict[str, Any] | None:
    subject, words = _TELLERS[source](world, happening)
    if not words:
        return None
    name = world.brand(happening.brand).name
    return {"n": n, "at": happening.at, "brand": name, "source": source, "subject": subject, "words": words}


def _shop(world: "World", happening: Happening) -> tuple[str, str]:
    order = world.archive.order_by_name[happening.subject]
    paid = "PayPal" if order.by_paypal else "card"
    refused = "; PayPal refused the payment" if order.denied else ""
    return _name(order), f"Order {_name(order)} placed: {_money(order, order.total_minor)} by {paid}{refused}"


def _parcels(_world: "World", happening: Happening) -> tuple[str, str]:
    parcel, scan = happening.detail["parcel"], happening.detail["scan"]
    if not parcel.tracked:
        return "", ""
    name = _name(parcel.order)
    where = f", {scan.city}" if scan.city else ""
    said = scan.message or scan.status.replace("_", " ").capitalize()
    return name, f"Parcel of order {name}: {said} ({parcel.carrier}{where})"


def _paypal(world: "World", happening: Happening) -> tuple[str, str]:
    case = world.cases[happening.subject]
    detail = happening.detail
    by = {"BUYER": "The buyer", "SELLER": "The shop"}.get(str(detail.get("by", "")), "PayPal")
    about = f"{_reason(case.reason)}, {_money(case.order, case.amount_minor)}, order {_name(case.order)}"
    due = f" until {_day(detail['due_at'])}" if "due_at" in detail else ""
    words = {
        "opened": f"Dispute opened: {about}",
        "turn": f"PayPal waits for the shop's answer{due}",
        "message": f"{by} wrote a message",
        "offer": "The shop made an offer",
        "escalated": f"{by} turned the inquiry into a claim",
        "answered": "The shop handed in evidence",
        "closed": f"PayPal closed the case: {_reason(str(detail.get('outcome', '')))}",
        "reopened": f"The case was opened again: {about}",
    }[happening.kind]
    return case.dispute_id, f"{words} ({case.dispute_id})"


def _chargebacks(_world: "World", happening: Happening) -> tuple[str, str]:
    case: Chargeback = happening.detail["case"]
    what = "An inquiry of the bank" if case.kind == "INQUIRY" else "A chargeback"
    about = f"{_reason(case.reason)}, {_money(case.order, case.amount_minor)}, order {_name(case.order)}"
    by_itself = case.sent_by == "due date"
    sent = "The evidence went to the bank by itself" if by_itself else "The evidence was sent"
    words = {
        "charged back": f"{what} was opened: {about}",
        "evidence wanted": "The bank waits for evidence",
        "evidence sent": sent,
        "decided": f"The bank decided: {_reason(case.status)}",
    }[happening.kind]
    return str(case.number), f"{words} (chargeback {case.number})"


def _mail(_world: "World", happening: Happening) -> tuple[str, str]:
    letter: Letter = happening.detail["letter"]
    subject = letter.subject or "no subject"
    if letter.inbound:
        return "", f"Mail from {letter.sender_name or letter.sender_email}: {subject}"
    return "", f"Mail from the shop: {subject}"


def _reviews(_world: "World", happening: Happening) -> tuple[str, str]:
    review: Review = happening.detail["review"]
    who = review.display_name or "Somebody"
    first = review.star_history[0][1] if review.star_history else review.stars
    words = {
        "reviewed": f"{who} wrote a review: {_stars(first)}",
        "review edited": _edited(review, happening.at, who),
        "replied": f"The shop answered the review of {who}",
        "review restored": f"The review of {who} is shown again",
    }[happening.kind]
    return review.review_id, words


def _edited(review: Review, at: float, who: str) -> str:
    # The review itself may have changed again since: the history knows what this edit did.
    ratings = [stars for when, stars in review.star_history if when <= at]
    changed = len(ratings) > 1 and any(when == at for when, _ in review.star_history)
    if not changed:
        return f"{who} changed the words of a review"
    return f"{who} changed a review from {_stars(ratings[-2])} to {_stars(ratings[-1])}"


_TELLERS: Mapping[str, Callable[["World", Happening], tuple[str, str]]] = {
    "Shop": _shop,
    "Parcels": _parcels,
    "PayPal": _paypal,
    "Chargebacks": _chargebacks,
    "Mail": _mail,
    "Reviews": _reviews,
}


def _name(order: Order) -> str:
    return f"#{order.number}"


def _money(order: Order, minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d} {order.brand.currency}"


def _reason(code: str) -> str:
    return code.replace("_", " ").capitalize()


def _stars(count: int) -> str:
    return f"{count} star" if count == 1 else f"{count} stars"


def _day(at: float) -> str:
    moment = datetime.fromtimestamp(at, UTC)
    return f"{moment:%a} {moment.day} {moment:%b %H:%M} UTC"
