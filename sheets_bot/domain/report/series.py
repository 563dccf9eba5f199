"""
Numbers over the weeks, as the report judges them: read from `Metrics data`, and from `Parcels` by supplier.

A `Series` is one number of one scope with the parts of each whole week. Only what is counted in cases can be
judged; amounts and hours are shown in the sheet and never called a change, since one large case moves them.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sheets_bot.domain.orders.shipment import ShipState
from sheets_bot.domain.report.chance import Sample
from sheets_bot.domain.tab_rows import TabRow, TabRows, amount_in, day_in, instant_in, text_in, whole_in

ALL_BRANDS = "All brands"
"""The scope of totals, as it stands in `Metrics data`."""
DATA_TAB, OWNER_TAB, PARCELS_TAB = "Metrics data", "Weekly metrics", "Parcels"
WEEK = timedelta(weeks=1)

_JUDGED_UNITS = frozenset({"cases", "share", "per 100"})
_RATES = ("_per_100_payments", "_per_100_orders")
_UNKNOWN_WAY = frozenset({ShipState.UNSEEN.value, ShipState.CANCELLED.value, ""})


@dataclass(frozen=True, slots=True)
class Point:
    """One whole week of a series."""

    sample: Sample
    shown: str
    """As people read it, e.g. ``3 of 7``."""


@dataclass(frozen=True, slots=True)
class Series:
    """One number over the weeks."""

    name: str
    """In `Metrics data`, or ``late``."""
    title: str
    """What people call it, e.g. ``Opened per 100 payments``."""
    scope: str
    """All brands, a brand, or a supplier."""
    unit: str
    points: Mapping[date, Point]
    """By the first day of the week; a week without a number is missing."""
    tab: str = DATA_TAB
    is_total: bool = False
    """True for one of the few numbers of all brands together that the owner reads on Monday."""

    @property
    def is_share(self) -> bool:
        """True where each case counts or does not; False where cases happen at a rate."""
        return self.unit == "share"

    def rests_on(self, week: date) -> str:
        """Return where the number of a week can be looked up."""
        if self.tab == DATA_TAB:
            return f"{DATA_TAB}: {self.name}|{week}|{self.scope}"
        return f"{self.tab}: {self.scope}, promised in the week of {week}"


def series_in(
    data: TabRows, title_of: Callable[[str], str], *, headlines: Collection[str] = ()
) -> list[Series]:
    """
    Return what can be judged of the tab `Metrics data`, in the order of its rows.

    Args:
        data: Its rows.
        title_of: What people call a number, by its name.
        headlines: The rows of `Weekly metrics`, as ``scope|name``; all numbers are few where there are none.

    Of a number that stands there as a count and as a rate, the rate is taken: a count rises with sales.
    """
    points: dict[tuple[str, str], dict[date, Point]] = defaultdict(dict)
    units: dict[tuple[str, str], str] = {}
    for key, row in data.items():
        point, week = _point(row), day_in(row, "week_starts_on")
        if point is None or week is None:
            continue
        of = text_in(row, "brand"), name_in(key)
        points[of][week] = point
        if text_in(row, "usual_range"):
            units[of] = text_in(row, "unit")
    brands = {scope for scope, _ in points} - {ALL_BRANDS}
    found = [
        Series(
            name,
            title_of(name),
            scope,
            units[scope, name],
            weeks,
            is_total=scope == ALL_BRANDS and (not headlines or f"{scope}|{name}" in headlines),
        )
        for (scope, name), weeks in points.items()
        # Of a company with one brand, the brand would say everything a second time.
        if (scope, name) in units and (scope == ALL_BRANDS or len(brands) > 1)
    ]
    return list(_told_once(found))


def name_in(key: str) -> str:
    """Return the number's name in a key of `Metrics data`, which is ``name|week|scope``."""
    return key.partition("|")[0]


