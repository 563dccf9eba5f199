"""
Metrics of the support mailbox: how fast customers are answered, how often that settles it, how many write.

The docstring of each function is the definition that people read in the sheet. They are made of the rows of
`Inbox`, which know the first and the last mail each way and no more. Who waits is in `support_backlog.py`.
"""

import pandas as pd

from sheets_bot.domain.rules.mail_settings import ABOUT_PARCELS
from sheets_bot.metrics.figure import NO_SHIFTS, Figure, Metric, cases, hours, metric, per_100, share
from sheets_bot.metrics.slices import Slice

AREA = "Support"

_NO_ANSWER = "No thread was first answered."


@metric(AREA, "First answer, median", "hours", source="threads", headline=True)
def first_response_median(week: Slice) -> Figure:
    """
    Hours from a customer's first mail to our first answer by a person, of the threads first answered in the
    week: half were faster.

    By the week of the answer, all hours counted, also nights: what the customer waits. Left out: what
    programs send, threads that we began, and threads without an answer; see "Oldest waiting" for those.
    """
    return hours(_known(week, "first_hours"), "median", few="median", gap=_NO_ANSWER)


@metric(AREA, "First answer, slowest tenth", "hours", source="threads", headline=True)
def first_response_p90(week: Slice) -> Figure:
    """
    Hours from a customer's first mail to our first answer: nine in ten were at least this fast.

    By the week of the answer, all hours counted. Left out as in the median. With fewer than ten answers it is
    the slowest one.
    """
    return hours(_known(week, "first_hours"), "p90", few="slowest", gap=_NO_ANSWER)


@metric(AREA, "First answer in shifts, median", "hours", source="threads", headline=True)
def first_response_staffed_median(week: Slice) -> Figure:
    """
    Hours inside your shifts between a customer's first mail and our first answer: half were faster.

    By the week of the answer. The shifts are those that stand in Settings now; time outside them does not
    count, so an answer outside the shifts may take 0 hours. Left out as in "First answer, median".
    """
    return hours(_staffed(week), "median", few="median", gap=_gap_of_shifts(week))


@metric(AREA, "First answer in shifts, slowest tenth", "hours", source="threads")
def first_response_staffed_p90(week: Slice) -> Figure:
    """
    Hours inside your shifts between a customer's first mail and our first answer: nine in ten were at least
    this fast.

    By the week of the answer, by the shifts that stand in Settings now. With fewer than ten answers it is the
    slowest one.
    """
    return hours(_staffed(week), "p90", few="slowest", gap=_gap_of_shifts(week))


@metric(AREA, "Resolution, median", "hours", source="threads")
def resolution_median(week: Slice) -> Figure:
    """
    Hours from a customer's first mail to our last answer, of the threads that are over: half were faster.

    By the week of our last answer. A thread is over when it is nobody's turn: some days without a word,
    archived, or dealt with by hand. One that goes on later moves to the week of its new last answer, so the
    last weeks may still change; the note says how many are still open. Left out: threads over without an
    answer, and threads that we began.
    """
    found = week.cases_in("last_out_week", week.week)
    over = found[found["closed"]]
    return hours(
        list(over["resolution_hours"].dropna()),
        "median",
        few="median",
        gap="No thread that was last answered in this week is over."
        if len(found)
        else "No thread was answered.",
        note=_still_open(found),
    )


@metric(AREA, "Settled by one answer", "share", source="threads")
def one_touch(week: Slice) -> Figure:
    """
    Threads that are over and had exactly one answer of ours / threads that are over and were answered.

    By the week of our last answer. A thank-you afterwards changes nothing. The last weeks may still change;
    the note says how many are still open. Left out: threads over without an answer (see there), and threads
    that we began.
    """
    found = week.only(_theirs).cases_in("last_out_week", week.week)
    over = found[found["closed"]]
    gap = "No answered thread of this week is over." if len(found) else "No thread was answered."
    return share(int((over["answers"] == 1).sum()), len(over), gap=gap, note=_still_open(found))


@metric(AREA, "Over without an answer", "cases", source="threads")
def closed_unanswered(week: Slice) -> Figure:
    """
    Threads that are over although nobody answered by mail.

    By the week of the customer's last mail. Archived, moved, dealt with by hand, or a mere thank-you.
    """
    found = week.cases_in("last_in_week", week.week)
    return cases(int((found["closed"] & found["last_out_week"].isna()).sum()))


@metric(AREA, "Came back after an answer", "share", source="threads", judged=False)
def came_back(week: Slice) -> Figure:
    """
    Threads in which the customer wrote again after our first answer, and wanted another one / threads first
    answered in the week.

    By the week of the first answer. Stands for "reopened": when a thread was closed in between is not kept. A
    mere thank-you does not count. May still rise while customers write.
    """
    found = week.only(_theirs).cases_in("first_out_week", week.week)
    return share(int(found["came_back"].sum()), len(found), gap=_NO_ANSWER)


@metric(AREA, "Contacts", "cases", source="threads")
def contacts(week: Slice) -> Figure:
    """
    Threads in which a customer first wrote in the week.

    By the day of the first mail. Programs' mails and newsletters are no contacts. One customer with two
    threads counts twice.
    """
    return cases(len(week.cases_in("first_in_week", week.week)))


@metric(AREA, "Contacts per 100 orders", "per 100", source="threads", headline=True)
def contacts_per_100_orders(week: Slice) -> Figure:
    """
    Threads in which a customer first wrote in the week, per 100 paid orders of the same week.

    Orders come from Volumes. The customers wrote about earlier orders, so it rises when sales fall.
    """
    found = week.cases_in("first_in_week", week.week)
    return per_100(len(found), week.sold("orders", [week.week]), gap="No orders in this week.")


@metric(AREA, "About where the parcel is", "share", source="threads")
def parcel_questions(week: Slice) -> Figure:
    """
    Threads about where the parcel is / all threads in which a customer first wrote in the week.

    By the day of the first mail. By "Category (yours)", else by the bot's guess from the words in Settings.
    """
    found = week.cases_in("first_in_week", week.week)
    return share(int((found["category"] == ABOUT_PARCELS).sum()), len(found), gap="No customer wrote.")


METRICS: tuple[Metric, ...] = (
    first_response_median,
    first_response_p90,
    first_response_staffed_median,
    first_response_staffed_p90,
    resolution_median,
    one_touch,
    closed_unanswered,
    came_back,
    contacts,
    contacts_per_100_orders,
    parcel_questions,
)


def _theirs(found: pd.DataFrame) -> "pd.Series[bool]":
    """The threads that the customer began."""
    return ~found["ours_first"]


def _known(week: Slice, column: str) -> list[float]:
    return list(week.cases_in("first_out_week", week.week)[column].dropna())


def _staffed(week: Slice) -> list[float]:
    return _known(week, "staffed_hours")


def _gap_of_shifts(week: Slice) -> str:
    return NO_SHIFTS if _known(week, "first_hours") else _NO_ANSWER


def _still_open(found: pd.DataFrame) -> str:
    still_open = int((~found["closed"]).sum())
    return f"{still_open} of {len(found)} still open" if still_open else ""
