"""
An incident: everything that went wrong with one order, counted once.

A late parcel, the mail about it, the refund, the bad review and the dispute are one story with
several symptoms. An incident tells which came first, how long the story took, what it cost,
and its one cause. Values only; the rows of the tab `Incidents` are made in `incident_rows.py`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sheets_bot.domain.join.double_payment import case_cost, case_is_open, settled_by_refund
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.money import Money
from sheets_bot.domain.orders.shipment import ShipState
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, money_in, text_in, whole_in

WORST_STARS = 3
"""A review with at most so many stars is a symptom: those are the ones that Trustpilot counts as not good."""

_GONE_WRONG = {
    ShipState.LATE.value: "parcel late",
    ShipState.ELSEWHERE.value: "parcel delivered elsewhere",
    ShipState.RETURNED.value: "parcel returned",
    ShipState.LOST.value: "parcel lost",
}


@dataclass(frozen=True, slots=True)
class Symptom:
    """One thing that went wrong, or one person who complained."""

    at: datetime | None
    words: str
    """E.g. ``PayPal case PP-D-1``."""
    is_open: bool


@dataclass(frozen=True, slots=True)
class Incident:
    """All symptoms of one order."""

    case: OrderCase
    symptoms: tuple[Symptom, ...]
    """The first one first; without a time last."""
    costs: tuple[Money, ...]
    """What it cost so far, one sum per currency, the order's currency first."""
    causes: tuple[tuple[str, str], ...]
    """Causes that people typed, each with where; the one that counts first."""

    @property
    def is_open(self) -> bool:
        """True while any symptom waits for somebody."""
        return any(symptom.is_open for symptom in self.symptoms)

    @property
    def days(self) -> int | None:
        """Whole days from the first symptom to the last; None where fewer than two have a time."""
        times = [symptom.at for symptom in self.symptoms if symptom.at]
        return (times[-1] - times[0]).days if len(times) > 1 else None


def incident_of(case: OrderCase) -> Incident:
    """Return the incident of an order, also where it has one symptom or none."""
    symptoms = sorted(_symptoms(case), key=lambda s: (s.at is None, s.at.timestamp() if s.at else 0, s.words))
    return Incident(case, tuple(symptoms), _costs(case), tuple(_causes(case)))


def _symptoms(case: OrderCase) -> Iterator[Symptom]:
    for key, row in case.disputes.items():
        kind = f"{text_in(row, 'platform')} {'inquiry' if text_in(row, 'stage') == 'Inquiry' else 'case'}"
        yield Symptom(instant_in(row, "opened"), f"{kind} {key}".strip(), case_is_open(row))
    for key, row in case.refunds.items():
        paid, amount = money_in(row, "paid"), money_in(row, "amount")
        yield Symptom(
            instant_in(row, "refunded"), f"refund {key}", bool(amount and paid and paid.minor < amount.minor)
        )
    for key, row in case.reviews.items():
        stars = _worst_stars(row)
        if stars is not None and stars <= WORST_STARS:
            words = f"review {key} with {stars} star{'' if stars == 1 else 's'}"
            yield Symptom(instant_in(row, "written"), words, text_in(row, "whose_turn") == "You")
    for key, row in case.threads.items():
        about = text_in(row, "category_typed") or text_in(row, "category")
        words = f"mail {key}" + (f" ({about})" if about else "")
        yield Symptom(instant_in(row, "first_in"), words, instant_in(row, "waiting_since") is not None)
    for key, row in case.parcels.items():
        words = _parcel_words(row)
        if words:
            place = key.rpartition(" / ")[2]
            state = text_in(row, "state")
            yield Symptom(_went_wrong_at(row), f"{words} ({place})", state == ShipState.LATE)


def _worst_stars(review: TabRow) -> int | None:
    """A review that was bettered is still a symptom of what happened."""
    stars = [each for name in ("first_stars", "stars") if (each := whole_in(review, name)) is not None]
    return min(stars, default=None)


def _parcel_words(row: TabRow) -> str:
    if row.get("cancelled") is True:
        return ""
    delivered, promised = instant_in(row, "delivered"), instant_in(row, "promised_by")
    if text_in(row, "state") == ShipState.DELIVERED and delivered and promised and delivered > promised:
        return "parcel came late"
    return _GONE_WRONG.get(text_in(row, "state"), "")


def _went_wrong_at(row: TabRow) -> datetime | None:
    """A parcel that came late was late from the promised time on; other states have their own time."""
    delivered = text_in(row, "state") == ShipState.DELIVERED
    return instant_in(row, "promised_by" if delivered else "since")


def _costs(case: OrderCase) -> tuple[Money, ...]:
    """Refunds that were paid, cases that were lost, fees; a case that a refund settled counts once."""
    settled = settled_by_refund(case)
    found = [money_in(row, "paid") for row in case.refunds.values()]
    found += [case_cost(row) for key, row in case.disputes.items() if key not in settled]
    found += [money_in(row, "fees") for row in case.disputes.values()]
    sums: dict[str, Money] = {}
    for money in found:
        if money and money.minor:
            sums[money.currency] = sums.get(money.currency, Money(0, money.currency)) + money
    own = text_in(case.order, "currency")
    return tuple(sums[currency] for currency in sorted(sums, key=lambda code: (code != own, code)))


def _causes(case: OrderCase) -> Iterator[tuple[str, str]]:
    """
    Yield what people typed as root cause, the one that counts first.

    Where most work went into finding out is believed first: a dispute, then a refund, a review, a
    mail (ours). ``unknown`` counts only where nobody knows better.
    """
    known: list[tuple[str, str]] = []
    unknown: list[tuple[str, str]] = []
    kinds: Iterable[tuple[str, TabRows]] = (
        ("Disputes", case.disputes),
        ("Refunds", case.refunds),
        ("Reviews", case.reviews),
        ("Inbox", case.threads),
    )
    for tab, rows in kinds:
        for key, row in sorted(rows.items()):
            cause = text_in(row, "root_cause")
            if cause:
                (unknown if cause == "unknown" else known).append((cause, f"{tab} {key}"))
    yield from [*known, *unknown]
