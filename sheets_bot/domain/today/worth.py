"""
What answering a dispute is worth, to order a day's work by, and how that is said.

Rough, and meant to order a list, not to predict a case. It goes by what the dispute's own row says: the
advice, and how many of such cases are won. Where the row says nothing of that, a share of ours counts.
"""

from dataclasses import dataclass
from decimal import Decimal

from sheets_bot.domain.acts.act import Kind
from sheets_bot.domain.cases.odds_words import chance_in
from sheets_bot.domain.cases.stages import Step, takes_nothing
from sheets_bot.domain.money import Money
from sheets_bot.domain.tab_rows import TabRow, money_in, text_in

UNKNOWN_AMOUNT = Decimal(60)
"""What an amount that nobody knows counts as: about one order (ours)."""
UNKNOWN_WORDS = f"Amount not known, counted as {UNKNOWN_AMOUNT}"

# How much of the money an answer keeps that silence would lose. PayPal: sellers with proper evidence win
# 35 to 45 % (a vendor's figure), and an inquiry that is answered often never becomes a claim. Shopify: card
# teams win 20 to 40 % (another's), but Shopify sends what is saved also without us, so an answer adds less.
_SHARES = {
    ("PayPal", "Inquiry"): Decimal("0.50"),
    ("PayPal", "Claim"): Decimal("0.40"),
    ("Shopify", "Inquiry"): Decimal("0.40"),
    ("Shopify", "Chargeback"): Decimal("0.20"),
}
_OTHER_SHARE = Decimal("0.30")
"""Appeals, and stages that are new to the bot (ours)."""
_GIVEN_IN_TIME = Decimal(20)
"""What it is worth to give in before the date: about the fee of a lost case, and some trust (ours)."""
_GIVES_IN = {
    Step.REFUND.value: "to be given back",
    Step.ACCEPT.value: "to be given back",
    Kind.OFFER_REPLACEMENT.value: "to be made good by a replacement",
}


@dataclass(frozen=True, slots=True)
class Worth:
    """What doing it saves, in major units of whatever currency, and why."""

    amount: Decimal
    words: str


def dispute_worth(row: TabRow) -> Worth:
    """Return what it is worth to see to a row of `Disputes`."""
    stake, advice = money_in(row, "at_stake"), text_in(row, "advice")
    if takes_nothing(row):
        platform = text_in(row, "platform")
        words = f"Its date has passed, and {platform} takes nothing any more: see what became of it"
        return Worth(Decimal(0), words)
    if advice == Kind.HOLD:
        return Worth(Decimal(0), "The advice is to hold it, so nothing is lost by waiting")
    if advice in _GIVES_IN:
        what = f"{stake or 'An amount that is not known'} {_GIVES_IN[advice]}"
        return Worth(_GIVEN_IN_TIME, f"{what}; to do that in time counts as {_GIVEN_IN_TIME}")
    chance = chance_in(text_in(row, "odds"))
    usual = _SHARES.get((text_in(row, "platform"), text_in(row, "stage")), _OTHER_SHARE)
    share = usual if chance is None else chance
    return Worth(weight(stake) * share, _share_words(stake, share, is_told=chance is not None))


def weight(stake: Money | None) -> Decimal:
    """
    Return an amount as a plain number, to compare different currencies by.

    No exchange rates: hundredths are hundredths, so 5,900 yen weigh like 59.00 dollars or euros. That
    is near enough to order a list.
    """
    return Decimal(stake.minor) / 100 if stake else UNKNOWN_AMOUNT


def _share_words(stake: Money | None, share: Decimal, *, is_told: bool) -> str:
    if stake is None:
        return UNKNOWN_WORDS
    if is_told:
        return f"{stake} at stake, and about {100 * share:.0f} % of such cases are won"
    return f"{stake} at stake; how much of it an answer keeps is not known, counted as {100 * share:.0f} %"
