"""
What really happened outside PayPal, as JSON: orders, refunds, threads, reviews, chargebacks.

Every line says to which order it belongs and why it came about, so that whatever a bot
concludes can be held against it. Reading changes nothing. Amounts are decimal text in
major units, instants ISO 8601 in UTC; what does not exist is null.
"""

from typing import TYPE_CHECKING, Any

from sheets_bot.sandbox.world.chargebacks import Chargeback
from sheets_bot.sandbox.world.lives import Life
from sheets_bot.sandbox.world.parcels import state_of, state_of_order
from sheets_bot.sandbox.world.post_office import Conversation
from sheets_bot.sandbox.world.refunds import Refund
from sheets_bot.sandbox.world.reviews import Review
from sheets_bot.sandbox.world.truth import instant, major

if TYPE_CHECKING:
    from sheets_bot.sandbox.world.simulation import World

Json = dict[str, Any]

CONCEDED = frozenset({"LOST", "ACCEPTED", "PREVENTED"})
"""How a chargeback ends in which the buyer gets the money."""


def truth_of_sources(world: "World") -> Json:
    """
    Return what really happened.

    ``orders`` by name, ``refunds`` and ``chargebacks`` by number, ``threads`` by the name of
    the conversation, ``reviews`` by id.
    """
    paid_back = _paid_back(world)
    return {
        "orders": {name: _order(world, life) for name, life in world.lives.items()},
        "refunds": {
            str(refund.number): _refund(refund, double=refund.order.name in paid_back)
            for refunds in world.refunds.values()
            for refund in refunds
        },
        "threads": {name: _thread(thread) for name, thread in world.conversations.items()},
        "reviews": {
            review.review_id: _review(review) for reviews in world.reviews.values() for review in reviews
        },
        "chargebacks": {
            str(case.number): _chargeback(case) for cases in world.chargebacks.values() for case in cases
        },
    }


def _paid_back(world: "World") -> set[str]:
    """Return the orders whose buyers got money by a dispute, at PayPal or from their bank."""
    by_paypal = {case.order.name for case in world.cases.values() if case.refunded_minor}
    by_bank = {
        case.order.name
        for cases in world.chargebacks.values()
        for case in cases
        if case.status in CONCEDED and case.kind == "CHARGEBACK"
    }
    return by_paypal | by_bank


def _order(world: "World", life: Life) -> Json:
    parcels = world.parcels.get(life.order.name, [])
    return {
        "brand": life.order.brand.slug,
        "cause": life.cause or None,
        "state": state_of_order(parcels, life.promised_at, world.now),
        "parcels": [state_of(parcel, life.promised_at, world.now) for parcel in parcels],
    }


def _refund(refund: Refund, *, double: bool) -> Json:
    return {
        "brand": refund.order.brand.slug,
        "order": refund.order.name,
        "cause": refund.cause or None,
        "at": instant(refund.at),
        "amount": major(refund.minor),
        "currency": refund.order.brand.currency,
        "status": refund.status,
        "return": refund.return_number,
        "double": double and refund.status == "SUCCESS",
    }


def _thread(thread: Conversation) -> Json:
    mails = [letter for letter in thread.letters if letter.inbound and not letter.automatic]
    answers = [letter for letter in thread.letters if not letter.inbound and not letter.automatic]
    waits = thread.waiting_since is not None
    return {
        "brand": thread.brand.slug,
        "order": thread.order.name if thread.order else None,
        "cause": thread.cause or None,
        "automatic": not mails,
        "letters": len(thread.letters),
        "first_in": instant(mails[0].at) if mails else None,
        "first_answer": instant(answers[0].at) if answers else None,
        "waiting": waits,
        "waiting_since": instant(thread.waiting_since),
        "wants_answer": waits and any(letter.wants_answer for letter in mails[-1:]),
        "whole": thread.whole,
    }


def _review(review: Review) -> Json:
    return {
        "brand": review.brand_slug,
        "order": review.order_name or None,
        "cause": review.cause or None,
        "stars": review.stars,
        "first_stars": review.star_history[0][1],
        "created_at": instant(review.created_at),
        "edited_at": instant(review.star_history[-1][0]) if len(review.star_history) > 1 else None,
        "replied_at": instant(review.reply.at) if review.reply else None,
        "hidden": review.hidden,
        "deleted_at": instant(review.deleted_at),
    }


def _chargeback(case: Chargeback) -> Json:
    return {
        "brand": case.order.brand.slug,
        "order": case.order.name,
        "cause": case.trouble.cause,
        "kind": case.kind,
        "initiated_as": case.initiated_as,
        "status": case.status,
        "round": case.round,
        "amount": major(case.amount_minor),
        "currency": case.order.brand.currency,
        "initiated_at": instant(case.initiated_at),
        "due_at": instant(case.due_at),
        "sent_at": instant(case.sent_at),
        "sent_by": case.sent_by or None,
        "finalized_at": instant(case.finalized_at),
    }
