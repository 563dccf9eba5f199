"""
Which pieces of evidence fit one case: by complaint, platform, parcels and amount.

What does not fit is not missing. Nothing is looked for here; that is done in `tab_facts.py` and
`shop_facts.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sheets_bot.domain.cases.families import family_of
from sheets_bot.domain.cases.situation import is_paid_back
from sheets_bot.domain.evidence.pieces import Ground, Piece, Strength, catalogue
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.orders.shipment import ShipState
from sheets_bot.domain.rules.order_settings import OrderRules
from sheets_bot.domain.tab_rows import TabRow, money_in, text_in, whole_in

NEVER_HANDED_OVER = frozenset({ShipState.NOT_SHIPPED.value, ShipState.LABEL.value, ShipState.CANCELLED.value})
"""States in which no carrier has the parcel: a label is no shipment."""
_CREDIT = "CREDIT"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A piece that fits a case, and what it is worth there."""

    piece: Piece
    strength: Strength
    rank: int
    """Place in the packet, from 1."""
    needed: bool

    @property
    def counts(self) -> bool:
        """True for what may decide: supporting pieces never count."""
        return self.strength is not Strength.SUPPORTING


def live_parcels(case: OrderCase) -> dict[str, TabRow]:
    """Return the parcels that count, in the order of their places: cancelled ones say nothing."""
    return {
        key: row
        for key, row in sorted(case.parcels.items())
        if row.get("cancelled") is not True and text_in(row, "state") != ShipState.CANCELLED
    }


def sent_parcels(case: OrderCase) -> dict[str, TabRow]:
    """Return the parcels that a carrier has, as far as anybody knows."""
    return {
        key: row for key, row in live_parcels(case).items() if text_in(row, "state") not in NEVER_HANDED_OVER
    }


def paid_refunds(case: OrderCase) -> dict[str, TabRow]:
    """Return the refunds of which some money arrived, oldest number first."""
    return {
        key: row
        for key, row in sorted(case.refunds.items())
        if (paid := money_in(row, "paid")) and paid.minor > 0
    }


def is_part_back(case: OrderCase, dispute: TabRow) -> bool:
    """Return whether money went back, and not surely all of the disputed amount."""
    return bool(paid_refunds(case)) and not is_paid_back(case, dispute)


def ground_of(dispute: TabRow) -> Ground:
    """Return what a row of `Disputes` complains of; one whose reason says nothing, as the advice takes it."""
    return catalogue().ground_of(family_of(dispute).as_if or text_in(dispute, "reason_code"))


def wanted_pieces(dispute: TabRow, case: OrderCase, *, rules: OrderRules) -> dict[str, Wanted]:
    """
    Return the pieces that fit a case, by code, in the order of a packet.

    A refund of a part decides nothing (ours).

    Args:
        dispute: The row of `Disputes`.
        case: Everything about its order.
        rules: For the amount from which a signature is wanted.
    """
    ground, pieces = ground_of(dispute), catalogue().pieces
    weaker = {"refund_proof": Strength.MODERATE} if is_part_back(case, dispute) else {}
    return {
        code: Wanted(pieces[code], weaker.get(code, strength), rank, code in ground.needed)
        for rank, (code, strength) in enumerate(ground.strengths.items(), start=1)
        if _fits(pieces[code], ground, dispute, case, rules)
    }


def _fits(piece: Piece, ground: Ground, dispute: TabRow, case: OrderCase, rules: OrderRules) -> bool:
    if piece.platforms and text_in(dispute, "platform") not in piece.platforms:
        return False
    states = {text_in(row, "state") for row in live_parcels(case).values()}
    if piece.states and not piece.states & states:
        return False
    return not piece.when or _CONDITIONS[piece.when](ground, dispute, case, rules)


def _refund(ground: Ground, _dispute: TabRow, case: OrderCase, _rules: OrderRules) -> bool:
    """A refund is evidence once there is one; about a refund that is said to be owed it is the question."""
    return ground.name == _CREDIT or bool(case.refunds)


def _signature(_ground: Ground, dispute: TabRow, case: OrderCase, rules: OrderRules) -> bool:
    """From the amount on, or where the carrier says that somebody signed."""
    amount = money_in(dispute, "amount")
    least = rules.signature_from.get(amount.currency) if amount else None
    is_due = amount is not None and least is not None and amount.major() >= least
    return is_due or bool(signed_scans(case))


def _card(_ground: Ground, _dispute: TabRow, case: OrderCase, _rules: OrderRules) -> bool:
    return "(card)" in text_in(case.order, "gateway")


def _shipped(_ground: Ground, _dispute: TabRow, case: OrderCase, _rules: OrderRules) -> bool:
    return bool(sent_parcels(case))


def signed_scans(case: OrderCase) -> dict[str, TabRow]:
    """Return the delivered parcels whose scan says that somebody signed."""
    return {
        key: row
        for key, row in live_parcels(case).items()
        if text_in(row, "state") == ShipState.DELIVERED
        and "signed" in text_in(row, "source_event").casefold()
        and "not signed" not in text_in(row, "source_event").casefold()
    }


def why_it_cannot_be_won(dispute: TabRow, case: OrderCase) -> str:
    """
    Return the fact that makes a fight hopeless, in a few words; ``""`` for none.

    By the playbooks (4.4, 4.6): about goods that never came, one parcel that was not sent, only
    labelled, lost or handed over elsewhere makes the buyer right; about an order that nobody placed,
    one that was never sent. A refund of all that is disputed outweighs all of it.
    """
    if is_paid_back(case, dispute):
        return ""
    name = ground_of(dispute).name
    parcels, states = live_parcels(case), {text_in(row, "state") for row in live_parcels(case).values()}
    if name in {"INR", "FRAUD"} and not parcels and whole_in(case.order, "parcels") == 0:
        return "never shipped"
    if name == "FRAUD":
        only_labels = bool(states) and states <= NEVER_HANDED_OVER
        return "never handed to the carrier" if only_labels else ""
    if name != "INR":
        return ""
    return next((words for state, words in _HOPELESS.items() if state in states), "")


_HOPELESS = {
    ShipState.NOT_SHIPPED.value: "never shipped",
    ShipState.LABEL.value: "only a label, and the carrier never scanned the parcel",
    ShipState.LOST.value: "the parcel counts as lost",
    ShipState.ELSEWHERE.value: "handed over at another place than the order's address",
}

_CONDITIONS: Mapping[str, Callable[[Ground, TabRow, OrderCase, OrderRules], bool]] = {
    "refund": _refund,
    "signature": _signature,
    "card": _card,
    "shipped": _shipped,
}
