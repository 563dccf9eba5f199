"""
Which letter a dispute gets: by the action that was chosen, else by the advice, else by what is possible.

The family and the shipment state come from the advice, so that a message never says another thing than the
playbook. What moves money has no letter of its own here: it is done at the platform.
"""

from dataclasses import replace

from sheets_bot.domain.acts.act import Kind
from sheets_bot.domain.cases.advice import Advice
from sheets_bot.domain.cases.stages import Step
from sheets_bot.domain.drafts.draft import Draft, DraftDesk, write_draft
from sheets_bot.domain.drafts.known import Known, known_of
from sheets_bot.domain.drafts.known_for_evidence import known_for_evidence
from sheets_bot.domain.drafts.offers import dispute_kinds
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.lint.finding import Audience
from sheets_bot.domain.orders.shipment import ShipState
from sheets_bot.domain.orders.shipment_news import News
from sheets_bot.domain.tab_rows import TabRow, text_in

STATE_NAMES = {
    "S0": "s0", "S1": "s1", "S2": "s2", "S2?": "unseen", "S3": "s3",
    "S4": "s4", "S5": "s5", "S6": "s6", "S7": "s7",
}  # fmt: skip
"""Shipment states as they stand in the names of templates."""
TO_FETCH = "fetch"
"""Whatever the time: at a pick-up point."""
HELD_UP = "held"
"""S3 before the promised day: a delay, a failure, or silence, and still time."""

_FAMILIES = {
    "MERCHANDISE_OR_SERVICE_NOT_RECEIVED": "INR",
    "PRODUCT_NOT_RECEIVED": "INR",
    "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED": "SNAD",
    "PRODUCT_UNACCEPTABLE": "SNAD",
    "UNAUTHORISED": "FRAUD",
    "FRAUDULENT": "FRAUD",
    "UNRECOGNIZED": "FRAUD",
    "DEBIT_NOT_AUTHORIZED": "FRAUD",
    "CREDIT_NOT_PROCESSED": "CREDIT",
    "DUPLICATE_TRANSACTION": "BILLING",
    "DUPLICATE": "BILLING",
    "INCORRECT_AMOUNT": "BILLING",
    "PAYMENT_BY_OTHER_MEANS": "BILLING",
    "CANCELED_RECURRING_BILLING": "SUBS",
    "SUBSCRIPTION_CANCELLED": "SUBS",
}
"""Where no advice says the family: PayPal's and Shopify's codes (Customer Disputes API v1, Admin GraphQL)."""
_BILLING = {
    "DUPLICATE_TRANSACTION": "paypal_duplicate",
    "DUPLICATE": "paypal_duplicate",
    "INCORRECT_AMOUNT": "paypal_amount",
    "PAYMENT_BY_OTHER_MEANS": "paypal_other_means",
}
_SNAD = {
    "size or fit": "paypal_snad_size",
    "wrong or missing item": "paypal_snad_wrong_item",
    "damage or quality shown": "paypal_snad_damaged",
    "counterfeit claimed": "paypal_snad_counterfeit",
    "return asked for": "paypal_snad_return",
    "return delivered": "paypal_snad_returned",
    "complaint by mail": "paypal_snad_complaint",
}
"""By the situation that stands last in a playbook line's key."""
_NOT_THERE = frozenset({"S0", "S1", "S2", "S3"})
_OPENED_EARLY, _DECISION_DAY = "opened before it arrived", "decision day"
_OTHER_WAYS = frozenset({"S5", "S6", "S7"})
"""Where a letter about "not received" names the refund beside a new parcel."""
_EVIDENCE = {
    Kind.APPEAL: "evidence_appeal",
    Kind.ADD_INFORMATION: "evidence_more",
}
_TELLS_EVIDENCE = frozenset(
    {Kind.PROVIDE_EVIDENCE, Kind.APPEAL, Kind.ADD_INFORMATION, Kind.SAVE_EVIDENCE, Kind.SUBMIT_EVIDENCE}
)
_MAILS = {
    "SNAD": ("mail_damaged",),
    "BILLING": ("mail_payment",),
    "SUBS": ("mail_payment",),
}
_INQUIRY = "Inquiry"
"""The stage in which no money has been taken yet, in the words of `shop_dispute_words.py`."""
_ONLY_ASKED = frozenset({Kind.HOLD, Kind.SEND_MAIL, Kind.OFFER_REPLACEMENT, Kind.ADD_INFORMATION})
"""Written only where a person chose them, or the advice names them."""
_FIGHTS = _TELLS_EVIDENCE - {Kind.ADD_INFORMATION}


