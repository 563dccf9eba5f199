"""
A dispute as PayPal keeps it, with what PayPal never learns: its true cause.

State only. `resolution.py` changes it, `policy.py` knows the rules, the PayPal
room turns it into JSON. Amounts are minor units of the payment's currency,
instants are seconds since 1970.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sheets_bot.sandbox.world.orders import Order
from sheets_bot.sandbox.world.troubles import Trouble


class Stage(StrEnum):
    """PayPal's `dispute_life_cycle_stage`."""

    INQUIRY = "INQUIRY"
    CLAIM = "CHARGEBACK"
    """PayPal's word for its own claim stage; a card's chargeback is the channel EXTERNAL."""
    PRE_ARBITRATION = "PRE_ARBITRATION"
    ARBITRATION = "ARBITRATION"


class Status(StrEnum):
    """PayPal's `status`, the same for all parties."""

    OPEN = "OPEN"
    SELLERS_TURN = "WAITING_FOR_SELLER_RESPONSE"
    BUYERS_TURN = "WAITING_FOR_BUYER_RESPONSE"
    UNDER_REVIEW = "UNDER_REVIEW"
    RESOLVED = "RESOLVED"


class Channel(StrEnum):
    """PayPal's `dispute_channel`: filed with PayPal, with the card's bank, or announced by it."""

    INTERNAL = "INTERNAL"
    EXTERNAL = "EXTERNAL"
    ALERT = "ALERT"


class Outcome(StrEnum):
    """PayPal's `outcome_code`."""

    FOR_BUYER = "RESOLVED_BUYER_FAVOUR"
    FOR_SELLER = "RESOLVED_SELLER_FAVOUR"
    WITH_PAYOUT = "RESOLVED_WITH_PAYOUT"
    WITHDRAWN = "CANCELED_BY_BUYER"
    ACCEPTED = "ACCEPTED"


@dataclass(frozen=True, slots=True)
class Message:
    """One message in the case."""

    by: str
    at: float
    content: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something handed in, or (source REQUESTED_...) asked for."""

    kind: str
    source: str
    at: float
    stage: str
    notes: str = ""
    documents: tuple[str, ...] = ()
    tracking: tuple[tuple[str, str], ...] = ()
    """Pairs of carrier and tracking number."""
    refund_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SupportingInfo:
    """Facts added while PayPal reviews."""

    notes: str
    at: float
    stage: str
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Adjudication:
    """One decision of PayPal's."""

    kind: str
    reason: str
    at: float
    stage: str


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that the case moved."""

    party: str
    kind: str
    """DEBIT or CREDIT, seen from the party."""
    reason: str
    minor: int
    at: float


@dataclass(frozen=True, slots=True)
class OfferStep:
    """One step of the bargaining."""

    at: float
    actor: str
    event: str
    """PROPOSED, ACCEPTED or DENIED."""
    kind: str
    """REFUND, REFUND_WITH_RETURN, ..."""
    minor: int | None
    notes: str
    stage: str


@dataclass(slots=True)
class Case:
    """One dispute. It keeps its id for the life of the payment, whatever happens to it."""

    dispute_id: str
    order: Order
    trouble: Trouble
    """What really went wrong."""
    claim: Trouble
    """What the buyer claims now; starts as the truth."""
    luck: float
    """0..1, drawn once: PayPal decides for the seller when it is below what the evidence is worth."""
    channel: Channel
    reason: str
    stage: Stage
    status: Status
    opened_at: float
    updated_at: float
    amount_minor: int
    neglected: bool = False
    """The simulated seller never gets round to it; somebody else may."""
    due_at: float | None = None
    """The seller's date, as long as it is the seller's turn."""
    last_due_at: float | None = None
    """The latest date that the seller was ever given; unlike `due_at` it stays."""
    buyer_due_at: float | None = None
    external_reason_code: str = ""
    messages: list[Message] = field(default_factory=list)
    evidences: list[Evidence] = field(default_factory=list)
    supporting_info: list[SupportingInfo] = field(default_factory=list)
    adjudications: list[Adjudication] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    offers: list[OfferStep] = field(default_factory=list)
    outcome: Outcome | None = None
    """None while the case is open."""
    refunded_minor: int = 0
    closed_at: float | None = None
    appealable_until: float | None = None
    appeals: int = 0
    asked_again: bool = False
    review_since: float | None = None
    """When PayPal began the review that goes on."""
    held: bool = False
    """The disputed money is on hold, or was taken back by the card's bank."""
    missed: list[float] = field(default_factory=list)
    """The dates of claims and alerts that passed although it was the seller's turn."""
    late_attempts: int = 0
    """How often the simulated seller came after the date and was turned away."""
    disguise: dict[str, Any] = field(default_factory=dict)
    """Top-level JSON fields that the PayPal room shows instead of the real ones (None: leaves out)."""

    @property
    def is_open(self) -> bool:
        """True until PayPal has closed the case."""
        return self.status is not Status.RESOLVED

    @property
    def brand(self) -> str:
        """The brand's slug."""
        return self.order.brand.slug

    @property
    def currency(self) -> str:
        """Of the payment."""
        return self.order.brand.currency

    @property
    def answered_at(self) -> float | None:
        """When the seller first handed in evidence; None when never."""
        ours = [evidence.at for evidence in self.evidences if evidence.source == "SUBMITTED_BY_SELLER"]
        return min(ours, default=None)

    @property
    def fees_minor(self) -> int:
        """What PayPal has charged the seller for the case itself, less what it gave back."""
        signs = {"DEBIT": 1, "CREDIT": -1}
        return sum(
            signs[movement.kind] * movement.minor
            for movement in self.movements
            if movement.party == "SELLER" and movement.reason.endswith("_FEE")
        )

    def seller_wrote(self) -> bool:
        """Say whether the seller has sent a message or an offer."""
        return any(message.by == "SELLER" for message in self.messages) or any(
            step.actor == "SELLER" for step in self.offers
        )
