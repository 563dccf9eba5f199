"""
What PayPal makes of an answer: the evidence held against the facts of the order, at the hour of decision.

Pure. A `Finding` says how often such a case is won and which code stands under it when it is lost.
Bands follow this project's study of the field (VL under 0.1, L to 0.3, M to 0.6, H to 0.85: starting
values, no neutral statistics are published); codes are PayPal's `adjudication_reason`. The draw itself
is in `verdict.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sheets_bot.sandbox.world.case import Case, Evidence
from sheets_bot.sandbox.world.grounds import Grounds
from sheets_bot.sandbox.world.parcels import Parcel
from sheets_bot.sandbox.world.policy import worth_of
from sheets_bot.sandbox.world.troubles import CREDIT, NOT_AS_DESCRIBED, NOT_RECEIVED, UNAUTHORISED
from sheets_bot.sandbox.world.well_said import (
    names_date,
    names_goods,
    names_number_of,
    names_order,
    names_variant,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What the evidence of a case amounts to."""

    share: float
    """Of such cases, how many are decided for the seller (0..1)."""
    why_lost: str
    why_won: str


NOT_RECEIVED_BY_STATE = {
    "S0": Finding(0.02, "ITEM_NOT_SHIPPED", "DECISION_BASED_ON_AVAILABLE_INFORMATION"),
    "S1": Finding(0.03, "UNUSED_SHIPPING_LABEL", "VALID_SHIPMENT_PROOF"),
    "S2": Finding(0.45, "POS_SUBMITTED_INSTEAD_OF_POD", "DELIVERY_DUE_WITHIN_EXPECTED_DELIVERY_DATE"),
    # The code that names a transit beyond its time is cut short in the copy read; this one stands in.
    "S3": Finding(0.18, "POS_SUBMITTED_INSTEAD_OF_POD", "VALID_SHIPMENT_PROOF"),
    "S4": Finding(0.82, "TRUSTED_BUYER_PAYOUT", "VALID_PROOF_OF_DELIVERY"),
    "S5": Finding(0.12, "NOT_SHIPPED_TO_CORRECT_ADDRESS", "VALID_PROOF_OF_DELIVERY"),
    "S6": Finding(0.30, "ITEM_NOT_DELIVERED", "DELIVERY_OR_SERVICE_REFUSED"),
    "S7": Finding(0.04, "NO_PROOF_OF_DELIVERY", "VALID_SHIPMENT_PROOF"),
}
DELIVERED_LATE = Finding(0.72, "DELIVERY_AFTER_EXPECTED_DELIVERY_DATE", "VALID_PROOF_OF_DELIVERY")

UNAUTHORISED_BY_STATE = {
    "S0": Finding(0.02, "INELIGIBLE_SELLER_PROTECTION_POLICY", "NOT_AN_UNAUTHORIZED_TRANSACTION"),
    "S1": Finding(0.04, "INVALID_PROOF_OF_SHIPMENT", "NOT_AN_UNAUTHORIZED_TRANSACTION"),
    "S2": Finding(0.65, "INVALID_PROOF_OF_SHIPMENT", "PROTECTED_BY_PAYPAL"),
    "S3": Finding(0.60, "INVALID_PROOF_OF_SHIPMENT", "PROTECTED_BY_PAYPAL"),
    "S4": Finding(0.80, "INELIGIBLE_SELLER_PROTECTION_POLICY", "PROTECTED_BY_PAYPAL"),
    "S5": Finding(0.08, "NOT_SHIPPED_TO_CORRECT_ADDRESS", "PROTECTED_BY_PAYPAL"),
    "S6": Finding(0.25, "ITEM_NOT_DELIVERED", "PROTECTED_BY_PAYPAL"),
    "S7": Finding(0.30, "NO_PROOF_OF_DELIVERY", "PROTECTED_BY_PAYPAL"),
}
TRUE_FRAUD_PART = 0.6
"""Of what a claim by a buyer of the house would win: the account really was somebody else's."""

UNLINKED = Finding(0.03, "INVALID_DOCUMENTATION", "DECISION_BASED_ON_AVAILABLE_INFORMATION")
REFUND_PROVEN = Finding(0.97, "INVALID_REFUND_PROOF", "VALID_PROOF_OF_REFUND")
REFUND_UNKNOWN = Finding(0.02, "INVALID_REFUND_PROOF", "VALID_PROOF_OF_REFUND")
REFUND_TOO_SMALL = Finding(0.25, "INVALID_REFUND_PROOF", "VALID_PROOF_OF_REFUND")
TRACKING_ONLY = Finding(0.03, "TRACKING_PROOF_NOT_ENOUGH", "ITEM_SOLD_AS_DESCRIBED")

WRONG_CARRIER_PART = 0.6
"""PayPal cannot follow a number under another carrier's name."""
UNFOLLOWED_PART = 0.7
"""Nor a carrier who tells nobody: delivered or not, only paper says so."""
PARCEL_LEFT_OUT_PART = 0.5
WORDS_PART = (0.34, 0.6, 0.85, 1.0, 1.15, 1.25)
"""Of what the truth of the matter would win, by how many things the words name or show."""
MOST_SHARE = 0.92


