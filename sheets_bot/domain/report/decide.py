"""
The sentences about what only the owner can decide: cases handed up, and large sums.

From `Disputes` and `Refunds` as they stand. Case numbers, brands and sums; no name. What a person is to
decide, and the playbook does not hand up, is the specialist's (`done.py`).
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from sheets_bot.domain.cases.stages import PAYS, Step, takes_nothing
from sheets_bot.domain.deadlines import Flag
from sheets_bot.domain.report.report import Sentence
from sheets_bot.domain.report.source import Source
from sheets_bot.domain.tab_rows import TabRow, instant_in, money_in, text_in
from sheets_bot.domain.when_words import day_words

DISPUTES, REFUNDS = "Disputes", "Refunds"
_MOST_CASES = 10


def decide_sentences(source: Source) -> Iterator[Sentence]:
    """Yield one sentence for each case that waits for the owner, then large refunds."""
    waiting = [(key, row) for key, row in source.rows(DISPUTES).items() if waits_for_owner(source, row)]
    waiting.sort(key=_soonest_first)
    for key, row in waiting[:_MOST_CASES]:
        yield Sentence(_case_words(source, key, row), (f"{DISPUTES}: {key}",))
    if len(waiting) > _MOST_CASES:
        left = waiting[_MOST_CASES:]
        rests = tuple(f"{DISPUTES}: {key}" for key, _ in left[:_MOST_CASES])
        many = "1 more case waits" if len(left) == 1 else f"{len(left)} more cases wait"
        yield Sentence(f"{many} for you; filter Advice in the tab Disputes.", rests)
    yield from _large_refunds(source)


def waits_for_owner(source: Source, row: TabRow) -> bool:
    """True for an open case that only the owner can decide and has not decided."""
    advice = text_in(row, "advice")
    is_his = advice == Step.ASK_OWNER or (advice in PAYS and _is_large(source, row, "amount"))
    return is_his and is_undecided(row)


def is_undecided(row: TabRow) -> bool:
    """True for an open case of which the owner has typed nothing, and of which something can be decided."""
    is_open = text_in(row, "flag") not in {"", Flag.CLOSED} and not takes_nothing(row)
    return is_open and not text_in(row, "owner_decision")


def sum_words(rows: Iterable[TabRow], column: str = "at_stake") -> str:
    """Return e.g. ``120.00 EUR + 80.00 USD``: amounts of two currencies are never added."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        money = money_in(row, column)
        if money is not None:
            sums[money.currency] = sums.get(money.currency, Decimal(0)) + money.major()
    return " + ".join(f"{amount:,.2f} {currency}" for currency, amount in sorted(sums.items()) if amount)


def _soonest_first(item: tuple[str, TabRow]) -> tuple[str, str]:
    due = instant_in(item[1], "due")
    return due.isoformat() if due else "", item[0]


def _case_words(source: Source, key: str, row: TabRow) -> str:
    advice, money = text_in(row, "advice"), money_in(row, "amount")
    amount = f"{money.major():,f} {money.currency}" if money else "amount not known"
    is_asked = advice == Step.ASK_OWNER
    why = "The playbook asks you" if is_asked else f"{advice}, and it is a large sum"
    due = instant_in(row, "due")
    until = f"due {day_words(due.astimezone(source.rules.owner_zone).date())}" if due else "no date"
    return (
        f"{key} ({text_in(row, 'brand')}, {amount}, {until}): {why}. Type your answer under Owner decision."
    )


def _is_large(source: Source, row: TabRow, column: str) -> bool:
    money = money_in(row, column)
    return money is not None and money.major() >= source.rules.metrics.owner_from


def _large_refunds(source: Source) -> Iterator[Sentence]:
    large = [
        (key, row) for key, row in source.in_week(REFUNDS, "refunded") if _is_large(source, row, "amount")
    ]
    if large:
        total = sum_words((row for _, row in large), "amount")
        rests = tuple(f"{REFUNDS}: {key}" for key, _ in large[:_MOST_CASES])
        many = "1 refund was" if len(large) == 1 else f"{len(large)} refunds were"
        yield Sentence(
            f"{many} of {source.rules.metrics.owner_from} or more, {total} together: see whether you agree.",
            rests,
        )