def draft_for_dispute(
    row: TabRow,
    case: OrderCase | None,
    advice: Advice | None,
    *,
    desk: DraftDesk,
    key: str,
    pieces: frozenset[str] = frozenset(),
) -> Draft:
    """
    Return the text that a dispute's row proposes.

    Args:
        row: Of `Disputes`, as read.
        case: Everything about its order; None where that is not known.
        advice: What the playbook says; None where it says nothing.
        desk: Templates, house and moment.
        key: The case's number, as in the tab.
        pieces: Codes of the pieces of evidence that its packet would hold.
    """
    kind = _kind_of(row, advice, desk)
    wanted = advice.state if advice else ""
    if kind in _TELLS_EVIDENCE:
        known = known_for_evidence(row, case, at=desk.at, wanted=wanted, pieces=pieces)
    else:
        known = known_of(row, case, at=desk.at, wanted=wanted)
    if kind is None or kind is Kind.HOLD:
        return Draft(audience=Audience.PLATFORM, lint=known.lint, kind=kind)
    family = (advice.family if advice else "") or _FAMILIES.get(text_in(row, "reason_code"), "MISC")
    state = (advice.state if advice and advice.state in STATE_NAMES else "") or known.state
    audience, names = _letter(kind, family, state, row, known, advice)
    language = _language(row, case, desk) if audience is not Audience.PLATFORM else "en"
    draft = write_draft(names, row, known, desk=desk, language=language, audience=audience, key=key)
    return replace(draft, kind=kind)


def _kind_of(row: TabRow, advice: Advice | None, desk: DraftDesk) -> Kind | None:
    """Return the act that a text is wanted for: the chosen one, the advised one, else the first that fits."""
    chosen = text_in(row, "action")
    if chosen in set(Kind):
        return Kind(chosen)
    offered = [kind for kind in dispute_kinds(row, now=desk.at.now) if kind not in _ONLY_ASKED]
    if advice and advice.action in set(dispute_kinds(row, now=desk.at.now)):
        return Kind(advice.action)
    # Against the advice nobody is nudged into a fight; to write to the buyer is always sensible.
    if advice and advice.action:
        offered = [kind for kind in offered if kind not in _FIGHTS]
    return offered[0] if offered else None


def _letter(
    kind: Kind, family: str, state: str, row: TabRow, known: Known, advice: Advice | None
) -> tuple[Audience, tuple[str, ...]]:
    """Return who reads the text and which templates fit, the best one first."""
    if kind in _TELLS_EVIDENCE:
        names = (_EVIDENCE.get(kind, ""), f"evidence_{family.lower()}", "evidence_misc")
        return Audience.PLATFORM, names
    if kind is Kind.OFFER_REPLACEMENT:
        return Audience.PAYPAL_BUYER, ("paypal_offer",)
    if kind is Kind.SEND_MAIL:
        return Audience.CUSTOMER, _mail_names(family, state, row, known, advice)
    return Audience.PAYPAL_BUYER, _message_names(family, state, row, known, advice)


def name_of_state(state: str, known: Known) -> str:
    """
    Return the end of a template's name.

    What lies at a pick-up point waits for the buyer, and nobody is told before the promised day that it is
    late.
    """
    if state in {ShipState.MOVING, ShipState.LATE} and _waits_for_buyer(known):
        return TO_FETCH
    return HELD_UP if state == ShipState.LATE and not known.is_late else STATE_NAMES.get(state, "")


def _waits_for_buyer(known: Known) -> bool:
    return text_in(known.parcel, "carrier_says") == News.TO_BE_FETCHED


def _message_names(
    family: str, state: str, row: TabRow, known: Known, advice: Advice | None
) -> tuple[str, ...]:
    by_state = (f"paypal_inr_{name_of_state(state, known)}", "paypal_inr")
    situation = advice.line.rpartition(", ")[2] if advice else ""
    if advice and advice.action == Step.REFUND and _is_refund_alone(family, state, situation):
        return ("paypal_pays",)
    # A parcel that goes back was not returned by the buyer, who has never had it.
    if family == "INR" or (family == "SNAD" and state == ShipState.RETURNED):
        return by_state
    if family == "SNAD":
        if situation == _OPENED_EARLY and "delivered_on" in known.days:
            return ("paypal_snad_early",)
        return (_SNAD.get(situation, "paypal_snad_not_there" if state in _NOT_THERE else ""), "paypal_snad")
    if family == "BILLING":
        return (_BILLING.get(text_in(row, "reason_code"), ""), "paypal_misc")
    return (f"paypal_{family.lower()}", "paypal_misc")


def _is_refund_alone(family: str, state: str, situation: str) -> bool:
    """Say whether a refund that was advised is told by itself: no choice, and nothing to wait for."""
    if family == "INR":
        return situation == _DECISION_DAY or state not in _OTHER_WAYS
    return family == "FRAUD"


def _mail_names(family: str, state: str, row: TabRow, known: Known, advice: Advice | None) -> tuple[str, ...]:
    """Return the templates of a mail; none may promise money that the case has already taken or holds."""
    if text_in(row, "platform") == "PayPal":
        return _message_names(family, state, row, known, advice)
    if text_in(row, "stage") != _INQUIRY:
        return ("mail_chargeback",)
    if family == "INR":
        return (f"mail_where_{name_of_state(state, known)}", "mail_where")
    if family == "CREDIT":
        return ("mail_refunded",) if known.refunded else ("mail_payment",)
    return (*_MAILS.get(family, ()), "mail_other")


def _language(row: TabRow, case: OrderCase | None, desk: DraftDesk) -> str:
    country = text_in(case.order, "country") if case else text_in(row, "country")
    return desk.at.rules.language_of(country)
