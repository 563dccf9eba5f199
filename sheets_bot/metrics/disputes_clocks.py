"""
Metrics of time: answered when, how close to the date, and what is open.

The docstring of each function is the definition that people read in the sheet.
"Answered" is the first evidence that PayPal shows from us; an answer by message
leaves no such trace, which is why inquiries are treated apart.
"""

import pandas as pd

from sheets_bot.domain.disputes.dispute_readings import Result
from sheets_bot.domain.disputes.dispute_words import stage_words
from sheets_bot.metrics.figure import NO_SHIFTS, Figure, Metric, amount, cases, hours, metric, share
from sheets_bot.metrics.slices import Slice, Unmeasured, amount_of

AREA = "PayPal: clocks"

_INQUIRY = stage_words("INQUIRY")
_NO_ANSWER = "No case was answered."
_NO_DUE_TIMES = "The due times of the cases answered are not known: PayPal tells them only until the answer."


@metric(AREA, "Answered on time", "share", headline=True)
def on_time(week: Slice) -> Figure:
    """
    Cases answered by their due time / cases whose due time fell in the week and has passed, and that needed
    an answer.

    By due date. Left out: cases that ended before their due day, or on it without being lost; and inquiries
    without evidence, unless lost, since an answer by message leaves no date. Our first evidence counts,
    against the latest due time, so a late second round is not seen; and a case answered before the bot
    first saw it has no due time.
    """
    due = week.only(_needed_an_answer).cases_in("due_week", week.week)
    found = due[due["due_at"] <= pd.Timestamp(week.now)]
    if found.empty:
        raise Unmeasured(_NO_DUE_TIMES if week.answered["due_at"].isna().any() else "No answer was due.")
    return share(int(_in_time(found).sum()), len(found), gap="")


@metric(AREA, "Time to respond, median", "hours")
def time_to_respond_median(week: Slice) -> Figure:
    """
    Hours from the opening of a case to our first evidence, of the cases first answered in the week: half
    were faster.

    By answering date, all hours counted, also those outside shifts. Cases without an answer are not in it.
    """
    return hours(
        hours_between(week.answered, "answered_at", "opened_at"), "median", few="median", gap=_NO_ANSWER
    )


@metric(AREA, "Time to respond, slowest tenth", "hours")
def time_to_respond_p90(week: Slice) -> Figure:
    """
    Hours from the opening of a case to our first evidence: nine in ten were at least this fast.

    By answering date, all hours counted. With fewer than ten answers it is the slowest one.
    """
    return hours(
        hours_between(week.answered, "answered_at", "opened_at"), "p90", few="slowest", gap=_NO_ANSWER
    )


@metric(AREA, "Time to respond in shifts, median", "hours")
def time_to_respond_staffed_median(week: Slice) -> Figure:
    """
    Hours inside your shifts between the opening of a case and our first evidence, of the cases first answered
    in the week: half were faster.

    By answering date, by the shifts that stand in Settings now; time outside them does not count, so an
    answer outside the shifts may take 0 hours. Cases without an answer are not in it.
    """
    return staffed_median(week.answered, "staffed_response_hours", gap=_NO_ANSWER)


@metric(AREA, "Slack, median", "hours", headline=True)
def slack_median(week: Slice) -> Figure:
    """
    Hours left before the due time when we answered: half of the answers had more. Below zero is late.

    By answering date, all hours counted. Our first evidence against the latest due time.
    """
    gap = _NO_ANSWER if week.answered.empty else _NO_DUE_TIMES
    return hours(hours_between(week.answered, "due_at", "answered_at"), "median", few="median", gap=gap)


@metric(AREA, "Slack in shifts, median", "hours")
def slack_staffed_median(week: Slice) -> Figure:
    """
    Hours inside your shifts that were left before the due time when we answered: half of the answers had
    more. Below zero is late.

    By answering date, by the shifts that stand in Settings now. Our first evidence against the latest due
    time.
    """
    gap = _NO_ANSWER if week.answered.empty else _NO_DUE_TIMES
    return staffed_median(week.answered[week.answered["due_at"].notna()], "staffed_slack_hours", gap=gap)


@metric(AREA, "Slack, thinnest tenth", "hours")
def slack_p10(week: Slice) -> Figure:
    """
    Hours left before the due time when we answered: one in ten was as close as this, or closer. Below zero
    is late.

    By answering date, all hours counted. With fewer than ten answers it is the closest one.
    """
    gap = _NO_ANSWER if week.answered.empty else _NO_DUE_TIMES
    return hours(hours_between(week.answered, "due_at", "answered_at"), "p10", few="thinnest", gap=gap)


@metric(AREA, "Open at the end", "cases", judged=False)
def open_at_end(week: Slice) -> Figure:
    """
    Cases open when the week ended, or now in the running week.

    From opening and closing dates; a case that was reopened counts as open all the time.
    """
    return cases(len(week.open_at_end))


@metric(AREA, "Open at the end, value", "money", per_currency=True)
def open_value(week: Slice) -> Figure:
    """
    Disputed amounts of the cases open when the week ended, or now in the running week.

    Per currency. Fees that may come on top are not in it.
    """
    minor, note = amount_of(week.open_at_end, "amount_minor")
    return amount(minor, week.currency, note=note)


@metric(AREA, "At stake now", "money", per_currency=True, now_only=True)
def at_stake(week: Slice) -> Figure:
    """
    What the cases that are open now can still cost.

    Per currency, as the column "At stake" has it; only for the running week, since earlier states are not
    kept.
    """
    minor, note = amount_of(week.open_at_end, "at_stake_minor")
    return amount(minor, week.currency, note=note)


METRICS: tuple[Metric, ...] = (
    on_time,
    time_to_respond_median,
    time_to_respond_p90,
    time_to_respond_staffed_median,
    slack_median,
    slack_staffed_median,
    slack_p10,
    open_at_end,
    open_value,
    at_stake,
)


def _needed_an_answer(found: pd.DataFrame) -> "pd.Series[bool]":
    answered, was_lost = found["answered_at"].notna(), found["outcome"] == Result.LOST.value
    closed_on, due_on = found["closed_on"], found["due_on"]
    over_before = (closed_on < due_on) | (closed_on == due_on) & ~was_lost
    silent_inquiry = (found["stage"] == _INQUIRY) & ~was_lost
    return answered | ~(over_before | silent_inquiry)


def _in_time(found: pd.DataFrame) -> "pd.Series[bool]":
    return found["answered_at"].notna() & (found["answered_at"] <= found["due_at"])


def staffed_median(found: pd.DataFrame, column: str, *, gap: str) -> Figure:
    """The median of hours inside shifts. Raises Unmeasured without shifts, and with *gap* for no cases."""
    known = list(found[column].dropna())
    return hours(known, "median", few="median", gap=gap if found.empty else NO_SHIFTS)


def hours_between(found: pd.DataFrame, later: str, earlier: str) -> list[float]:
    """The hours between two instants, of the cases that have both."""
    between = (found[later] - found[earlier]).dropna()
    return [span / pd.Timedelta(hours=1) for span in between]
