"""
The gates: what comes before the table, and what no line of it may pass.

Before: a case that is not ours to answer, a value that is new to the bot, cover by the platform. After: money
never goes out twice for one order, and nothing is recommended that the platform does not offer now. A gate
that stops something says what it stopped. Seller Protection is no reason to be silent: PayPal covers the
payment only if the proof is handed in when it asks, and its mark is no guarantee (PayPal disputes FAQ).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sheets_bot.domain.acts.act import Kind
from sheets_bot.domain.cases.families import Family, family_of
from sheets_bot.domain.cases.reading import Reading
from sheets_bot.domain.cases.situation import Situation, refunded
from sheets_bot.domain.cases.stages import PAYS, Stage, Step, offered_now, offered_words, stage_of
from sheets_bot.domain.deadlines import Turn
from sheets_bot.domain.disputes.dispute_words import PROTECTED
from sheets_bot.domain.join.double_payment import case_is_open
from sheets_bot.domain.orders.order_words import protected_words
from sheets_bot.domain.orders.shipment import ShipState
from sheets_bot.domain.tab_rows import TabRow, instant_in, text_in


@dataclass(frozen=True, slots=True)
class Choice:
    """An action, what it becomes in the last safe shift, and why."""

    action: str
    why: str
    then: str = ""
    gate: str = ""
    """Which gate decided; ``""`` where a line did."""


def not_ours(dispute: TabRow) -> Choice | None:
    """Stop where nobody waits for us; an appeal that is open to us is looked at."""
    turn = text_in(dispute, "whose_turn")
    if turn == Turn.NOBODY or (text_in(dispute, "outcome") and turn != Turn.APPEAL):
        return Choice(Step.NOTHING, "The case is closed.", gate="closed")
    if turn in {Turn.BUYER, Turn.PLATFORM, Turn.SHOPIFY}:
        who = {Turn.BUYER.value: "the buyer's", Turn.PLATFORM.value: "PayPal's"}.get(turn, "the bank's")
        return Choice(Step.NOTHING, f"It is {who} turn.", gate="turn")
    return None


def unknown(dispute: TabRow) -> Choice | None:
    """Stop at a reason or stage that is new to the bot: it stays as it came, and a person decides."""
    news = []
    if family_of(dispute).family is None:
        news.append(f"reason {text_in(dispute, 'reason_code')[:60] or 'none'!r}")
    if stage_of(dispute) is None:
        place = f"{text_in(dispute, 'platform')} {text_in(dispute, 'stage')}".strip()
        news.append(f"stage {place[:60] or 'none'!r}")
    if not news:
        return None
    return Choice(Step.PERSON, f"New to the bot: {' and '.join(news)}; look at the case.", gate="new value")


def more_to_tell(reading: Reading) -> Choice | None:
    """While PayPal reviews, a delivery since our answer can be added, where PayPal offers that."""
    if text_in(reading.dispute, "whose_turn") != Turn.PLATFORM:
        return None
    is_new = Situation.NEW_PROOF.value in reading.situations and reading.state == ShipState.DELIVERED
    answered = instant_in(reading.dispute, "answered_at") is not None
    if is_new and answered and Kind.ADD_INFORMATION in offered_now(reading.dispute, reading.stage):
        why = "Delivered since we answered: PayPal still takes it while it decides."
        return Choice(Kind.ADD_INFORMATION, why, gate="review")
    return None


def covered_by_shop(reading: Reading) -> Choice | None:
    """Stop where Shopify Protect pays: there is nothing to fight for."""
    order = reading.case.order if reading.case else {}
    is_paid = text_in(order, "protected") == protected_words("PROTECTED")
    if is_paid and reading.family is Family.FRAUD and reading.stage.platform == "Shopify":
        return Choice(Step.NOTHING, "Shopify Protect pays this one: only note it.", gate="covered")
    return None


def is_covered_by_paypal(reading: Reading) -> bool:
    """True where PayPal marks the payment, delivery is proven, and the reason is one that is covered."""
    return (
        reading.stage.platform == "PayPal"
        and text_in(reading.dispute, "protection") == PROTECTED
        and reading.family in {Family.INR, Family.FRAUD}
        and reading.state == ShipState.DELIVERED
        and Situation.PLACE_NOT_TOLD.value not in reading.situations
    )


def decided_by_owner(choice: Choice, reading: Reading) -> Choice:
    """Follow what the owner decided (column `Owner decision`)."""
    decision = text_in(reading.dispute, "owner_decision")
    is_inquiry, is_paypal = reading.stage.is_inquiry, reading.stage.platform == "PayPal"
    gives_back = Step.REFUND.value if is_inquiry else Step.ACCEPT.value
    fights = Kind.PROVIDE_EVIDENCE.value if is_paypal else Kind.SUBMIT_EVIDENCE.value
    if reading.stage is Stage.PAYPAL_APPEAL:
        fights = Kind.APPEAL.value
    elif reading.stage is Stage.PAYPAL_INQUIRY:
        fights = Kind.SEND_MESSAGE.value
    waits = choice.then or (choice.action if choice.action != Kind.HOLD else "")
    asked = {
        "Fight": (fights, "") if choice.then != fights else (choice.action, fights),
        "Refund": (gives_back, ""),
        "Partial refund": (gives_back, ""),
        "Reship": (Kind.OFFER_REPLACEMENT.value if is_paypal else Kind.SEND_MAIL.value, ""),
        "Wait": (Kind.HOLD.value, waits or Step.PERSON.value),
        "Ask owner": (Step.ASK_OWNER.value, ""),
    }.get(decision)
    if asked is None:
        return choice
    why = f"Owner decision: {decision}. The playbook alone would say {choice.action}: {choice.why}"
    return Choice(asked[0], why, then=asked[1], gate="owner")


def pays_once(choice: Choice, reading: Reading) -> Choice:
    """Stop what gives money or goods where that may go out twice, or where PayPal covers it."""
    if choice.action not in PAYS:
        return choice
    if is_covered_by_paypal(reading):
        fights = Kind.SEND_MESSAGE if reading.stage is Stage.PAYPAL_INQUIRY else Kind.PROVIDE_EVIDENCE
        why = "PayPal marks the payment as eligible and delivery is proven: show that instead of paying."
        return Choice(fights, why, gate="covered")
    doubts = [*_second_payment(reading)]
    if not doubts:
        return choice
    why = f"{' '.join(doubts)} The playbook says {choice.action}: {choice.why}"
    return Choice(Step.PERSON, why, gate="paid twice")


def _second_payment(reading: Reading) -> Iterator[str]:
    """Yield why a payment now might be a second one."""
    names = reading.situations
    if Situation.NO_ORDER.value in names:
        yield "The order is not known: look first whether it was paid back already."
    if Situation.PAID_BACK.value in names:
        yield "It was paid back already: pay nothing."
    if Situation.PART_PAID_BACK.value in names:
        yield f"{refunded(reading.case, reading.dispute)} was refunded already: pay no more than the rest."
    if Situation.REFUND_NOT_PAID.value in names:
        yield "A refund is entered and not paid: settle first which of the two pays."
    if Situation.REFUND_UNCLEAR.value in names:
        yield "A refund is in another currency, or the amount is not known: compare before anything is paid."
    others = [
        key
        for key, row in (reading.case.disputes if reading.case else {}).items()
        if key != text_in(reading.dispute, "dispute_id") and case_is_open(row)
    ]
    if others:
        names_of = ", ".join(sorted(others))
        yield f"Case {names_of} is open on this order too: read both before anything is paid."


def offered(choice: Choice, reading: Reading) -> Choice:
    """Stop what the platform does not offer now. An answer that an appeal asks for goes as evidence."""
    now = offered_now(reading.dispute, reading.stage)
    is_ours = text_in(reading.dispute, "whose_turn") != Turn.APPEAL
    if reading.stage is Stage.PAYPAL_APPEAL and is_ours:
        if choice.action == Kind.APPEAL and Kind.APPEAL not in now and Kind.PROVIDE_EVIDENCE in now:
            return replace(choice, action=Kind.PROVIDE_EVIDENCE.value)
        if choice.action == Step.NOTHING:
            return replace(
                choice, action=Step.PERSON.value, why=f"PayPal waits for us all the same. {choice.why}"
            )
    if choice.action in now:
        return choice
    platform = reading.stage.platform
    told = f"; it offers {offered_words(reading.dispute)}" if platform == "PayPal" else ""
    why = f"The playbook says {choice.action}, which {platform} does not offer now{told}. {choice.why}"
    return Choice(Step.PERSON, why, gate="not offered")