def weigh(case: Case, grounds: Grounds) -> Finding:
    """Return what has been handed in so far amounts to."""
    handed_in = [one for one in case.evidences if one.source == "SUBMITTED_BY_SELLER"]
    refund_ids = {refund_id for one in handed_in for refund_id in one.refund_ids}
    if refund_ids:
        found = _refund(case, grounds, refund_ids)
        if found.share > REFUND_UNKNOWN.share or case.reason == CREDIT:
            return found
    if case.reason in {NOT_RECEIVED, UNAUTHORISED}:
        return _delivery(case, grounds, handed_in)
    return _matter(case, grounds, handed_in)


def _refund(case: Case, grounds: Grounds, refund_ids: set[str]) -> Finding:
    paid = [refund for refund in grounds.refunds if refund.provider_id in refund_ids]
    if not paid:
        return REFUND_UNKNOWN
    whole = sum(refund.minor for refund in paid) >= case.amount_minor
    return REFUND_PROVEN if whole else REFUND_TOO_SMALL


def _delivery(case: Case, grounds: Grounds, handed_in: Sequence[Evidence]) -> Finding:
    pairs = [pair for one in handed_in for pair in one.tracking]
    words = " ".join(one.notes for one in handed_in)
    by_number = {parcel.number: parcel for parcel in grounds.parcels}
    named = [by_number[number] for _, number in pairs if number in by_number]
    part = 1.0
    if not named:
        told = [parcel for parcel in grounds.parcels if names_number_of([parcel], words)]
        if pairs or not told:
            return _words_alone(case, handed_in, grounds, linked=not pairs)
        named, part = told, WORDS_PART[1]
    elif not all(_carrier_fits(carrier, by_number[n]) for carrier, n in pairs if n in by_number):
        part *= WRONG_CARRIER_PART
    if not all(parcel.tracked for parcel in named):
        part *= UNFOLLOWED_PART
    if len({parcel.number for parcel in named}) < len(grounds.parcels):
        part *= PARCEL_LEFT_OUT_PART
    found = _by_state(case, grounds, grounds.state_of(named))
    if part < 1 and found.share > 0.3:
        return Finding(found.share * part, "INVALID_TRACKING", found.why_won)
    return Finding(found.share * part, found.why_lost, found.why_won)


def _by_state(case: Case, grounds: Grounds, state: str) -> Finding:
    if case.reason == UNAUTHORISED:
        found = UNAUTHORISED_BY_STATE[state]
        part = TRUE_FRAUD_PART if case.trouble.cause == "true_fraud" else 1
        return Finding(found.share * part, found.why_lost, found.why_won)
    late = state == "S4" and not grounds.in_time
    return DELIVERED_LATE if late else NOT_RECEIVED_BY_STATE[state]


def _words_alone(case: Case, handed_in: Sequence[Evidence], grounds: Grounds, *, linked: bool) -> Finding:
    """Return what a case of delivery without the number of a parcel of the order amounts to."""
    if not linked:
        return UNLINKED
    found = _by_state(case, grounds, grounds.state)
    return Finding(
        found.share * worth_of(handed_in, case.reason), "PROOF_OF_TRACKING_NOT_SUBMITTED", found.why_won
    )


def _matter(case: Case, grounds: Grounds, handed_in: Sequence[Evidence]) -> Finding:
    """Return what a case about quality, amounts or the rest amounts to: words and papers."""
    words = " ".join(one.notes for one in handed_in)
    shown = any(one.documents for one in handed_in)
    if case.reason == NOT_AS_DESCRIBED and not shown and not words and any(one.tracking for one in handed_in):
        return TRACKING_ONLY
    points = sum(
        (
            names_order(grounds.order, words),
            names_goods(grounds.order, words),
            names_variant(grounds.order, words),
            names_date(words),
            2 * shown,
        )
    )
    part = WORDS_PART[min(points, len(WORDS_PART) - 1)]
    share = min(MOST_SHARE, case.claim.win_share * part)
    why_lost = case.claim.lost_because if points >= 2 else "INVALID_DOCUMENTATION"
    return Finding(share, why_lost, case.claim.won_because)


def _carrier_fits(given: str, parcel: Parcel) -> bool:
    """Say whether a carrier of PayPal's list, or OTHER, can be meant by what the shop calls it."""
    given_words, true_words = (
        name.casefold().replace("_", "").replace(" ", "") for name in (given, parcel.carrier)
    )
    known = next((name for name in ON_PAYPALS_LIST if name in true_words), "")
    return known in given_words if known else given == "OTHER" or true_words in given_words


ON_PAYPALS_LIST = ("royalmail", "usps", "ups", "dhl", "dpd", "laposte", "yunexpress", "correos")
"""Carriers of this world that PayPal's list has, squeezed; for all others it has OTHER and a name."""
