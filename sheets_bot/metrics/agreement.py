"""
The tab `Agreement`: how often people did what the playbook advised, for each of its lines.

Tells which lines may be trusted, and where the playbook is wrong. A choice is a tick (tab `Acts`, with what
was advised at that moment), or what was done at the platform by hand, as the outcome of a closed case shows
it. Where the playbook leaves it to a person, nobody can agree or disagree, and nothing is counted.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from sheets_bot.domain.acts.act import WITH_PACKET, State, letter_of
from sheets_bot.domain.cases.stages import Step
from sheets_bot.domain.disputes.dispute_readings import Result
from sheets_bot.domain.disputes.shop_dispute_words import ShopResult
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, text_in
from sheets_bot.metrics.figure import FEW, percent_of, share_words
from sheets_bot.metrics.ranks import emptied, listed
from sheets_bot.metrics.small_numbers import wilson_interval
from sheets_bot.sheets.row import Row, Value

TAB = "Agreement"
ALL_LINES = "all lines"
NO_LINE = "(a rule before the playbook)"

ENOUGH = 20
"""From so many choices on a line may be judged (the field's limit for any change of a prior)."""
FOLLOWED, OVERRULED, MIXED, TOO_FEW = "mostly followed", "mostly overruled", "mixed", "too few to say"

_NO_ADVICE = frozenset({"", Step.PERSON.value, Step.ASK_OWNER.value, Step.NOTHING.value})
_NO_CHOICE = frozenset({State.TAKEN_BACK.value})
_GAVE_BACK = frozenset({Result.CONCEDED.value, ShopResult.CONCEDED.value, ShopResult.PREVENTED.value})
_GIVES_BACK = frozenset({Step.REFUND.value, Step.ACCEPT.value})
_EVIDENCE = frozenset(kind.value for kind in WITH_PACKET)
_BY_HAND_PAID, _BY_HAND_PROVED = "gave the money back by hand", "handed in evidence by hand"
_EXAMPLES = 3
_NAMES = ("advice", "choices", "agreed", "agreed_share", "low", "high", "verdict", "instead", "examples")
_WHY = "measured from Acts and Disputes"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a person decided about one case, beside what was advised."""

    case: str
    line: str
    advised: str
    done: str

    @property
    def agrees(self) -> bool:
        """True where it was what the playbook advised."""
        if self.done == _BY_HAND_PAID:
            return self.advised in _GIVES_BACK
        if self.done == _BY_HAND_PROVED:
            return self.advised in _EVIDENCE
        return letter_of(self.done) == letter_of(self.advised)


def measure_agreement(acts: TabRows, disputes: TabRows, *, standing: Iterable[str] = ()) -> list[Row]:
    """Return the rows of `Agreement`: all lines together, then each line with a choice, the most first."""
    choices = [*_ticked(acts), *_by_hand(acts, disputes)]
    frame = pd.DataFrame(
        [(one.case, one.line, one.advised, one.done, one.agrees) for one in choices],
        columns=["case", "line", "advised", "done", "agrees"],
    )
    groups = [(ALL_LINES, frame), *((str(line), own) for line, own in frame.groupby("line"))]
    groups.sort(key=lambda each: (-len(each[1]), each[0] != ALL_LINES, each[0]))
    rows = [_row(line, own) for line, own in groups if len(own)]
    return [*rows, *emptied(standing, {row.key for row in rows}, _NAMES, why=_WHY)]


def _ticked(acts: TabRows) -> Iterator[Choice]:
    """Yield the ticks of cases, each once: the same thing ticked again with another text is one choice."""
    found = {
        Choice(
            text_in(row, "row_key"),
            text_in(row, "advised_line") or NO_LINE,
            text_in(row, "advised"),
            text_in(row, "action"),
        )
        for row in acts.values()
        if text_in(row, "tab") == "Disputes"
        and text_in(row, "state") not in _NO_CHOICE
        and text_in(row, "advised") not in _NO_ADVICE
    }
    yield from sorted(found, key=lambda one: (one.case, one.line, one.done))


def _by_hand(acts: TabRows, disputes: TabRows) -> Iterator[Choice]:
    """Yield what closed cases show that nobody ticked: the money was given back, or evidence handed in."""
    ticked = {
        text_in(row, "row_key")
        for row in acts.values()
        if text_in(row, "action") in _EVIDENCE and text_in(row, "state") not in _NO_CHOICE
    }
    for key, row in sorted(disputes.items()):
        advised, done = text_in(row, "advised"), _done_by_hand(row, key in ticked)
        if done and advised not in _NO_ADVICE:
            yield Choice(key, text_in(row, "advised_line") or NO_LINE, advised, done)


def _done_by_hand(row: TabRow, was_ticked: bool) -> str:
    """Return what was done, ``""`` where nothing shows it: a case lost in silence was decided by nobody."""
    outcome = text_in(row, "outcome")
    if outcome in _GAVE_BACK:
        return _BY_HAND_PAID
    answered = outcome and instant_in(row, "answered_at") is not None
    return _BY_HAND_PROVED if answered and not was_ticked else ""


def _row(line: str, choices: pd.DataFrame) -> Row:
    count, agreed = len(choices), int(choices["agrees"].sum())
    low, high = wilson_interval(agreed, count)
    is_few = count < FEW
    others = choices[~choices["agrees"].astype(bool)]
    advice = Counter(choices["advised"]).most_common(1)[0][0] if line != ALL_LINES else ""
    values: dict[str, Value] = {
        "line": line,
        "advice": advice or None,
        "choices": count,
        "agreed": share_words(agreed, count),
        "agreed_share": percent_of(agreed, count),
        "low": None if is_few else Decimal(f"{low:.4f}"),
        "high": None if is_few else Decimal(f"{high:.4f}"),
        "verdict": _verdict(count, low, high),
        "instead": listed(Counter(others["done"])) or None,
        "examples": "\n".join(others["case"].head(_EXAMPLES)) or None,
    }
    return Row(line, values, why=_WHY)


def _verdict(count: int, low: float, high: float) -> str:
    """Return it by the whole interval: a line is followed or overruled only where both ends say so."""
    if count < ENOUGH:
        return TOO_FEW
    return FOLLOWED if low > 0.5 else OVERRULED if high < 0.5 else MIXED
