"""
A day's work: all that waits for the specialist, from every tab, the most pressing first.

What presses is what is lost if it waits: the money at risk, times the share of it that an
answer changes, times how near the end is. What has its last shift comes before all that can
wait. What a dispute is worth is in `worth.py`. Pure over the rows as read; the rows of the tab
`Today` are made in `today_rows.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

from sheets_bot.domain.acts.act import Kind, State, state_of
from sheets_bot.domain.cases.stages import takes_nothing
from sheets_bot.domain.deadlines import Flag
from sheets_bot.domain.mail.follow_up import DUE
from sheets_bot.domain.money import Money
from sheets_bot.domain.rules.today_settings import TodayRules
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, money_in, text_in, whole_in
from sheets_bot.domain.today.worth import UNKNOWN_AMOUNT, UNKNOWN_WORDS, dispute_worth, weight

SOURCES = ("Disputes", "Orders at risk", "Inbox", "Reviews", "Acts")

_WORK = frozenset({Flag.MISSED, Flag.LATE, Flag.LAST_SHIFT, Flag.SOON, Flag.OK, Flag.NO_DATE})
"""The flags of a row that waits for us."""
_FIRST = frozenset({Flag.MISSED, Flag.LAST_SHIFT, Flag.NO_DATE})
"""These cannot wait. LATE can: it is a target of our own that has passed, and no platform closes anything."""

_RISK_SHARE = Decimal("0.20")
"""Of an order at risk: a customer who is told in time rarely opens a case or cancels (ours)."""
_LAST = datetime.max.replace(tzinfo=UTC)
_LOOK_MINUTES = 5
"""For a look at something that needs no answer now (ours)."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do, from one row of one tab."""

    tab: str
    key: str
    what: str
    flag: str
    minutes: int
    worth: Decimal
    """What doing it saves, in major units of whatever currency; the nearness is not in it."""
    worth_words: str
    stake: Money | None
    respond_by: datetime | None
    shifts_left: int | None
    brand: str
    order: str
    row_why: str
    is_over: bool = False
    """Nothing can be done about it any more; it is shown so that it is seen."""

    @property
    def cannot_wait(self) -> bool:
        """True for what comes first, whatever it is worth."""
        return self.flag in _FIRST and not self.is_over

    @property
    def loss(self) -> Decimal:
        """What is lost if it waits for another shift: the worth, spread over the shifts that are left."""
        return self.worth / max(1, self.shifts_left or 0)

    @property
    def why(self) -> str:
        """Why it stands where it stands."""
        left = self.shifts_left or 0
        if self.cannot_wait:
            place = f"{self.flag}, so it comes before what can wait"
        elif left > 1:
            place = f"{left} shifts are left for it"
        else:
            place = "its time is up" if self.flag == Flag.LATE else "no later shift is left for it"
        return f"{self.worth_words}; {place}. {self.row_why}".strip()


def rank_today(tabs: Mapping[str, TabRows], rules: TodayRules) -> list[Task]:
    """
    Return all open work, the most pressing first.

    Args:
        tabs: The tabs that could be read, by title. Flags and shifts are taken from their rows as they stand.
        rules: Minutes and worths.
    """
    return sorted(_tasks(tabs, rules), key=_urgency)


def _urgency(task: Task) -> tuple[bool, Decimal, datetime, str, str]:
    return not task.cannot_wait, -task.loss, task.respond_by or _LAST, task.tab, task.key


def _tasks(tabs: Mapping[str, TabRows], rules: TodayRules) -> Iterator[Task]:
    makers = {"Disputes": _dispute, "Orders at risk": _risk, "Inbox": _mail, "Reviews": _review}
    for tab, make in makers.items():
        for key, row in tabs.get(tab, {}).items():
            if text_in(row, "flag") in _WORK:
                yield make(key, row, rules)
            elif text_in(row, "follow_up").startswith(DUE):
                yield replace(make(key, row, rules), what=f"Follow up: {_name_of(key, row)}", flag=Flag.OK)
    for key, row in tabs.get("Acts", {}).items():
        if state_of(text_in(row, "state")) is State.UNKNOWN and not text_in(row, "notes"):
            yield _act(key, row)


