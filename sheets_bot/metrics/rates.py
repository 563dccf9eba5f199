"""
Amounts of several currencies in the owner's one, by the rates that people keep in the tab `Rates`.

Nothing is fetched: a rate that nobody typed does not exist, and the amounts of that currency stay apart. The
first three letters of a line name the currency, so that it may have several lines, each from a day on.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pandas as pd

from sheets_bot.domain.money import Money, decimals_of
from sheets_bot.metrics.readings import Rows, currency_of, number_of, text_of
from sheets_bot.sheets.row import Row, Value

TAB = "Rates"

Step = tuple[date, Decimal]
"""From which day on a rate holds, and the rate."""

_NO_RATE = "No rate yet: amounts in {} stay apart until you type one."
_NO_CURRENCY = "A line begins with the three letters of a currency, such as USD or USD from July."
_NO_NUMBER = "The rate is no number above zero, so the line does not count."


@dataclass(frozen=True)
class Rates:
    """What one unit of each currency is worth in *currency*; without *currency* nothing is converted."""

    currency: str = ""
    steps: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    """By currency, the oldest first."""

    def converted(self, frame: pd.DataFrame, day: str) -> pd.DataFrame:
        """
        Return *frame* with every amount (``_minor``) for which there is a rate, in the owner's currency.

        *day* is the column that says which day's rate counts. Rows without a rate stay
        as they are, in their own currency.
        """
        made = frame.copy()
        amounts = [name for name in frame.columns if name.endswith("_minor")]
        for code, steps in self.steps.items() if self.currency else ():
            for (since, rate), until in zip(steps, [*(step[0] for step in steps[1:]), date.max], strict=True):
                keep = (frame["currency"] == code) & (frame[day] >= pd.Timestamp(since))
                if until != date.max:
                    keep &= frame[day] < pd.Timestamp(until)
                factor = float(self._factor(rate, code))
                for name in amounts:
                    made.loc[keep, name] = (frame.loc[keep, name] * factor).round().astype("Int64")
                made.loc[keep, "currency"] = self.currency
        return made

    def convert(self, money: Money, day: date | None) -> Money:
        """Return *money* in the owner's currency by the rate of *day*; as it is where there is none."""
        steps = self.steps.get(money.currency, ()) if self.currency and day else ()
        rate = next((rate for since, rate in reversed(steps) if day and since <= day), None)
        if rate is None:
            return money
        return Money(round(money.minor * self._factor(rate, money.currency)), self.currency)

    def _factor(self, rate: Decimal, code: str) -> Decimal:
        """What one minor unit of a currency is worth in minor units of the owner's."""
        return rate.scaleb(decimals_of(self.currency) - decimals_of(code))


def read_rates(rows: Rows, currency: str) -> Rates:
    """Return the rates that stand in the tab; a line that cannot be used counts as none."""
    steps: dict[str, list[Step]] = {}
    for key, row in rows.items():
        code, rate = _code_of(key), _rate_of(row)
        if code and code != currency and rate is not None:
            since = row.get("valid_from")
            steps.setdefault(code, []).append((since if isinstance(since, date) else _ALWAYS, rate))
    return Rates(currency, {code: tuple(sorted(found)) for code, found in steps.items()})


def rate_rows(rows: Rows, currency: str, missing: Iterable[str]) -> Iterator[Row]:
    """Yield what the bot has to say in the tab: a line for each *missing* currency, and what is wrong."""
    if not currency:
        return
    without = set(missing) - {currency}
    for key, row in rows.items():
        yield Row(key, {"line": key, "problem": _problem(key, row, without) or None}, why="rates as typed")
    for code in sorted(without - {_code_of(key) for key in rows}):
        yield Row(code, {"line": code, "problem": _NO_RATE.format(code)}, why="a currency without a rate")


_ALWAYS = date(1970, 1, 1)


def _problem(key: str, row: Mapping[str, Value], without: set[str]) -> str:
    code = _code_of(key)
    if not code:
        return _NO_CURRENCY
    if not text_of(row.get("rate")):
        return _NO_RATE.format(code) if code in without else ""
    return "" if _rate_of(row) is not None else _NO_NUMBER


def _code_of(key: str) -> str:
    return currency_of(key.strip()[:3].upper())


def _rate_of(row: Mapping[str, Value]) -> Decimal | None:
    rate = number_of(row.get("rate"))
    return rate if rate is not None and rate > 0 else None
