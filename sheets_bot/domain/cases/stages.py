"""
How far a case has gone, and what can be done there: the stages that the playbook goes by.

What the platform offers at this very moment is narrower than what a stage has in general: for
PayPal it stands in the row (`Allowed now`), for Shopify it follows from whose turn it is. Nothing is
recommended here.
"""

from collections.abc import Mapping
from enum import StrEnum

from sheets_bot.domain.acts.act import Kind
from sheets_bot.domain.deadlines import Flag, Turn
from sheets_bot.domain.tab_rows import TabRow, text_in


class Stage(StrEnum):
    """The text is what stands in the tab `Playbook`."""

    PAYPAL_INQUIRY = "PayPal inquiry"
    PAYPAL_CLAIM = "PayPal claim"
    """PayPal's CHARGEBACK; also a card's chargeback that PayPal passes on."""
    PAYPAL_APPEAL = "PayPal appeal"
    """A lost case that may be appealed, and what follows an appeal."""
    SHOPIFY_INQUIRY = "Shopify inquiry"
    SHOPIFY_CHARGEBACK = "Shopify chargeback"

    @property
    def platform(self) -> str:
        """``PayPal`` or ``Shopify``."""
        return self.value.partition(" ")[0]

    @property
    def is_inquiry(self) -> bool:
        """True while buyer and brand can still settle it between them."""
        return self in {Stage.PAYPAL_INQUIRY, Stage.SHOPIFY_INQUIRY}


class Step(StrEnum):
    """What the playbook may recommend beside the acts of `acts.act.Kind`: done by people, or not at all."""

    REFUND = "Refund at the platform"
    ACCEPT = "Accept at the platform"
    ASK_OWNER = "Ask the owner"
    NOTHING = "Nothing to do"
    PERSON = "A person decides"


PAYS = frozenset({Step.REFUND.value, Step.ACCEPT.value, Kind.OFFER_REPLACEMENT.value})
"""Actions that cost money or goods: never twice for one order."""

ALWAYS = frozenset({Kind.HOLD.value, Step.ASK_OWNER.value, Step.NOTHING.value, Step.PERSON.value})
"""Actions that need nothing from a platform."""

# PayPal disputes lifecycle: messages and refunds belong to the inquiry; a claim is refunded by accepting it.
# Shopify: no refund beside a chargeback, which would pay twice; messages go by mail (Shopify help).
POSSIBLE: Mapping[Stage, frozenset[str]] = {
    Stage.PAYPAL_INQUIRY: ALWAYS
    | {Kind.SEND_MESSAGE.value, Kind.OFFER_REPLACEMENT.value, Kind.PROVIDE_EVIDENCE.value}
    | {Step.REFUND.value},
    Stage.PAYPAL_CLAIM: ALWAYS
    | {Kind.PROVIDE_EVIDENCE.value, Kind.ADD_INFORMATION.value, Kind.OFFER_REPLACEMENT.value}
    | {Step.ACCEPT.value},
    Stage.PAYPAL_APPEAL: ALWAYS
    | {Kind.APPEAL.value, Kind.PROVIDE_EVIDENCE.value, Kind.ADD_INFORMATION.value}
    | {Step.ACCEPT.value},
    Stage.SHOPIFY_INQUIRY: ALWAYS
    | {Kind.SAVE_EVIDENCE.value, Kind.SUBMIT_EVIDENCE.value, Kind.SEND_MAIL.value}
    | {Step.REFUND.value},
    Stage.SHOPIFY_CHARGEBACK: ALWAYS
    | {Kind.SAVE_EVIDENCE.value, Kind.SUBMIT_EVIDENCE.value, Kind.SEND_MAIL.value}
    | {Step.ACCEPT.value},
}
"""What can be done at a stage at all."""

ACTIONS = frozenset().union(*POSSIBLE.values())
"""Every action that a line of the playbook may name."""

# The words of `dispute_words.allowed_words`. A refund of the payment itself needs no link.
_NEEDS = {
    Kind.PROVIDE_EVIDENCE.value: "Provide evidence",
    Kind.ADD_INFORMATION.value: "Add information",
    Kind.SEND_MESSAGE.value: "Send message",
    Kind.OFFER_REPLACEMENT.value: "Make offer",
    Kind.APPEAL.value: "Appeal",
    Step.ACCEPT.value: "Accept claim",
}
_STAGES = {
    ("PayPal", "Inquiry"): Stage.PAYPAL_INQUIRY,
    ("PayPal", "Claim"): Stage.PAYPAL_CLAIM,
    ("PayPal", "Pre-arbitration"): Stage.PAYPAL_APPEAL,
    ("PayPal", "Arbitration"): Stage.PAYPAL_APPEAL,
    ("Shopify", "Inquiry"): Stage.SHOPIFY_INQUIRY,
    ("Shopify", "Chargeback"): Stage.SHOPIFY_CHARGEBACK,
}


def stage_of(dispute: TabRow) -> Stage | None:
    """Return how far a row of `Disputes` has gone; None for a stage that is new to the bot."""
    stage = _STAGES.get((text_in(dispute, "platform"), text_in(dispute, "stage")))
    if stage and stage.platform == "PayPal" and text_in(dispute, "whose_turn") == Turn.APPEAL:
        return Stage.PAYPAL_APPEAL
    return stage


def offered_now(dispute: TabRow, stage: Stage) -> frozenset[str]:
    """
    Return the actions that can be taken at this moment.

    PayPal's rule is: no link, no action. Shopify takes evidence while the case waits for us; it has no
    call to accept a case, its admin has.
    """
    if stage.platform == "PayPal":
        links = {part.strip() for part in text_in(dispute, "allowed_now").split(",")}
        return frozenset(each for each in POSSIBLE[stage] if each not in _NEEDS or _NEEDS[each] in links)
    waits = text_in(dispute, "whose_turn") in {Turn.YOU, Turn.UNKNOWN}
    return POSSIBLE[stage] if waits else ALWAYS


def takes_nothing(dispute: TabRow) -> bool:
    """
    Return True where the date has passed and nothing can be done about the case any more.

    PayPal takes nothing after its date; Shopify has sent by itself what was saved.
    """
    return text_in(dispute, "flag") == Flag.MISSED and not text_in(dispute, "allowed_now")


def offered_words(dispute: TabRow) -> str:
    """Return what PayPal offers now, for a sentence."""
    return text_in(dispute, "allowed_now") or "nothing"