def _dispute(key: str, row: TabRow, rules: TodayRules) -> Task:
    platform, stage = text_in(row, "platform"), text_in(row, "stage")
    kind = "inquiry" if stage == "Inquiry" else "chargeback" if stage == "Chargeback" else "case"
    verb = "Review" if platform == "Shopify" else "Answer"
    reason, advice = text_in(row, "reason"), text_in(row, "advice")
    what = f"{verb} {platform} {kind} {key}" + (f": {reason}" if reason else "")
    is_over = takes_nothing(row)
    worth = dispute_worth(row)
    task = _task(
        "Disputes",
        key,
        row,
        what=what + (f". Advice: {advice}" if advice else ""),
        minutes=_LOOK_MINUTES if is_over or advice == Kind.HOLD else rules.dispute_minutes,
        worth=worth.amount,
        worth_words=worth.words,
        stake=money_in(row, "at_stake"),
    )
    return replace(task, is_over=is_over)


def _risk(key: str, row: TabRow, rules: TodayRules) -> Task:
    stake = money_in(row, "at_stake")
    words = f"{stake} could be claimed back; a word in time keeps about {_RISK_SHARE:.0%} of it"
    return _task(
        "Orders at risk",
        key,
        row,
        what=f"Look after {text_in(row, 'order') or key}: {text_in(row, 'risk')}".rstrip(": "),
        minutes=rules.risk_minutes,
        worth=weight(stake) * _RISK_SHARE,
        worth_words=words if stake else UNKNOWN_WORDS,
        stake=stake,
    )


def _mail(key: str, row: TabRow, rules: TodayRules) -> Task:
    about = text_in(row, "category_typed") or text_in(row, "category")
    customer = text_in(row, "customer")
    return _task(
        "Inbox",
        key,
        row,
        what=f"Answer mail{f' of {customer}' if customer else ''}" + (f": {about}" if about else ""),
        minutes=rules.mail_minutes,
        worth=Decimal(rules.mail_worth),
        worth_words=f"An answered mail counts as {rules.mail_worth} (Settings)",
    )


def _review(key: str, row: TabRow, rules: TodayRules) -> Task:
    stars = whole_in(row, "stars")
    told = f" with {stars} star{'' if stars == 1 else 's'}" if stars is not None else ""
    reviewer = text_in(row, "reviewer")
    return _task(
        "Reviews",
        key,
        row,
        what=f"Answer review{told}" + (f" of {reviewer}" if reviewer else ""),
        minutes=rules.review_minutes,
        worth=Decimal(rules.review_worth),
        worth_words=f"An answered review counts as {rules.review_worth} (Settings)",
    )


def _act(key: str, row: TabRow) -> Task:
    """An act of which nobody knows whether it happened; a note in its row says that somebody has looked."""
    task = _task(
        "Acts",
        key,
        row,
        what=f"Look by hand: {text_in(row, 'action')} for {text_in(row, 'row_key')}",
        minutes=_LOOK_MINUTES,
        worth=UNKNOWN_AMOUNT,
        worth_words="It may or may not have gone out, and only you can see that",
    )
    return replace(task, flag=Flag.NO_DATE, row_why=f"{text_in(row, 'words')} Note what you find.")


def _name_of(key: str, row: TabRow) -> str:
    return text_in(row, "subject") or text_in(row, "title") or text_in(row, "customer") or key


def _task(
    tab: str,
    key: str,
    row: TabRow,
    *,
    what: str,
    minutes: int,
    worth: Decimal,
    worth_words: str,
    stake: Money | None = None,
) -> Task:
    return Task(
        tab=tab,
        key=key,
        what=what,
        flag=text_in(row, "flag"),
        minutes=minutes,
        worth=worth,
        worth_words=worth_words,
        stake=stake,
        respond_by=instant_in(row, "respond_by"),
        shifts_left=whole_in(row, "shifts_left"),
        brand=text_in(row, "brand"),
        order=text_in(row, "order"),
        row_why=text_in(row, "why"),
    )
