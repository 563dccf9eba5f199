"""
The sentences about the specialist's week: what went out in our name, what came of it, dates met.

From the tab `Acts` and the lines of `Metrics data`. What was done by hand at a platform leaves no act: there
the sentences say what they do not see.
"""

from collections import Counter
from collections.abc import Iterator

from sheets_bot.domain.acts.act import HAPPENED, State, state_of
from sheets_bot.domain.cases.stages import Step
from sheets_bot.domain.deadlines import Flag
from sheets_bot.domain.report.at_platforms import PAYPAL, SHOPIFY, at_one
from sheets_bot.domain.report.decide import is_undecided
from sheets_bot.domain.report.report import Sentence
from sheets_bot.domain.report.series import ALL_BRANDS, shown_in
from sheets_bot.domain.report.source import Source
from sheets_bot.domain.tab_rows import TabRow, text_in

ACTS, DISPUTES = "Acts", "Disputes"
_MOST_KEYS = 12
_CLOSED_ONES = (
    ("won", "won"),
    ("lost", "lost"),
    ("conceded", "conceded"),
    ("withdrawn", "withdrawn by the buyer"),
    ("prevented", "prevented"),
)
_CLOCKS = (
    ("on_time", "Answered at PayPal before the due date"),
    ("shop_on_time", "Looked at before the due date at Shopify"),
    ("time_to_respond_median", "Time to respond at PayPal, median"),
    ("shop_time_to_respond_median", "Time to respond at Shopify, median"),
    ("first_response_median", "First answer to mail, median"),
    ("first_response_staffed_median", "First answer to mail in shifts, median"),
    ("reply_time_median", "Answer to reviews, median"),
)
_DOUBTS = frozenset({State.IN_DOUBT, State.UNKNOWN})


def done_sentences(source: Source) -> Iterator[Sentence]:
    """Yield what was done in the week, how it ended, and which dates were met or missed."""
    yield from _acts(source)
    yield from _closed(source)
    for name, words in _CLOCKS:
        row = source.line(name, ALL_BRANDS)
        if shown := shown_in(row):
            yield Sentence(f"{words}: {shown}.", (_line(source, name),))
    missed = [key for key, row in source.rows(DISPUTES).items() if text_in(row, "flag") == Flag.MISSED]
    if missed:
        rests = tuple(f"{DISPUTES}: {key}" for key in missed[:_MOST_KEYS])
        yield Sentence(f"MISSED now: {_listed(missed)}.", rests)
    yield from _undecided(source)


def _acts(source: Source) -> Iterator[Sentence]:
    if not source.has(ACTS):
        return
    ended = list(source.in_week(ACTS, "ended_at"))
    happened = [(key, row) for key, row in ended if state_of(text_in(row, "state")) in HAPPENED]
    if not happened:
        yield Sentence(
            "Nothing went out through the bot; what is done by hand at a platform is not seen here."
        )
    else:
        kinds = Counter(text_in(row, "action") for _, row in happened)
        told = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items(), key=_most_first))
        rests = tuple(f"{ACTS}: {key}" for key, _ in happened[:_MOST_KEYS])
        yield Sentence(f"{_count(len(happened), 'act')} went out through the bot: {told}.", rests)
        minutes = sum(_minutes(source, row) for _, row in happened)
        yield Sentence(
            f"That is about {minutes} minutes of work, by the minutes in Settings: an estimate.",
            tuple(f"{ACTS}: {key}" for key, _ in happened[:_MOST_KEYS]),
        )
    yield from _not_done(ended)


def _not_done(ended: list[tuple[str, TabRow]]) -> Iterator[Sentence]:
    for states, words in (
        (frozenset({State.REFUSED, State.NOT_DONE}), "asked for and did not go out"),
        (_DOUBTS, "in doubt: look by hand whether they went out"),
    ):
        keys = [key for key, row in ended if state_of(text_in(row, "state")) in states]
        if keys:
            rests = tuple(f"{ACTS}: {key}" for key in keys[:_MOST_KEYS])
            yield Sentence(f"{_count(len(keys), 'act')} {words}.", rests)


def _closed(source: Source) -> Iterator[Sentence]:
    told: list[str] = []
    rests: list[str] = []
    for platform in (PAYPAL, SHOPIFY):
        found = [(at_one(source, name, platform), words) for name, words in _CLOSED_ONES]
        ended = [(one, words) for one, words in found if one and one.shown != "0"]
        if ended:
            told.append(f"at {platform} {', '.join(f'{one.shown} {words}' for one, words in ended)}")
            rests += [one.rests_on for one, _ in ended]
    if told:
        yield Sentence(f"Cases that ended: {'; '.join(told)}.", tuple(rests))


def _undecided(source: Source) -> Iterator[Sentence]:
    """Yield one sentence about the cases that the playbook leaves to the specialist's own judgement."""
    rows = source.rows(DISPUTES)
    keys = [key for key, row in rows.items() if text_in(row, "advice") == Step.PERSON and is_undecided(row)]
    if keys:
        many = "1 case waits" if len(keys) == 1 else f"{len(keys)} cases wait"
        rests = tuple(f"{DISPUTES}: {key}" for key in keys[:_MOST_KEYS])
        yield Sentence(f"{many} for the specialist's judgement: {_listed(keys)}.", rests)


def _minutes(source: Source, row: TabRow) -> int:
    rules = source.rules.today
    by_tab = {
        "Disputes": rules.dispute_minutes,
        "Reviews": rules.review_minutes,
        "Inbox": rules.mail_minutes,
        "Orders at risk": rules.risk_minutes,
    }
    return by_tab.get(text_in(row, "tab"), rules.mail_minutes)


def _line(source: Source, name: str) -> str:
    return f"Metrics data: {name}|{source.week}|{ALL_BRANDS}"


def _most_first(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _listed(keys: list[str]) -> str:
    left = len(keys) - _MOST_KEYS
    return ", ".join(keys[:_MOST_KEYS]) + (f" and {left} more" if left > 0 else "")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
