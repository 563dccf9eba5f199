"""
Refund or fight, in two to four plain sentences for the column `Refund or fight`.

The figures are those of `odds.py`. Where the facts are with the buyer that comes first, whatever would pay.
"""

import re
from decimal import Decimal

from sheets_bot.domain.cases.odds import Costs, Odds
from sheets_bot.domain.cases.priors import OWN_ALONE_FROM, Prior

_TOLD_CHANCE = re.compile(r"about (\d+) % are won")


def odds_words(found: Odds) -> str:
    """Return e.g. ``Fight: it pays from 5 % on, and about 45 % are won (likely 27 to 64 %). ...``"""
    sentences = [_verdict(found), _worth(found)]
    if found.prior:
        sentences.append(_rests_on(found.prior))
    if found.costs.near_limit:
        more = _sum(found.costs.near_limit, found)
        sentences.append(f"PayPal's dispute ratio is above 1.2 %, so one more claim counts {more}.")
    return " ".join(sentences)


def chance_in(words: str) -> Decimal | None:
    """Return the chance (0 to 1) that a cell of `odds_words` tells; None where it tells none."""
    found = _TOLD_CHANCE.search(words)
    return Decimal(found[1]) / 100 if found else None


def _verdict(found: Odds) -> str:
    from_on = found.costs.break_even
    pays = f"a fight pays from {_percent(from_on)} on" if from_on <= 1 else "a fight never pays"
    chance = found.chance
    if found.buyer_is_right:
        return f"Give it back: the facts are with the buyer. By numbers alone {pays}{_chance_words(found)}."
    if found.is_open and chance is not None:
        return f"By numbers alone {pays}{_chance_words(found)}."
    if chance is None:
        return f"How likely a fight is won is not known; {pays}."
    if found.low >= from_on:
        return f"Fight: it pays from {_percent(from_on)} on{_chance_words(found)}."
    if found.high < from_on:
        return f"Refund: {pays}{_chance_words(found)}."
    leans = "a fight" if chance >= from_on else "a refund"
    return f"Close, leaning to {leans}: it pays from {_percent(from_on)} on{_chance_words(found)}."


def _chance_words(found: Odds) -> str:
    if found.chance is None:
        return ""
    return (
        f", and about {_percent(found.chance)} are won "
        f"(likely {_percent(found.low)[:-2]} to {_percent(found.high)})"
    )


def _worth(found: Odds) -> str:
    costs = found.costs
    ways = [] if found.chance is None else [f"a fight costs {_cost(costs.fight(found.chance), found)}"]
    ways.append(f"giving it back {_cost(costs.give_back, found)}")
    if found.partial is not None:
        ways.append(f"offering a part {_cost(found.partial, found)}")
    parts = [f"{_sum(costs.amount, found)} disputed"]
    if costs.fee_if_lost:
        parts.append(f"{_sum(costs.fee_if_lost, found)} fee{_when_due(costs)}")
    parts.append(f"{_sum(costs.work, found)} of work")
    if costs.goods:
        parts.append(f"goods worth {_sum(costs.goods, found)} back")
    return f"On average {', '.join(ways)}: {', '.join(parts)}."


def _when_due(costs: Costs) -> str:
    """Say when the fee is paid: at once or not, and whether winning gives it back (`Settings`)."""
    if costs.fee_if_given_back:
        return ", due whether it is won or lost" if costs.fee_if_won else ", due unless it is won"
    return " if you fight it, won or lost" if costs.fee_if_won else " if it is lost"


def _rests_on(prior: Prior) -> str:
    if prior.is_own:
        return f"The chance is your own: {prior.won} of {prior.cases} decided cases won ({prior.pool})."
    own = f"with {prior.won} of {prior.cases} own cases won" if prior.cases else "no own case is decided yet"
    told = f"The chance is the playbook's guess, {own} ({prior.pool})"
    return f"{told}; from {OWN_ALONE_FROM} own cases on, they count alone."


def _cost(worth: Decimal, found: Odds) -> str:
    """A worth as what it costs; where goods come back it may even gain."""
    return _sum(-worth, found) if worth <= 0 else f"nothing (it gains {_sum(worth, found)})"


def _sum(number: Decimal, found: Odds) -> str:
    return f"{number.quantize(Decimal('0.01')):f} {found.currency}"


def _percent(share: Decimal | float) -> str:
    return f"{round(float(share) * 100)} %"
