"""
What was done to each case, review and conversation since the sandbox's first instant, and what came of it.

The single stories behind the sums of `truth_of_work.py`, as JSON, so that somebody can be told what was won
and lost, and why. Read from the files of the world alone; reading changes nothing. Amounts are decimal text
in major units, instants ISO 8601 in UTC.
"""

from collections.abc import Container, Iterator
from typing import TYPE_CHECKING, Any

from sheets_bot.sandbox.world.bank import BANK_SHARE
from sheets_bot.sandbox.world.card_judgement import believed_share
from sheets_bot.sandbox.world.case import Case, Outcome, Stage
from sheets_bot.sandbox.world.chargebacks import Chargeback
from sheets_bot.sandbox.world.post_office import Conversation
from sheets_bot.sandbox.world.reviews import Review
from sheets_bot.sandbox.world.truth import OUTCOMES, instant, major
from sheets_bot.sandbox.world.truth_of_work import CARD_OUTCOMES, FAMILIES
from sheets_bot.sandbox.world.verdict import odds_of

if TYPE_CHECKING:
    from sheets_bot.sandbox.world.simulation import World

Json = dict[str, Any]

APPEALED = {Stage.PRE_ARBITRATION, Stage.ARBITRATION}
CONTESTED = {Outcome.FOR_SELLER, Outcome.WITH_PAYOUT, Outcome.FOR_BUYER}


def truth_of_deeds(world: "World", *, only: Container[str] | None = None) -> Json:
    """
    Return ``cases``, ``reviews`` and ``mails`` by name, each with ``deeds``: a list of ``at`` and ``did``.

    Of what was over before the start, nothing. With *only*, of these alone, named as in `truth_of_work`.
    ``why`` is PayPal's adjudication reason; banks give none, so theirs is one of ``NOTHING_SENT``,
    ``BANK_CONVINCED``, ``BANK_NOT_CONVINCED``, ``ACCEPTED_BY_SELLER`` and ``PREVENTED``. ``odds`` is how
    often (0 to 1) such an answer wins such a case in this world; None where nothing was weighed.
    """
    since = world.starts_at
    with world.lock:
        told = {
            "cases": dict(_of_paypal(world, since)) | dict(_of_banks(world, since)),
            "reviews": dict(_of_reviews(world, since)),
            "mails": dict(_of_mails(world, since)),
        }
    return {
        kind: {name: one for name, one in ones.items() if only is None or name in only}
        for kind, ones in told.items()
    }


def _of_paypal(world: "World", since: float) -> Iterator[tuple[str, Json]]:
    for case in world.cases.values():
        if case.closed_at is not None and case.closed_at <= since:
            continue
        why = case.adjudications[-1].reason if case.outcome and case.adjudications else ""
        answered = case.answered_at is not None and why != "NO_SELLER_RESPONSE"
        weighed = case.outcome in CONTESTED and answered
        yield (
            case.dispute_id,
            {
                "at": "PayPal",
                "order": case.order.name,
                "family": FAMILIES.get(case.reason, "OTHER"),
                "currency": case.currency,
                "amount": major(case.amount_minor),
                "kept": major(case.amount_minor - case.refunded_minor),
                "fees": major(case.fees_minor),
                "outcome": OUTCOMES[case.outcome] if case.outcome else None,
                "why": why,
                "odds": odds_of(case, world.centre.grounds(case, case.closed_at)).share
                if weighed and case.closed_at
                else None,
                "missed": [instant(at) for at in case.missed if at > since],
                "answered_before": _was_done(_paypal_deeds(case), since),
                "deeds": _deeds(_paypal_deeds(case), since),
            },
        )


def _paypal_deeds(case: Case) -> Iterator[tuple[float, str]]:
    yield from ((one.at, "message") for one in case.messages if one.by == "SELLER")
    yield from ((one.at, "offer") for one in case.offers if one.actor == "SELLER" and one.event == "PROPOSED")
    yield from (
        (one.at, "appeal" if one.stage in APPEALED else "evidence")
        for one in case.evidences
        if one.source == "SUBMITTED_BY_SELLER"
    )
    yield from ((one.at, "information") for one in case.supporting_info)
    yield from ((one.at, "accepted") for one in case.adjudications if one.reason == "SELLER_ISSUED_REFUND")


