"""
Who writes a mail about an order, from which address, when, and how the order is quoted.

Pure: it follows from the seed and the order. People write from other addresses than
they ordered with, through the contact form, with a wrong order number or none. Shares
are this project's judgement.
"""

import random
import unicodedata
from dataclasses import dataclass

from sheets_bot.sandbox.world.dice import dice, weighted
from sheets_bot.sandbox.world.lives import QUESTION, Life
from sheets_bot.sandbox.world.orders import DAY_SECONDS, Order

OTHER_ADDRESS_SHARE = 0.12
FORM_SHARE = 0.15
SIGNS_WITH_ADDRESS_SHARE = 0.15

WRITES_SHARE = {
    "late_delivery": 0.7, "size_fit": 0.6, "changed_mind": 0.5, "quality_defect": 0.8, "colour_style": 0.4,
    "wrong_item": 0.95, "damaged": 0.9, "missing_item": 0.95, "lost": 0.95, "not_as_described": 0.7,
    "not_shipped": 0.7, "label_only": 0.8, "customs_hold": 0.8, "cancellation_ignored": 1.0,
    "no_support_reply": 1.0, "refund_slow": 0.9, "refund_not_processed": 0.9, "returned_to_sender": 0.9,
    "misdelivered": 0.95, "address_change_missed": 1.0, QUESTION: 1.0, "duplicate_charge": 0.7,
    "wrong_amount": 0.6, "unrecognised_descriptor": 0.2, "friendly_fraud_suspected": 0.5, "true_fraud": 0.0,
    "household_unaware": 0.0, "platform_error": 0.3,
}  # fmt: skip
"""Of the buyers with whom it happens, those who write a mail about it."""

BEFORE_SHIPPING = frozenset({"cancellation_ignored", "address_change_missed"})
AFTER_ARRIVAL_DAYS = {
    "size_fit": (0.3, 5), "changed_mind": (0.3, 5), "quality_defect": (0.5, 6), "colour_style": (0.2, 3),
    "wrong_item": (0.1, 2), "damaged": (0.1, 2), "missing_item": (0.1, 2), "not_as_described": (0.2, 4),
    "misdelivered": (0.1, 2), "friendly_fraud_suspected": (1, 4), "refund_slow": (10, 16),
    "refund_not_processed": (10, 18),
}  # fmt: skip
AFTER_ORDER_DAYS = {
    "duplicate_charge": (0.5, 4), "wrong_amount": (0.2, 3), "unrecognised_descriptor": (3, 9),
    "platform_error": (0.5, 3), "not_shipped": (4, 9), "label_only": (5, 9), "no_support_reply": (3, 7),
}  # fmt: skip
"""When they write; all others write when the promised day has passed."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who writes."""

    given_name: str
    name: str
    """As the mail program shows it; may be empty, or another member of the household."""
    email: str
    quotes: str = ""
    """The order number as this writer puts it, right or wrong; empty: not at all."""
    by_form: bool = False
    """Uses the contact form of the shop, which sends under the shop's own address."""
    signature: str = ""


def writer_of(seed: int, order: Order) -> Writer:
    """Return who writes about *order*."""
    throw = dice(seed, order.name, "writer")
    buyer = order.buyer
    name = weighted(
        throw, [(buyer.name, 0.78), (buyer.given_name, 0.1), ("", 0.06), (f"Andrea {buyer.surname}", 0.06)]
    )
    email = buyer.email
    if throw.random() < OTHER_ADDRESS_SHARE:
        email = f"{_plain(buyer.given_name)}.{_plain(buyer.surname)}{throw.randrange(100)}@post.example"
    by_form = throw.random() < FORM_SHARE
    address = f"{buyer.street}, {buyer.postal_code} {buyer.city}"
    signature = f"{buyer.name}\n{address}" if throw.random() < SIGNS_WITH_ADDRESS_SHARE else buyer.given_name
    return Writer(buyer.given_name, name, email, _quote(order, throw), by_form, signature)


def writes_at(seed: int, life: Life) -> float | None:
    """Return when the buyer writes first; None: never."""
    if not life.cause:
        return None
    throw = dice(seed, life.order.name, "writes")
    if throw.random() >= WRITES_SHARE[life.cause] * (0.8 if life.disputed else 1):
        return None
    at = _anchor(life, throw)
    if life.complains_at is not None:
        # Who goes to PayPal or to the bank has mostly written before.
        at = min(at, life.complains_at - throw.uniform(1, 5) * DAY_SECONDS)
    return max(at, life.order.placed_at + throw.uniform(600, 3600))


def _anchor(life: Life, throw: random.Random) -> float:
    placed_at = life.order.placed_at
    if life.cause in BEFORE_SHIPPING:
        return placed_at + throw.uniform(0.01, 0.25) * DAY_SECONDS
    if life.cancelled_at is not None:
        return placed_at + throw.uniform(0.1, 0.9) * (life.cancelled_at - placed_at)
    if life.cause in AFTER_ARRIVAL_DAYS and life.arrives_at is not None:
        return life.arrives_at + throw.uniform(*AFTER_ARRIVAL_DAYS[life.cause]) * DAY_SECONDS
    if life.cause in AFTER_ORDER_DAYS:
        return placed_at + throw.uniform(*AFTER_ORDER_DAYS[life.cause]) * DAY_SECONDS
    if life.cause == QUESTION and life.arrives_at is not None:
        return placed_at + throw.uniform(0.3, 0.9) * (life.arrives_at - placed_at)
    return life.promised_at + throw.uniform(0.1, 4) * DAY_SECONDS


def _quote(order: Order, throw: random.Random) -> str:
    """Return the order number as people write it: mostly right, sometimes that of another order."""
    number = order.number
    wrong = max(order.brand.orders_from, number - throw.randint(1, 9))
    return weighted(
        throw,
        [
            (f"#{number}", 0.5),
            (str(number), 0.15),
            (f"no. {number}", 0.06),
            (order.name, 0.05),
            (f"#{wrong}", 0.04),
            ("", 0.2),
        ],
    )


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "".join(letter for letter in letters if letter.isalpha())
