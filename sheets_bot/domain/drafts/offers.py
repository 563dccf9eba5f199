"""
What can be asked for in a row at this moment: the acts that the platform takes and that make sense.

Never what moves money: accepting a claim, refunding, offering money stay links to the platform. An offer
is a hint for people; that a tick is carried out only where it is possible is seen to in `acts/ticks.py`.
"""

from collections.abc import Iterable
from datetime import datetime

from sheets_bot.domain.acts.act import Kind
from sheets_bot.domain.deadlines import Flag, Turn
from sheets_bot.domain.orders.shipment import ShipState
from sheets_bot.domain.reviews.review import PASTED
from sheets_bot.domain.reviews.review_memory import State
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, text_in, whole_in

_AT_PAYPAL = {
    "Send message": Kind.SEND_MESSAGE,
    "Provide evidence": Kind.PROVIDE_EVIDENCE,
    "Add information": Kind.ADD_INFORMATION,
    "Make offer": Kind.OFFER_REPLACEMENT,
    "Appeal": Kind.APPEAL,
}
"""What PayPal allows (`dispute_words.allowed_words`) and what is asked for; the most sensible first."""
_ENDED = frozenset({State.GONE.value, State.MOVED.value, State.HIDDEN.value})
_NOT_LEFT = frozenset({ShipState.NOT_SHIPPED.value, ShipState.LABEL.value, ShipState.CANCELLED.value})
_WAITS_FOR_US = "Waiting for us"
"""As `shop_dispute_words.status_words` says it."""


def dispute_kinds(row: TabRow, *, now: datetime) -> tuple[Kind, ...]:
    """Return what a row of `Disputes` can be asked for, the most sensible first."""
    platform, due = text_in(row, "platform"), instant_in(row, "due")
    kinds: list[Kind] = []
    if platform == "PayPal" and (due is None or now < due):
        # After its date PayPal takes nothing, whatever it allowed when it was last asked.
        allowed = {part.strip() for part in text_in(row, "allowed_now").split(",")}
        kinds = [kind for words, kind in _AT_PAYPAL.items() if words in allowed]
    elif platform == "Shopify" and _shopify_takes_evidence(row, due, now):
        kinds = [Kind.SAVE_EVIDENCE, Kind.SUBMIT_EVIDENCE]
    is_open = text_in(row, "flag") != Flag.CLOSED and not text_in(row, "outcome")
    if is_open and text_in(row, "order"):
        kinds.append(Kind.SEND_MAIL)
    if is_open and text_in(row, "whose_turn") in {Turn.YOU, Turn.UNKNOWN}:
        kinds.append(Kind.HOLD)
    return tuple(kinds)


def review_kinds(row: TabRow) -> tuple[Kind, ...]:
    """Return what a row of `Reviews` can be asked for."""
    if text_in(row, "state") in _ENDED:
        return ()
    kinds = []
    has_reply = instant_in(row, "replied") or text_in(row, "reply") or text_in(row, "reply_mark")
    is_pasted = text_in(row, "came_from") == PASTED
    if not has_reply and not is_pasted:
        kinds.append(Kind.POST_REPLY)
    if text_in(row, "may_ask_who") == "yes" and not is_pasted:
        kinds.append(Kind.FIND_REVIEWER)
    if text_in(row, "order"):
        kinds.append(Kind.SEND_MAIL)
    return tuple(kinds)


def thread_kinds(row: TabRow) -> tuple[Kind, ...]:
    """Return what a row of `Inbox` can be asked for: an answer, while the thread is open."""
    is_known = bool(text_in(row, "thread_id")) and bool(text_in(row, "members"))
    is_open = text_in(row, "flag") not in {Flag.CLOSED, ""}
    return (Kind.SEND_MAIL, Kind.SAVE_DRAFT) if is_known and is_open else ()


def risk_kinds(row: TabRow) -> tuple[Kind, ...]:
    """Return what a row of `Orders at risk` can be asked for: a mail, where the order is known."""
    is_open = text_in(row, "flag") not in {Flag.CLOSED, ""}
    return (Kind.SEND_MAIL, Kind.SAVE_DRAFT) if is_open and text_in(row, "order") else ()


def order_kinds(row: TabRow, parcels: TabRows) -> tuple[Kind, ...]:
    """
    Return what can be asked for about a row of `Orders` with its *parcels*, unless it is cancelled.

    A confirmation at any time; whether it is the customer's order at all, while none of it has left.
    """
    if row.get("test") is True or instant_in(row, "cancelled"):
        return ()
    confirmation = (Kind.SEND_CONFIRMATION, Kind.DRAFT_CONFIRMATION)
    verification = (Kind.SEND_VERIFICATION, Kind.DRAFT_VERIFICATION)
    return confirmation if _has_left(row, parcels) else confirmation + verification


def offered_words(kinds: Iterable[Kind]) -> str:
    """Return them as they stand under `You can ask for`; ``""`` for none."""
    return ", ".join(kinds)


def offered_for_dispute(row: TabRow, *, now: datetime) -> str:
    """Return what stands under `You can ask for` in a row of `Disputes`."""
    return offered_words(dispute_kinds(row, now=now))


def offered_for_review(row: TabRow) -> str:
    """Return the same of a row of `Reviews`."""
    return offered_words(review_kinds(row))


def offered_for_thread(row: TabRow) -> str:
    """Return the same of a row of `Inbox`."""
    return offered_words(thread_kinds(row))


def offered_for_risk(row: TabRow) -> str:
    """Return the same of a row of `Orders at risk`."""
    return offered_words(risk_kinds(row))


def offered_for_order(row: TabRow, parcels: TabRows) -> str:
    """Return the same of a row of `Orders` with its parcels."""
    return offered_words(order_kinds(row, parcels))


def _has_left(order: TabRow, parcels: TabRows) -> bool:
    """True where a parcel is beyond its label; those that stand in no tab count so too."""
    if not parcels:
        return bool(whole_in(order, "parcels"))
    return any(text_in(parcel, "state") not in _NOT_LEFT for parcel in parcels.values())


def _shopify_takes_evidence(row: TabRow, due: datetime | None, now: datetime) -> bool:
    """True while a case needs an answer and its date has not passed: then what was saved has gone out."""
    return (
        text_in(row, "status") == _WAITS_FOR_US
        and text_in(row, "whose_turn") == Turn.YOU
        and due is not None
        and now < due
    )
