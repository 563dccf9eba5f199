"""Promises of the join, held against a season whose truth is known: no wrong order, and most of the right ones."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from sheets_bot.domain.join.match_finding import Certainty
from sheets_bot.domain.join.match_index import OrderIndex
from sheets_bot.domain.join.matching import match_dispute, match_review, match_thread
from sheets_bot.domain.mail.mail_words import order_numbers, postal_marks, surname_of
from sheets_bot.domain.masking import mark_of, masked_name
from sheets_bot.domain.money import Money
from sheets_bot.domain.orders.order import order_key
from sheets_bot.sandbox.world.simulation import World

NOVEMBER = datetime(2026, 11, 16, 9, tzinfo=UTC).timestamp()
SALT = "a-spreadsheet"
ORDER_WORDS = ("order", "bestellung", "commande", "pedido", "ordine")


def at(seconds):
    return datetime.fromtimestamp(seconds, UTC)


def mark(text):
    return mark_of(text, salt=SALT)


@pytest.fixture(scope="module")
def world():
    return World(start_at=NOVEMBER, weeks=8, hostility="full")


@pytest.fixture(scope="module")
def names(world):
    """The names of the brands by slug."""
    return {brand.slug: brand.name for brand in world.brands}


def ledger(world, *, paid_ids=True):
    """The tab `Orders`, as it would stand."""
    return {
        order_key(order.brand.name, order.name): {
            "brand": order.brand.name,
            "placed": at(order.placed_at),
            "total": Money(order.total_minor, order.brand.currency).major(),
            "currency": order.brand.currency,
            "customer": masked_name(order.buyer.name),
            "contact": mark(order.buyer.email),
            "name_mark": mark(order.buyer.name),
            "surname_mark": mark(order.buyer.surname),
            "ship_name_mark": mark(order.buyer.name),
            "postal_mark": mark(order.buyer.postal_code),
            "payment_ids": order.transaction_id if paid_ids and order.by_paypal else "",
        }
        for orders in world.orders.values()
        for order in orders
    }


def truth_key(world, slug, order_name):
    return order_key(world.brand(slug).name, order_name) if order_name else ""


def threads(world, names):
    """Yield each conversation that a customer began or answered, with its true order."""
    for slug, letters in world.letters.items():
        talks = {}
        for letter in letters:
            if letter.inbound and not letter.automatic:
                talks.setdefault(letter.conversation, []).append(letter)
        for talk in talks.values():
            first = talk[0]
            texts = [f"{letter.subject}\n{letter.text}" for letter in talk]
            numbers = order_numbers("\n\n".join(texts), words=ORDER_WORDS, brands=names.values())
            postal = [code for text in texts for code in postal_marks(text, salt=SALT, but=numbers)]
            row = {
                "brand": names[slug],
                "first_in": at(first.at),
                "last_in": at(talk[-1].at),
                "order_numbers": ", ".join(numbers),
                "contact": mark(first.reply_to or first.sender_email),
                "name_mark": mark(first.sender_name),
                "surname_mark": mark(surname_of(first.sender_name)),
                "postal_marks": " ".join(postal),
            }
            yield row, truth_key(world, slug, first.order_name)


def reviews(world, names):
    for slug, written in world.reviews.items():
        for review in written:
            row = {
                "brand": names[slug],
                "written": at(review.created_at),
                "reference": review.reference,
                "contact": mark(review.referral_email),
                "name_mark": mark(review.display_name),
                "reviewer": masked_name(review.display_name),
            }
            yield row, truth_key(world, slug, review.order_name)


def disputes(world, names):
    for case in world.cases.values():
        row = {
            "platform": "PayPal",
            "brand": names[case.brand],
            "transaction_id": case.order.transaction_id,
            "order_ref": case.disguise.get("invoice_number", case.order.name) or "",
            "amount": Money(case.amount_minor, case.currency).major(),
            "currency": case.currency,
            "paid_at": at(case.order.placed_at),
            "opened": at(case.opened_at),
            "customer": masked_name(case.order.buyer.name),
        }
        yield row, truth_key(world, case.brand, case.order.name)


def tally(match, cases, orders):
    """Return how many were joined rightly, wrongly and not at all, of those that have an order."""
    index, count = OrderIndex(orders), Counter()
    for row, truth in cases:
        found = match(row, index)
        if found.order and found.order != truth:
            count[f"wrong: {found.certainty} {found.why}"] += 1
        elif truth:
            count["right" if found.order else "none"] += 1
            count[found.certainty] += 1
    return count


def wrong(count):
    return {what: times for what, times in count.items() if what.startswith("wrong")}


def share(count):
    return count["right"] / (count["right"] + count["none"])


def test_every_dispute_finds_its_order_by_the_payment(world, names):
    count = tally(match_dispute, disputes(world, names), ledger(world))

    assert not wrong(count)
    assert share(count) == 1
    assert set(count) == {"right", Certainty.SURE}


def test_without_the_payment_the_checkouts_reference_leads_most_disputes_to_their_order(world, names):
    count = tally(match_dispute, disputes(world, names), ledger(world, paid_ids=False))

    assert not wrong(count)
    assert share(count) > 0.6, "this season's checkouts often leave no reference"


def test_no_mail_is_joined_to_a_wrong_order_and_most_find_theirs(world, names):
    count = tally(match_thread, threads(world, names), ledger(world))

    assert not wrong(count)
    assert share(count) > 0.75, "some mails name no order, or a wrong one, and come from another address"


def test_no_review_is_joined_to_a_wrong_order_and_most_find_theirs(world, names):
    count = tally(match_review, reviews(world, names), ledger(world))

    assert not wrong(count)
    assert share(count) > 0.7, "an organic review often names no order and no e-mail"
