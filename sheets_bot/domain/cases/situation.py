"""
Named tests over the rows of one case: what else is true that the playbook asks for.

Each situation is one test with a name that a specialist can read; a case may be in several. What
the claim check found (`join/claim_check.py`) is taken over, never judged a second time. What a person
typed as root cause is believed before what a mail is filed under. What cannot be known from the rows is
no situation.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sheets_bot.domain.cases.families import NOT_RECOGNISED, TECHNICAL, TRANSFER, Family
from sheets_bot.domain.cases.order_state import OrderState, promised_by
from sheets_bot.domain.cases.stages import Stage
from sheets_bot.domain.disputes.dispute_words import channel_words
from sheets_bot.domain.join.claim_finding import Check, Verdict
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.money import Money, total
from sheets_bot.domain.orders.order_words import risk_words
from sheets_bot.domain.orders.shipment import ShipState
from sheets_bot.domain.orders.shipment_news import News
from sheets_bot.domain.tab_rows import TabRow, instant_in, money_in, text_in

NOTICE_DAYS = 2
"""An unauthorised payment is covered where it was sent at most so long after PayPal's notice (PayPal)."""


class Situation(StrEnum):
    """The text is what stands in the tab `Playbook`."""

    NO_ORDER = "order not known"
    ALERT = "alert before a chargeback"
    PAID_BACK = "paid back"
    """What was refunded and arrived covers the disputed amount."""
    PART_PAID_BACK = "part paid back"
    REFUND_NOT_PAID = "refund not paid"
    """Entered, and not known to have arrived."""
    REFUND_UNCLEAR = "refund in another currency"
    DECISION_DAY = "decision day"
    """An inquiry has been open for the days set in `Settings`."""
    PROMISE_PASSED = "promise passed"
    BEFORE_PROMISE = "opened before the promised day"
    """And it came by that day, or the day is still ahead; once it has passed, the buyer has become right."""
    EXPECTED_IN_TIME = "expected in time"
    """The carrier expects delivery before the last safe shift ends."""
    PLACE_NOT_TOLD = "place not told"
    CHANGE_ASKED = "change asked for"
    """A mail is filed as "Cancel or change": a new address, or a cancellation."""
    BUYER_REFUSED = "buyer refused it"
    BEFORE_ARRIVAL = "opened before it arrived"
    COUNTERFEIT = "counterfeit claimed"
    WRONG_ITEM = "wrong or missing item"
    DAMAGE = "damage or quality shown"
    SIZE = "size or fit"
    COMPLAINT = "complaint by mail"
    """A mail is filed as "Damaged or wrong item"; which of the two, nobody has said yet."""
    RETURN_ASKED = "return asked for"
    RETURN_DONE = "return delivered"
    FRAUD_LIKELY = "fraud likely"
    NOT_RECOGNISED = "payment not recognised"
    BUYER_WROTE = "buyer wrote about it"
    SENT_IN_TIME = "sent in time"
    """First scan at most two days after the case was opened."""
    SENT_TOO_LATE = "sent too late"
    CHARGED_TWICE = "charged twice"
    CHARGED_ONCE = "charged once"
    CHARGED_TOO_MUCH = "charged too much"
    CHARGED_RIGHT = "charged right"
    REFUND_PROMISED = "refund promised"
    CANCELLED_BEFORE = "cancelled before the charge"
    TRANSFER = "problem with a transfer"
    TECHNICAL = "technical reason"
    NEW_PROOF = "new proof"
    """Delivered or paid back since our last evidence, or we never handed any in."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the tests look at."""

    dispute: TabRow
    case: OrderCase | None
    family: Family
    stage: Stage
    found: OrderState
    checks: Iterable[Check]
    decision_days: int
    now: datetime

    @property
    def cause(self) -> str:
        """The root cause that a person typed."""
        return text_in(self.dispute, "root_cause")

    @property
    def opened(self) -> datetime | None:
        """When the case was opened."""
        return instant_in(self.dispute, "opened")

    @property
    def threads(self) -> Iterable[TabRow]:
        """The mails about the order."""
        return self.case.threads.values() if self.case else ()

    @property
    def refunds(self) -> Iterable[TabRow]:
        """The refunds of the order."""
        return self.case.refunds.values() if self.case else ()

    def is_filed(self, category: str) -> bool:
        """True where a mail about the order is filed so; what a person chose there wins."""
        return any(
            (text_in(row, "category_typed") or text_in(row, "category")) == category for row in self.threads
        )

    def says(self, claim: str, verdict: Verdict) -> bool:
        """True where the claim check came to this verdict."""
        return any(check.claim == claim and check.verdict is verdict for check in self.checks)


