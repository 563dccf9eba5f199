"""
Metrics of public reviews: how many stars, how fast we reply, whether stars rise.

The docstring of each function is the definition that people read in the sheet. A review counts with the stars
that it had when the bot first saw it, so that weeks can be compared; what became of them is told apart.
TrustScore is Trustpilot's own and is not recomputed.
"""

from dataclasses import replace

import pandas as pd

from sheets_bot.metrics.figure import Figure, Metric, cases, hours, mean_stars, metric, share
from sheets_bot.metrics.slices import Slice

AREA = "Satisfaction"

REPLY_HOURS = 48
"""How old a review is before it is asked whether it was answered (ours)."""

_NO_REVIEW = "No review was written."
_NO_INVITED = "No invited review was written."
_NO_ORGANIC = "No review was written of own accord."
_NO_REPLY = "No review was first answered."


@metric(AREA, "Share of 1 and 2 stars", "share", source="reviews", headline=True)
def low_star_share(week: Slice) -> Figure:
    """
    Reviews with 1 or 2 stars / reviews written in the week.

    By the day of writing, with the stars first seen. Invited and organic reviews together; hidden and deleted
    ones too, since somebody wrote them.
    """
    return _low_share(_written(week), _NO_REVIEW)


@metric(AREA, "Share of 1 and 2 stars, invited", "share", source="reviews")
def low_star_share_invited(week: Slice) -> Figure:
    """
    Reviews with 1 or 2 stars / reviews written in the week, of those who were invited.

    By the day of writing, with the stars first seen. Who is asked writes more kindly, so that more or fewer
    invitations move the share of all. Left out: reviews of which Trustpilot does not tell it.
    """
    return _low_share(_written(week.only(_invited)), _NO_INVITED)


@metric(AREA, "Share of 1 and 2 stars, own accord", "share", source="reviews")
def low_star_share_organic(week: Slice) -> Figure:
    """
    Reviews with 1 or 2 stars / reviews written in the week, of those who were not invited.

    By the day of writing, with the stars first seen. Left out: reviews of which Trustpilot does not tell it.
    """
    return _low_share(_written(week.only(_organic)), _NO_ORGANIC)


@metric(AREA, "Average stars", "stars", source="reviews")
def average_stars(week: Slice) -> Figure:
    """
    Average of the stars of the reviews written in the week.

    By the day of writing, with the stars first seen. Not TrustScore, which weighs old reviews too.
    """
    return _average(_written(week), _NO_REVIEW)


@metric(AREA, "Average stars, invited", "stars", source="reviews")
def average_stars_invited(week: Slice) -> Figure:
    """
    Average of the stars of the reviews written in the week by those who were invited.

    By the day of writing, with the stars first seen. Left out: reviews of which Trustpilot does not tell it.
    """
    return _average(_written(week.only(_invited)), _NO_INVITED)


@metric(AREA, "Average stars, own accord", "stars", source="reviews")
def average_stars_organic(week: Slice) -> Figure:
    """
    Average of the stars of the reviews written in the week by those who were not invited.

    By the day of writing, with the stars first seen. Left out: reviews of which Trustpilot does not tell it.
    """
    return _average(_written(week.only(_organic)), _NO_ORGANIC)


@metric(AREA, "Reviews written", "cases", source="reviews")
def reviews_written(week: Slice) -> Figure:
    """
    Reviews written in the week.

    By the day of writing. One that was deleted before the bot saw it is not known.
    """
    return cases(len(_written(week)))


@metric(AREA, "Answered of 1 to 3 stars", "share", source="reviews")
def reply_rate(week: Slice) -> Figure:
    """
    Reviews with 1 to 3 stars that we answered in public / such reviews, written in the week and at least 48
    hours old.

    By the day of writing, so replies that come later raise it. Left out: younger reviews, and those that were
    deleted without a reply.
    """
    critical = week.only(_critical).cases_in("written_week", week.week)
    old = critical[critical["written_at"] <= pd.Timestamp(week.now) - pd.Timedelta(hours=REPLY_HOURS)]
    young = len(critical) - len(old)
    note = f"{young} younger than {REPLY_HOURS} hours left out" if young else ""
    gap = "No review with 1 to 3 stars is 48 hours old." if young else "No review with 1 to 3 stars."
    return share(int(old["replied"].sum()), len(old), gap=gap, note=note)