def _point(row: TabRow) -> Point | None:
    """Return the parts of a whole week; None for amounts, for hours, and for what could not be measured."""
    part, whole, unit = whole_in(row, "numerator"), whole_in(row, "denominator"), text_in(row, "unit")
    is_counted = unit in _JUDGED_UNITS and not text_in(row, "currency")
    if not is_counted or text_in(row, "complete") != "whole" or part is None or part < 0:
        return None
    if unit == "cases":
        return Point(Sample(part, 1), shown_in(row))
    return Point(Sample(part, whole), shown_in(row)) if whole else None


def _told_once(found: Sequence[Series]) -> Iterator[Series]:
    """Leave out a count that stands there as a rate too, and the second of two rates."""
    names = {(one.scope, one.name) for one in found}
    for one in found:
        bare = one.name
        for ending in _RATES:
            bare = bare.removesuffix(ending)
        better = [f"{bare}{ending}" for ending in _RATES]
        if one.name in better:
            better = better[: better.index(one.name)]
        if not any((one.scope, name) in names for name in better):
            yield one


def late_by_supplier(
    parcels: TabRows, *, weeks: Iterable[date], zone: ZoneInfo, now: datetime
) -> list[Series]:
    """
    Return for each supplier the share of its parcels that came late, by the week of the promise.

    By the promised day, so that a week's parcels are all decided when it is over. Late is what was handed
    over after the promise, or not yet. Left out: parcels without a promise or supplier, cancelled ones, and
    those whose carrier nobody can follow.
    """
    starts = sorted(weeks)
    counts: dict[str, dict[date, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for row in parcels.values():
        promised, supplier = instant_in(row, "promised_by"), text_in(row, "supplier")
        if not promised or promised > now or not supplier or _is_unknown(row):
            continue
        day = promised.astimezone(zone).date()
        week = next((start for start in starts if start <= day < start + WEEK), None)
        if week is not None:
            delivered = instant_in(row, "delivered")
            counts[supplier][week][0] += delivered is None or delivered > promised
            counts[supplier][week][1] += 1
    return [
        Series(
            "late",
            "Parcels that came late",
            supplier,
            "share",
            {week: Point(Sample(late, due), share_words(late, due)) for week, (late, due) in found.items()},
            tab=PARCELS_TAB,
        )
        for supplier, found in sorted(counts.items())
    ]


def _is_unknown(row: TabRow) -> bool:
    state = text_in(row, "state")
    # Handed over, but no scan says when: neither late nor in time.
    unseen = state in {ShipState.DELIVERED, ShipState.ELSEWHERE} and instant_in(row, "delivered") is None
    return unseen or state in _UNKNOWN_WAY or bool(row.get("cancelled"))


FEW = 10
"""Of fewer than this no percentage is said, and no rate per hundred."""
_MEDIAN = "median of "


def is_of_few(row: TabRow) -> bool:
    """True for a share or rate in `Metrics data` of fewer than ten."""
    whole = amount_in(row, "denominator")
    is_rate = text_in(row, "unit") in {"share", "per 100"} and not text_in(row, "currency")
    return is_rate and whole is not None and whole < FEW


def shown_in(row: TabRow) -> str:
    """Return a number of `Metrics data` as people read it, of few as ``5 of 6``; ``""`` for a gap."""
    shown, part = text_in(row, "shown"), amount_in(row, "numerator")
    if shown and part is not None and is_of_few(row):
        return f"{part:f} of {amount_in(row, 'denominator'):f}"
    if shown.startswith(_MEDIAN):
        # The number's own name says already that it is a median.
        few, _, hours = shown.removeprefix(_MEDIAN).partition(": ")
        return f"{hours} (of {few})"
    return shown


def share_words(part: int, whole: int) -> str:
    """Return ``3 of 7`` for few, ``43 % (12 of 28)`` for more."""
    if whole < FEW:
        return f"{part} of {whole}"
    percent = 100 * part / whole
    return f"{percent:.{0 if percent >= 10 or part == 0 else 1}f} % ({part} of {whole})"