def situations_of(asked: Asked) -> frozenset[str]:
    """Return the names of all tests that come out true."""
    return frozenset(name.value for name, test in _TESTS.items() if test(asked))


def refunded(asked_case: OrderCase | None, dispute: TabRow) -> Money | None:
    """
    Return what was paid back for the order in the dispute's currency; None where that is not known.

    Not known: the dispute has no amount, or a refund that was paid is in another currency.
    """
    amount = money_in(dispute, "amount")
    rows = asked_case.refunds.values() if asked_case else ()
    paid = [money for row in rows if (money := money_in(row, "paid")) and money.minor > 0]
    if amount is None or any(money.currency != amount.currency for money in paid):
        return None
    return total(paid, amount.currency)


def is_paid_back(asked_case: OrderCase | None, dispute: TabRow) -> bool:
    """Return whether all of the disputed amount was paid back; False where that is not known."""
    amount, paid = money_in(dispute, "amount"), refunded(asked_case, dispute)
    return bool(amount and paid and paid.minor >= amount.minor)


def _part_paid_back(asked: Asked) -> bool:
    paid = refunded(asked.case, asked.dispute)
    return bool(paid and paid.minor) and not is_paid_back(asked.case, asked.dispute)


def _refund_not_paid(asked: Asked) -> bool:
    for row in asked.refunds:
        amount, paid = money_in(row, "amount"), money_in(row, "paid")
        if amount and amount.minor and not (paid and paid.minor):
            return True
    return False


def _refund_unclear(asked: Asked) -> bool:
    return any(asked.refunds) and refunded(asked.case, asked.dispute) is None


def _decision_day(asked: Asked) -> bool:
    days = timedelta(days=asked.decision_days)
    return asked.stage is Stage.PAYPAL_INQUIRY and bool(asked.opened and asked.now >= asked.opened + days)


def _promise_passed(asked: Asked) -> bool:
    promised = promised_by(asked.found, asked.case)
    return bool(promised and promised < asked.now)


def _before_promise(asked: Asked) -> bool:
    """A bank takes such a case as too early (Visa and Mastercard, not received: after the expected date)."""
    promised = promised_by(asked.found, asked.case)
    there_at = instant_in(asked.found.parcel, "delivered") or asked.now
    return bool(promised and asked.opened and asked.opened < promised and there_at <= promised)


def _expected_in_time(asked: Asked) -> bool:
    expected, until = instant_in(asked.found.parcel, "expected"), instant_in(asked.dispute, "respond_by")
    return bool(expected and until and asked.now <= expected <= until)


def _sent_in_time(asked: Asked) -> bool | None:
    """None where the first scan or the notice is not known. A label is no shipment."""
    scan = instant_in(asked.found.parcel, "first_scan")
    if scan is None or asked.opened is None:
        return None
    return scan <= asked.opened + timedelta(days=NOTICE_DAYS)


def _is_returned(asked: Asked, *words: str) -> bool:
    return any(text_in(row, "returned") in words for row in asked.refunds)


def _cancelled_before(asked: Asked) -> bool:
    charged = instant_in(asked.dispute, "paid_at")
    wrote = [
        at
        for row in asked.threads
        if (text_in(row, "category_typed") or text_in(row, "category")) == "Cancel or change"
        if (at := instant_in(row, "first_in"))
    ]
    return asked.cause == "cancellation_ignored" or bool(charged and wrote and min(wrote) < charged)


