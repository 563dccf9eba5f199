"""
PayPal's dispute ratio of a brand, as far as the weighing of one case needs it.

Value of "not received" and "not as described" claims over value of sales, in the three full calendar months
before this one (PayPal help on dispute fees). The figure that people read, with its doubts, is a metric
(`metrics/disputes_incoming.py`, which needs pandas); here a claim that is not in the tab only lowers the
ratio, so a warning that is given holds.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sheets_bot.domain.cases.families import Family, family_of
from sheets_bot.domain.disputes.dispute_words import channel_words
from sheets_bot.domain.tab_rows import TabRow, TabRows, amount_in, day_in, instant_in, text_in, whole_in

LEAST_SALES = 100
"""PayPal's rule binds with more sales than this in the three months (same source)."""
_MONTHS = 3
_COUNTED = frozenset({Family.INR, Family.SNAD})


def paypal_ratio(
    brand: str, currency: str, *, disputes: TabRows, volumes: TabRows, zone: ZoneInfo, now: datetime
) -> float | None:
    """
    Return the ratio, 0 or more; None where it is not known or PayPal's rule does not bind.

    Args:
        brand: As in the sheets.
        currency: PayPal looks at the whole account in one currency; the tab holds one sum for each.
        disputes: The tab `Disputes`.
        volumes: The tab `Volumes`.
        zone: In which months begin.
        now: The present.
    """
    months = _months_before(now.astimezone(zone).date())
    sold = {
        month: row
        for row in volumes.values()
        if (month := day_in(row, "starts_on")) in months
        and text_in(row, "period") == "month"
        and (text_in(row, "brand"), text_in(row, "currency")) == (brand, currency)
    }
    values = [amount_in(sold.get(month, {}), "payments_value") for month in months]
    sales = sum(whole_in(row, "payments") or 0 for row in sold.values())
    known = [value for value in values if value is not None]
    value = sum(known, Decimal(0))
    if len(known) < _MONTHS or sales <= LEAST_SALES or value <= 0:
        return None
    claimed = sum(_claims(disputes, brand, currency, months, zone), Decimal(0))
    return float(claimed / value)


def _claims(
    disputes: TabRows, brand: str, currency: str, months: tuple[date, ...], zone: ZoneInfo
) -> Iterator[Decimal]:
    for row in disputes.values():
        opened, amount = instant_in(row, "opened"), amount_in(row, "amount")
        ours = (text_in(row, "platform"), text_in(row, "brand"), text_in(row, "currency"))
        if opened is None or amount is None or ours != ("PayPal", brand, currency):
            continue
        month = opened.astimezone(zone).date().replace(day=1)
        if month in months and family_of(row).family in _COUNTED and _is_escalated(row):
            yield amount


def _is_escalated(row: TabRow) -> bool:
    return text_in(row, "stage") != "Inquiry" or text_in(row, "channel") == channel_words("EXTERNAL")


def _months_before(day: date) -> tuple[date, ...]:
    """Return the first days of the full calendar months before that of *day*, the last one first."""
    found = [day.replace(day=1)]
    for _ in range(_MONTHS):
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return tuple(found[1:])