@metric(AREA, "Reply time, median", "hours", source="reviews", headline=True)
def reply_time_median(week: Slice) -> Figure:
    """
    Hours from a review to our public reply, of the reviews answered in the week: half were faster.

    By the day of the reply, all stars, all hours counted. A reply that was rewritten counts with its last
    time, where Trustpilot tells no other. Reviews without a reply are not in it.
    """
    return hours(_reply_hours(week), "median", few="median", gap=_NO_REPLY)


@metric(AREA, "Reply time, slowest tenth", "hours", source="reviews")
def reply_time_p90(week: Slice) -> Figure:
    """
    Hours from a review to our public reply: nine in ten were at least this fast.

    By the day of the reply. With fewer than ten replies it is the slowest one.
    """
    return hours(_reply_hours(week), "p90", few="slowest", gap=_NO_REPLY)


@metric(AREA, "Stars up after 30 days", "share", source="reviews", headline=True)
def stars_up_share(week: Slice) -> Figure:
    """
    Reviews that had 1 or 2 stars at first and have more now / such reviews, of those that became 30 days old
    in the week.

    By the thirtieth day after writing. Deleted reviews stay in the whole and are never an improvement; the
    note counts them. Stars that were raised before the bot first saw the review are not known.
    """
    found = week.only(_low).cases_in("grown_week", week.week)
    if week.running:
        found = found[found["written_at"] <= pd.Timestamp(week.now) - pd.Timedelta(days=30)]
    rose = (found["stars"] > found["first_stars"]) & ~found["gone"]
    fell = int((found["stars"] < found["first_stars"]).sum())
    gone = int(found["gone"].sum())
    told = [f"{gone} deleted" if gone else "", f"{fell} went down" if fell else ""]
    figure = share(int(rose.sum()), len(found), gap="No review with 1 or 2 stars became 30 days old.")
    return replace(figure, note=", ".join(filter(None, told)))


@metric(AREA, "Reviews gone", "cases", source="reviews", judged=False)
def reviews_gone(week: Slice) -> Figure:
    """
    Reviews that were noticed to be gone in the week, and still are.

    By the day on which the bot noticed, from Review history. Deleted by the reviewer or by Trustpilot: not
    known which.
    """
    return cases(len(week.cases_in("gone_week", week.week)))


@metric(AREA, "Reviews with an order", "share", source="reviews")
def matched_share(week: Slice) -> Figure:
    """
    Reviews whose order is known / reviews written in the week.

    By the day of writing. Known is sure, likely, or typed by a person; a suggestion is not. All work on
    causes rests on these.
    """
    found = _written(week)
    return share(int(found["matched"].sum()), len(found), gap=_NO_REVIEW)


METRICS: tuple[Metric, ...] = (
    low_star_share,
    average_stars,
    reviews_written,
    reply_rate,
    reply_time_median,
    reply_time_p90,
    stars_up_share,
    reviews_gone,
    matched_share,
    low_star_share_invited,
    low_star_share_organic,
    average_stars_invited,
    average_stars_organic,
)


def _written(week: Slice) -> pd.DataFrame:
    return week.cases_in("written_week", week.week)


def _low_share(found: pd.DataFrame, gap: str) -> Figure:
    return share(int((found["first_stars"] <= 2).sum()), len(found), gap=gap)


def _average(found: pd.DataFrame, gap: str) -> Figure:
    return mean_stars([int(stars) for stars in found["first_stars"]], gap=gap)


def _reply_hours(week: Slice) -> list[float]:
    return list(week.cases_in("replied_week", week.week)["reply_hours"].dropna())


def _invited(found: pd.DataFrame) -> "pd.Series[bool]":
    return found["invited"] == "yes"


def _organic(found: pd.DataFrame) -> "pd.Series[bool]":
    return found["invited"] == "no"


def _critical(found: pd.DataFrame) -> "pd.Series[bool]":
    return (found["first_stars"] <= 3) & ~(found["gone"] & ~found["replied"])


def _low(found: pd.DataFrame) -> "pd.Series[bool]":
    return found["first_stars"] <= 2
