"""
What came of the work since the sandbox's first instant, as JSON: money, dates, reviews, mails.

Counted from the files of the world alone, so that two ways of working can be compared on the same season.
Reading changes nothing. Amounts are decimal text in major units by currency.
"""

from collections import Counter
from collections.abc import Container, Iterable
from typing import TYPE_CHECKING, Any

from sheets_bot.sandbox.world.case import Case, Channel
from sheets_bot.sandbox.world.chargebacks import Chargeback
from sheets_bot.sandbox.world.troubles import CREDIT, NOT_AS_DESCRIBED, NOT_RECEIVED, UNAUTHORISED
from sheets_bot.sandbox.world.truth import OUTCOMES, instant, major

if TYPE_CHECKING:
    from sheets_bot.sandbox.world.simulation import World

Json = dict[str, Any]

FAMILIES = {
    NOT_RECEIVED: "INR",
    NOT_AS_DESCRIBED: "SNAD",
    UNAUTHORISED: "FRAUD",
    CREDIT: "CREDIT",
    "PRODUCT_NOT_RECEIVED": "INR",
    "PRODUCT_UNACCEPTABLE": "SNAD",
    "FRAUDULENT": "FRAUD",
    "UNRECOGNIZED": "FRAUD",
    "CREDIT_NOT_PROCESSED": "CREDIT",
}
"""Reasons that are treated alike; every other one is in the family ``OTHER``."""

CARD_OUTCOMES = {"WON": "Won", "LOST": "Lost", "ACCEPTED": "Conceded", "PREVENTED": "Prevented"}


def truth_of_work(world: "World", *, only: Container[str] | None = None) -> Json:
    """
    Return what came of the cases that were open or opened since the start, and of all the rest.

    ``paypal`` and ``cards`` with counts by family and outcome, amounts and missed dates; ``spared``
    complaints; ``paid_back`` by a person; ``reviews``; ``mails``. With *only*, of these alone: PayPal's
    ids, ``SH-`` with the number of a chargeback, ids of reviews, names of conversations.
    """
    since = world.starts_at
    cases = [
        case
        for case in world.cases.values()
        if (case.closed_at is None or case.closed_at > since) and (only is None or case.dispute_id in only)
    ]
    charged = [
        case
        for cases_of_brand in world.chargebacks.values()
        for case in cases_of_brand
        if (case.finalized_at is None or case.finalized_at > since)
        and (only is None or f"SH-{case.number}" in only)
    ]
    return {
        "since": instant(since),
        "paypal": _paypal(cases, since),
        "cards": _cards(charged),
        "spared": sum(one.kind == "spared" and one.at > since for one in world.chronicle.entries),
        "paid_back": _amounts(
            (world.brand(slug).currency, minor) for slug, _, minor in world.given_by_person
        ),
        "reviews": _reviews(world, since, only),
        "mails": _mails(world, since, only),
    }


def _paypal(cases: list[Case], since: float) -> Json:
    closed = [case for case in cases if case.outcome is not None]
    return {
        "cases": len(cases),
        "closed": len(closed),
        "disputed": _amounts((case.currency, case.amount_minor) for case in closed),
        "kept": _amounts((case.currency, case.amount_minor - case.refunded_minor) for case in closed),
        "fees": _amounts((case.currency, case.fees_minor) for case in closed),
        "missed": {
            case.dispute_id: [instant(at) for at in case.missed if at > since]
            for case in cases
            if any(at > since for at in case.missed)
        },
        "outcomes": _outcomes(
            (FAMILIES.get(case.reason, "OTHER"), OUTCOMES[case.outcome]) for case in closed if case.outcome
        ),
        "of_bank": sum(case.channel is Channel.EXTERNAL for case in closed),
    }


def _cards(cases: list[Chargeback]) -> Json:
    ended = [case for case in cases if not case.is_open]
    kept = [(c.order.brand.currency, c.amount_minor if c.status == "WON" else 0) for c in ended]
    fees = [(c.order.brand.currency, c.fee_minor if c.status in {"LOST", "ACCEPTED"} else 0) for c in ended]
    return {
        "cases": len(cases),
        "closed": len(ended),
        "disputed": _amounts((case.order.brand.currency, case.amount_minor) for case in ended),
        "kept": _amounts(kept),
        "fees": _amounts(fees),
        "sent_by_person": sum(case.sent_by == "person" for case in cases),
        "sent_empty": sum(case.sent_at is not None and not case.sent for case in cases),
        "outcomes": _outcomes(
            (FAMILIES.get(_first_reason(case), "OTHER"), CARD_OUTCOMES[case.status]) for case in ended
        ),
    }


def _first_reason(case: Chargeback) -> str:
    """Return the family's reason even after the bank has taken a case up again under another name."""
    return case.trouble.reason if case.reason == "GENERAL" else case.reason


def _reviews(world: "World", since: float, only: Container[str] | None) -> Json:
    written = [
        one
        for reviews in world.reviews.values()
        for one in reviews
        if one.created_at > since and (only is None or one.review_id in only)
    ]
    bad = [one for one in written if one.star_history[0][1] <= 2]
    return {
        "written": len(written),
        "bad": len(bad),
        "answered": sum(one.reply is not None for one in bad),
        "improved": sum(one.stars > one.star_history[0][1] for one in bad),
        "warnings": sum(at > since for warnings in world.archive.warnings.values() for at, _ in warnings),
    }


def _mails(world: "World", since: float, only: Container[str] | None) -> Json:
    threads = [
        thread
        for thread in world.conversations.values()
        if any(one.inbound and not one.automatic and one.at > since for one in thread.letters)
        and (only is None or thread.name in only)
    ]
    return {"threads": len(threads), "waiting": sum(thread.waiting_since is not None for thread in threads)}


def _amounts(pairs: Iterable[tuple[str, int]]) -> dict[str, str]:
    sums: Counter[str] = Counter()
    for currency, minor in pairs:
        sums[currency] += minor
    return {currency: major(minor) for currency, minor in sorted(sums.items())}


def _outcomes(pairs: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for family, outcome in pairs:
        found.setdefault(family, Counter())[outcome] += 1
    return {family: dict(sorted(counts.items())) for family, counts in sorted(found.items())}
