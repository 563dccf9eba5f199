"""
The sentences about what changed: only what is more than chance, the rest in one sentence.

Words only; what has changed is decided in `changes.py`. A number is said as in the tab, a percentage never of
fewer than ten.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from sheets_bot.domain.report.chance import PROMISED_SHARE, Side
from sheets_bot.domain.report.changes import BASELINE_WEEKS, LEAST_WEEKS, Change, Judged
from sheets_bot.domain.report.report import Sentence
from sheets_bot.domain.report.series import DATA_TAB, FEW, WEEK, Series, share_words

_RARER_THAN = ((1e-4, "less than once in 10,000 weeks"), (1e-3, "less than once in 1,000 weeks"))
_MOST_NAMED = 6
_PER = 100


def changed_sentences(judged: Judged, week: date) -> Iterator[Sentence]:
    """Yield a sentence for each change, one for all that is usual, and one for what cannot be said yet."""
    for change in told_apart(judged):
        yield Sentence(change_words(change), change.rests_on)
    others = judged.looked_at - len(judged.changes)
    if judged.looked_at:
        if others:
            yield Sentence(_unchanged_words(judged, others), (f"{DATA_TAB}: the week of {week}",))
        yield Sentence(_rule_words(judged))
    if judged.too_short:
        yield Sentence(
            f"{_count(len(judged.too_short), 'number')} cannot be judged yet: fewer than {LEAST_WEEKS} "
            f"earlier weeks are known ({_names(judged.too_short)}).",
            tuple(one.rests_on(week) for one in judged.too_short[:_MOST_NAMED]),
        )


def told_apart(judged: Judged) -> list[Change]:
    """Return the changes without those of a brand whose total went the same way: the drivers name it."""
    totals = {(change.series.name, change.side) for change in judged.changes if change.series.is_total}
    return [
        change
        for change in judged.changes
        if change.series.is_total
        or change.series.tab != DATA_TAB
        or (change.series.name, change.side) not in totals
    ]


def change_words(change: Change) -> str:
    """Return e.g. ``All brands, opened per 100 payments: higher than usual. Last week 19 in 520 ...``."""
    head = f"{subject(change)}: {_direction(change)}."
    return f"{head} {_now_words(change)}; {_usual_words(change)}. {_chance_words(change)}"


def change_in_short(change: Change) -> str:
    """Return e.g. ``Supplier East, parcels that came late: higher than usual, last week 3 of 7.``."""
    now = _now_words(change)
    return f"{subject(change)}: {_direction(change)}, {now[:1].lower()}{now[1:]}."


def subject(change: Change) -> str:
    """Return whose number it is, e.g. ``Supplier East, parcels that came late``."""
    title = change.series.title
    first = title.partition(" ")[0]
    # A name such as PayPal keeps its capitals.
    return f"{change.series.scope}, {first.lower() if first.istitle() else first}{title[len(first) :]}"


def _direction(change: Change) -> str:
    if change.series.unit == "cases":
        return f"{change.side} than usual"
    return "higher than usual" if change.side is Side.UP else "lower than usual"


def _now_words(change: Change) -> str:
    points = [change.series.points[change.week - back * WEEK] for back in range(change.weeks)]
    if change.weeks == 1:
        return f"Last week {points[0].shown}"
    earlier = ", ".join(point.shown for point in points[:0:-1])
    return f"In the last {change.weeks} weeks {earlier} and {points[0].shown}"


def _usual_words(change: Change) -> str:
    now, before = change.test.now, change.test.before
    if change.series.is_share:
        return f"in the weeks before {share_words(before.part, int(before.whole))}"
    if change.series.unit == "per 100":
        rate = f", or {_PER * before.part / before.whole:.2f} per 100" if before.whole >= FEW else ""
        return f"the weeks before let expect {change.usual:.1f} from {int(now.whole)}{rate}"
    span = "a week" if change.weeks == 1 else f"in {change.weeks} weeks"
    return f"the weeks before let expect {change.usual:.1f} {span}"


def _chance_words(change: Change) -> str:
    words = next((words for limit, words in _RARER_THAN if change.test.chance < limit), None)
    often = words or f"once in {round(1 / change.test.chance):,} weeks"
    return f"Chance alone does that {often}."


def _unchanged_words(judged: Judged, others: int) -> str:
    """Say it of this report's rule only: the tab marks what is unusual by another."""
    which = "other " if judged.changes else ""
    if others == 1:
        return f"The {which}number that was judged did not go beyond chance by this report's rule."
    return f"None of the {which}{others} numbers that were judged went beyond chance by this report's rule."


def _rule_words(judged: Judged) -> str:
    return (
        f"{judged.looked_at} numbers were held against the {BASELINE_WEEKS} weeks before, totals first. Of "
        f"100 weeks in which nothing changed, at most {_PER * PROMISED_SHARE:.0f} name a change of "
        "one of them. Causes, themes and suppliers over twelve weeks, under what drove it, are not covered "
        "by that: of these each line by itself is named by chance about once in 700 weeks."
    )


def _names(found: Sequence[Series]) -> str:
    names = [f"{one.title} of {one.scope}" for one in found[:_MOST_NAMED]]
    # Titles hold commas.
    return "; ".join(names) + (f"; and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else "")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
