"""
Refund or fight: what either is worth, and from which chance on a fight pays.

Amounts are negative where they cost. With A the disputed amount, p the chance of winning, F the fee of a lost
case, C the work, G what returned goods are worth, S what one more claim costs near PayPal's limit:
fighting is -(1 - p)(A + F) - C - S, refunding -A + G, and a fight pays from p = (F + C + G + S) / (A + F) on.
Where the fee is already due, giving in costs it too, and only the work is left to weigh:
p = (C + G) / (A + F). Advice only; the words are in `odds_words.py`. Sources: PayPal's rules on dispute fees
(waived when won, below twice the fee, protected, unauthorised, or settled before a claim); the rest is ours.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from sheets_bot.domain.acts.act import Kind
from sheets_bot.domain.cases.advice import Advice
from sheets_bot.domain.cases.families import Family
from sheets_bot.domain.cases.priors import Decided, Prior, prior_of
from sheets_bot.domain.cases.situation import refunded
from sheets_bot.domain.cases.stages import Stage, Step
from sheets_bot.domain.disputes.dispute_words import PROTECTED, channel_words
from sheets_bot.domain.join.incident_cases import OrderCase
from sheets_bot.domain.money import Money
from sheets_bot.domain.orders.shipment import ShipState
from sheets_bot.domain.rules.rules import Rules
from sheets_bot.domain.tab_rows import TabRow, money_in, text_in

NEAR_LIMIT_SHARE = 0.012
"""PayPal's dispute ratio over three months above which one more claim counts; its own limit is 0.015."""

CONFIDENCE = 0.8
"""Of the interval of a chance: wide enough to be honest, narrow enough to be of use (ours)."""

_WEIGHS_NOTHING = frozenset({Step.NOTHING.value, Kind.ADD_INFORMATION.value})
_OPEN = frozenset({Step.PERSON.value, Step.ASK_OWNER.value})
_GIVES_BACK = frozenset({Step.REFUND.value, Step.ACCEPT.value, Kind.OFFER_REPLACEMENT.value})


@dataclass(frozen=True, slots=True)
class Costs:
    """What the two ways cost, in major units of the case's currency; none is negative."""

    amount: Decimal
    fee_if_lost: Decimal = Decimal(0)
    fee_if_won: Decimal = Decimal(0)
    fee_if_given_back: Decimal = Decimal(0)
    work: Decimal = Decimal(0)
    goods: Decimal = Decimal(0)
    """What comes back with a refund and can be sold again."""
    near_limit: Decimal = Decimal(0)
    """What one more claim costs, where a refund now would avoid it."""

    def fight(self, chance: Decimal) -> Decimal:
        """What fighting is worth on average, with this *chance* of winning (0 to 1)."""
        lost = (1 - chance) * (self.amount + self.fee_if_lost)
        return -lost - chance * self.fee_if_won - self.work - self.near_limit

    @property
    def give_back(self) -> Decimal:
        """What refunding, or accepting, is worth."""
        return -self.amount - self.fee_if_given_back + self.goods

    def partial(self, chance: Decimal, *, part: Decimal, taken: Decimal) -> Decimal:
        """What offering a *part* of the amount is worth, if *taken* of the buyers take it (both 0 to 1)."""
        return -taken * part * self.amount + (1 - taken) * self.fight(chance)

    @property
    def break_even(self) -> Decimal:
        """The chance from which on a fight pays; above 1 it never does."""
        gained = self.amount + self.fee_if_lost - self.fee_if_won
        if gained <= 0:
            return Decimal(2)
        spent = self.fee_if_lost - self.fee_if_given_back + self.work + self.goods + self.near_limit
        return max(Decimal(0), spent / gained)


@dataclass(frozen=True, slots=True)
class Odds:
    """A case weighed."""

    costs: Costs
    currency: str
    prior: Prior | None
    """None where nobody can say how likely a fight is won."""
    low: float = 0
    high: float = 1
    partial: Decimal | None = None
    """What a partial offer is worth; None where it is no way out."""
    buyer_is_right: bool = False
    """The playbook gives the money back: then that counts, whatever pays."""
    is_open: bool = False
    """The playbook leaves it to a person: then the numbers are one reason among others."""

    @property
    def chance(self) -> Decimal | None:
        """Of winning, to reckon with."""
        return Decimal(str(round(self.prior.chance.mean, 4))) if self.prior else None