def _of_banks(world: "World", since: float) -> Iterator[tuple[str, Json]]:
    for case in (one for listed in world.chargebacks.values() for one in listed):
        if case.finalized_at is not None and case.finalized_at <= since:
            continue
        why, odds = _of_verdict(world, case)
        yield (
            f"SH-{case.number}",
            {
                "at": "bank",
                "order": case.order.name,
                "family": FAMILIES.get(case.reason, "OTHER"),
                "currency": case.order.brand.currency,
                "amount": major(case.amount_minor),
                "kept": major(case.amount_minor if case.status == "WON" else 0),
                "fees": major(case.fee_minor if case.status in {"LOST", "ACCEPTED"} else 0),
                "outcome": CARD_OUTCOMES.get(case.status),
                "why": why,
                "odds": odds,
                "missed": [instant(case.sent_at)] if case.sent_at and not case.sent else [],
                "answered_before": _was_done(_bank_deeds(case), since),
                "deeds": _deeds(_bank_deeds(case), since),
            },
        )


def _of_verdict(world: "World", case: Chargeback) -> tuple[str, float | None]:
    if case.finalized_at is None:
        return "", None
    if case.status in {"ACCEPTED", "PREVENTED"}:
        return {"ACCEPTED": "ACCEPTED_BY_SELLER"}.get(case.status, case.status), None
    if not case.sent:
        return "NOTHING_SENT", None
    odds = believed_share(case, world.bank.grounds(case, case.finalized_at)) * BANK_SHARE
    return "BANK_CONVINCED" if case.status == "WON" else "BANK_NOT_CONVINCED", odds


def _bank_deeds(case: Chargeback) -> Iterator[tuple[float, str]]:
    if case.sent_at is not None and case.sent_by == "person":
        yield case.sent_at, "sent"
    elif case.saved_at is not None:
        yield case.saved_at, "saved"
    if case.status == "ACCEPTED" and case.finalized_at is not None:
        yield case.finalized_at, "accepted"


def _of_reviews(world: "World", since: float) -> Iterator[tuple[str, Json]]:
    for review in (one for listed in world.reviews.values() for one in listed):
        was_answered = review.reply is not None and review.reply.at <= since
        if was_answered or (review.deleted_at is not None and review.deleted_at <= since):
            continue
        before = _stars_at(review, since)
        warned = any(
            at > since and name == review.review_id
            for at, name in world.archive.warnings.get(review.brand_slug, [])
        )
        yield (
            review.review_id,
            {
                "order": review.order_name,
                "by": review.display_name,
                "stars_before": before,
                "stars": review.stars,
                "written": instant(review.created_at),
                "gone": review.deleted_at is not None,
                "warned": warned,
                "deeds": _deeds(iter([(review.reply.at, "reply")] if review.reply else []), since),
            },
        )


def _stars_at(review: Review, since: float) -> int:
    """Return the stars that stood at *since*, or the first ones of a review written later."""
    known = [stars for at, stars in review.star_history if at <= since]
    return known[-1] if known else review.star_history[0][1]


def _of_mails(world: "World", since: float) -> Iterator[tuple[str, Json]]:
    for thread in world.conversations.values():
        written = [one for one in thread.letters if not one.automatic]
        came = any(one.inbound and one.at > since for one in written)
        deeds = _deeds(((one.at, "mail") for one in written if not one.inbound), since)
        if came or deeds or thread.waiting_since is not None:
            yield (
                thread.name,
                {
                    "order": thread.order.name if thread.order else "",
                    "begun_by_us": _begun_by_us(thread),
                    "waiting": thread.waiting_since is not None,
                    "deeds": deeds,
                },
            )


def _begun_by_us(thread: Conversation) -> bool:
    persons = [one for one in thread.letters if not one.automatic]
    return bool(persons) and not persons[0].inbound


def _was_done(done: Iterator[tuple[float, str]], since: float) -> bool:
    """Say whether anything was done before the start, by whoever answered then."""
    return any(at <= since for at, _ in done)


def _deeds(done: Iterator[tuple[float, str]], since: float) -> list[Json]:
    return [{"at": instant(at), "did": did} for at, did in sorted(done) if at > since]
