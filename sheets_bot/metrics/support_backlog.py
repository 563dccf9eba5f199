"""
Metrics of who waits for an answer, from the daily rows of the tab `Backlog`.

The docstring of each function is the definition that people read in the sheet. A past day cannot be worked
out from how the tabs stand now, so a day on which no row was written is a gap. Only the running week is
measured from the Inbox as it stands.
"""

from decimal import Decimal

import pandas as pd

from sheets_bot.metrics.figure import Figure, Metric, cases, metric, share
from sheets_bot.metrics.slices import Slice, Unmeasured

AREA = "Support"


@metric(AREA, "Oldest waiting", "hours", source="snapshots", headline=True)
def oldest_waiting(week: Slice) -> Figure:
    """
    How long the customer had waited who waited longest when the week ended, in hours; now in the running
    week.

    From the last row of the week in Backlog, written late in the evening of its last day; all hours counted.
    0 where nobody waited. Left out: mail that programs sent.
    """
    found = _at_end(week)
    oldest = Decimal(f"{found['oldest_hours'].max():.1f}")
    waiting = int(found["waiting"].sum())
    return Figure(oldest, f"{oldest} h" if waiting else "nobody waited", denominator=Decimal(waiting))


@metric(AREA, "Waiting at the end", "cases", source="snapshots", judged=False)
def waiting_at_end(week: Slice) -> Figure:
    """
    Threads in which a customer waited for an answer when the week ended; now in the running week.

    From the last row of the week in Backlog.
    """
    return cases(int(_at_end(week)["waiting"].sum()))


@metric(AREA, "Days that ended with nothing left over", "share", source="snapshots", headline=True)
def inbox_zero(week: Slice) -> Figure:
    """
    Days on which nobody waited any more who had written before the last shift of the day began / days with a
    shift.

    From the rows of the week in Backlog, written late in the evening: an answer after the shift but before
    that counts. A shift belongs to the day on which it begins. Answered means a mail of a person, the
    archive, or a date in Settled on. Of several brands a day counts where none has anything left over. Days
    without a row are left out, and the note counts them.
    """
    written = week.cases_in("week", week.week)
    written = written[~written["is_now"]]
    with_shift = written[(written["shifts"] > 0) & written["left_over"].notna()]
    left_over = with_shift.groupby("day")["left_over"].sum()
    over = min((week.today - week.week).days, 7)
    missing = over - written["day"].nunique()
    note = f"{missing} of {over} days without a row in Backlog" if missing > 0 else ""
    gap = "No day of this week has a row in Backlog." if written.empty else "No day with a row had a shift."
    return share(int((left_over == 0).sum()), len(left_over), gap=gap, note=note)


METRICS: tuple[Metric, ...] = (oldest_waiting, waiting_at_end, inbox_zero)


def _at_end(week: Slice) -> pd.DataFrame:
    """The last row of each brand in the week. Raises Unmeasured where the last day has none."""
    found = week.cases_in("week", week.week)
    last = found.sort_values(["day", "taken_at"]).groupby("brand").tail(1)
    end = pd.Timestamp(min(week.last_day, week.today))
    for brand, since in week.scope.known_since.items():
        of_brand = last[last["brand"] == brand]
        if since <= week.week and (of_brand.empty or of_brand["day"].iloc[0] < end):
            raise Unmeasured(f"No row in Backlog for {brand} on {end.date()}.")
    return last