def _new_proof(asked: Asked) -> bool:
    answered = instant_in(asked.dispute, "answered_at")
    parcels = asked.case.parcels.values() if asked.case else ()
    times = [instant_in(row, "delivered") for row in parcels]
    times += [instant_in(row, "refunded") for row in asked.refunds]
    return any(at is not None and (answered is None or at > answered) for at in times)


_TESTS: Mapping[Situation, Callable[[Asked], bool]] = {
    Situation.NO_ORDER: lambda a: a.case is None,
    Situation.ALERT: lambda a: text_in(a.dispute, "channel") == channel_words("ALERT"),
    Situation.PAID_BACK: lambda a: is_paid_back(a.case, a.dispute),
    Situation.PART_PAID_BACK: _part_paid_back,
    Situation.REFUND_NOT_PAID: _refund_not_paid,
    Situation.REFUND_UNCLEAR: _refund_unclear,
    Situation.DECISION_DAY: _decision_day,
    Situation.PROMISE_PASSED: _promise_passed,
    Situation.BEFORE_PROMISE: _before_promise,
    Situation.EXPECTED_IN_TIME: _expected_in_time,
    Situation.PLACE_NOT_TOLD: lambda a: text_in(a.found.parcel, "carrier_says") == News.DELIVERED_UNPLACED,
    Situation.CHANGE_ASKED: lambda a: a.is_filed("Cancel or change"),
    Situation.BUYER_REFUSED: lambda a: a.cause == "changed_mind",
    Situation.BEFORE_ARRIVAL: lambda a: a.says("Not as described", Verdict.CONTRADICTS),
    Situation.COUNTERFEIT: lambda a: a.cause == "counterfeit_claim",
    Situation.WRONG_ITEM: lambda a: a.cause in {"wrong_item", "missing_item"},
    Situation.DAMAGE: lambda a: a.cause in {"quality_defect", "damaged"},
    Situation.SIZE: lambda a: a.cause == "size_fit" or (not a.cause and a.is_filed("Size or exchange")),
    Situation.COMPLAINT: lambda a: not a.cause and a.is_filed("Damaged or wrong item"),
    Situation.RETURN_ASKED: lambda a: (
        a.is_filed("Return or refund") or _is_returned(a, "return asked for", "return under way")
    ),
    Situation.RETURN_DONE: lambda a: (
        (a.found.state == ShipState.RETURNED and a.family is Family.SNAD) or _is_returned(a, "return done")
    ),
    Situation.FRAUD_LIKELY: lambda a: (
        a.cause in {"true_fraud", "account_takeover"}
        or bool(a.case and text_in(a.case.order, "risk") == risk_words("CANCEL"))
    ),
    Situation.NOT_RECOGNISED: lambda a: (
        text_in(a.dispute, "reason_code") in NOT_RECOGNISED
        or a.cause in {"unrecognised_descriptor", "household_unaware"}
    ),
    Situation.BUYER_WROTE: lambda a: a.says("The buyer did not order", Verdict.CONTRADICTS),
    Situation.SENT_IN_TIME: lambda a: _sent_in_time(a) is True,
    Situation.SENT_TOO_LATE: lambda a: _sent_in_time(a) is False,
    Situation.CHARGED_TWICE: lambda a: a.says("Charged twice", Verdict.AGREES),
    Situation.CHARGED_ONCE: lambda a: a.says("Charged twice", Verdict.CONTRADICTS),
    Situation.CHARGED_TOO_MUCH: lambda a: a.says("Wrong amount", Verdict.AGREES),
    Situation.CHARGED_RIGHT: lambda a: a.says("Wrong amount", Verdict.CONTRADICTS),
    Situation.REFUND_PROMISED: lambda a: a.cause in {"refund_not_processed", "refund_slow"},
    Situation.CANCELLED_BEFORE: _cancelled_before,
    Situation.TRANSFER: lambda a: text_in(a.dispute, "reason_code") in TRANSFER,
    Situation.TECHNICAL: lambda a: text_in(a.dispute, "reason_code") in TECHNICAL,
    Situation.NEW_PROOF: _new_proof,
}