def odds(
    dispute: TabRow,
    case: OrderCase | None,
    advice: Advice,
    *,
    decided: Iterable[Decided],
    rules: Rules,
    ratio_share: float | None = None,
) -> Odds | None:
    """
    Return refund and fight weighed for a row of `Disputes`; None where there is nothing to weigh.

    Nothing to weigh: the case is closed, covered, paid back or with PayPal, or its amount, family or stage
    is not known.

    Args:
        dispute: The row.
        case: Everything about its order; None where that is not known.
        advice: What the playbook says of it.
        decided: Our own decided cases (`priors.decided_cases`).
        rules: Fees, work and the rest, from `Settings`.
        ratio_share: PayPal's dispute ratio of the last three calendar months, 0 to 1; None where not known.
    """
    amount = money_in(dispute, "amount")
    if advice.action in _WEIGHS_NOTHING or not advice.stage or not advice.family or amount is None:
        return None
    paid_back = refunded(case, dispute)
    if amount.minor <= 0 or (paid_back and paid_back.minor >= amount.minor):
        return None
    stage, family = Stage(advice.stage), Family(advice.family)
    costs = _costs(dispute, advice, amount, stage=stage, rules=rules, ratio_share=ratio_share)
    prior = prior_of(family, stage, advice.state, advice.band, decided)
    low, high = prior.chance.interval(CONFIDENCE) if prior else (0.0, 1.0)
    found = Odds(
        costs,
        amount.currency,
        prior,
        low,
        high,
        buyer_is_right=advice.action in _GIVES_BACK,
        is_open=advice.action in _OPEN,
    )
    # A part can only be offered while buyer and brand talk, and only helps where the goods stay.
    if family is Family.SNAD and stage is Stage.PAYPAL_INQUIRY and found.chance is not None:
        cases = rules.cases
        worth = costs.partial(found.chance, part=cases.partial_share, taken=cases.taken_share)
        return replace(found, partial=worth)
    return found


def _costs(
    dispute: TabRow, advice: Advice, amount: Money, *, stage: Stage, rules: Rules, ratio_share: float | None
) -> Costs:
    disputed, cases = amount.major(), rules.cases
    fee = _fee(dispute, advice, amount, stage=stage, rules=rules)
    is_due = not stage.is_inquiry
    is_kept = stage.platform == "Shopify" and not cases.shopify_fee_back
    comes_back = advice.family == Family.SNAD or advice.state == ShipState.RETURNED
    near = ratio_share is not None and ratio_share > NEAR_LIMIT_SHARE
    # PayPal's ratio counts claims of these two families only, and an inquiry that never becomes one does not.
    counts = stage is Stage.PAYPAL_INQUIRY and advice.family in {Family.INR, Family.SNAD}
    return Costs(
        amount=disputed,
        fee_if_lost=fee,
        fee_if_won=fee if is_kept else Decimal(0),
        fee_if_given_back=fee if is_due else Decimal(0),
        work=_cents(cases.hour_cost * rules.today.dispute_minutes / 60),
        goods=_cents(cases.resale_share * disputed) if comes_back else Decimal(0),
        near_limit=cases.ratio_cost if near and counts else Decimal(0),
    )


def _fee(dispute: TabRow, advice: Advice, amount: Money, *, stage: Stage, rules: Rules) -> Decimal:
    """Return the fee of a lost case. PayPal waives it for the protected, the unauthorised and the small."""
    fee = rules.cases.fee(stage.platform, amount.currency)
    if stage.platform == "Shopify":
        return fee
    if text_in(dispute, "channel") == channel_words("EXTERNAL"):
        # The fee of a card's chargeback is the bank's, and no cover of PayPal's takes it.
        return fee
    is_protected = text_in(dispute, "protection") == PROTECTED and advice.band == "VH"
    is_waived = is_protected or advice.family == Family.FRAUD or amount.major() < 2 * fee
    return Decimal(0) if is_waived else fee


def _cents(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"))
