"""Every metric recomputed in plain Python, without pandas, from rows that hypothesis makes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from statistics import median
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sheets_bot.metrics.weekly import measure_weekly

NOW = datetime(2026, 11, 18, 3, 30, tzinfo=UTC)
WEEKS = 6
HOUR = timedelta(hours=1)

INSTANTS = st.integers(0, 60 * 24 * 70).map(lambda minutes: NOW - timedelta(minutes=minutes))
MAYBE = {
    "amount": st.decimals(0, 500, places=2),
    "recovered": st.decimals(0, 500, places=2),
    "fees": st.decimals(-20, 40, places=2),
    "at_stake": st.decimals(0, 500, places=2),
    "answered_at": INSTANTS,
    "due": st.integers(-60 * 24 * 60, 60 * 24 * 20).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    "closed_on": st.dates(date(2026, 9, 10), date(2026, 11, 18)),
    "root_cause": st.sampled_from(["late_delivery", "", "unknown"]),
    "paid_at": INSTANTS,
}
OUTCOMES = ["Won", "Lost", "Covered", "Conceded", "Withdrawn", "Check by hand", "SOMETHING_NEW", None]


@st.composite
def cases(draw):
    currency = draw(st.sampled_from(["USD", "JPY"]))
    return {
        "platform": "PayPal",
        "brand": draw(st.sampled_from(["Birch", "Cove", ""])),
        "currency": currency,
        "opened": draw(INSTANTS),
        "stage": draw(st.sampled_from(["Inquiry", "Claim", "Arbitration", "NEW_STAGE"])),
        "reason_code": draw(st.sampled_from(["MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "UNAUTHORISED"])),
        "outcome": draw(st.sampled_from(OUTCOMES)),
        **{name: draw(st.none() | values) for name, values in MAYBE.items()},
    }


@st.composite
def volumes(draw):
    start = draw(st.sampled_from([date(2026, 11, 18) - timedelta(days=n) for n in range(60)]))
    return {
        "brand": draw(st.sampled_from(["Birch", "Cove"])),
        "period": draw(st.sampled_from(["week", "week", "week", "month"])),
        "starts_on": start,
        "currency": draw(st.sampled_from(["USD", "JPY"])),
        "payments": draw(st.none() | st.integers(0, 300)),
        "payments_value": draw(st.none() | st.decimals(0, 9999, places=2)),
        "orders": draw(st.none() | st.integers(0, 300)),
        "orders_typed": draw(st.none() | st.integers(0, 300) | st.just("many")),
        "complete": draw(st.sampled_from(["whole", "whole", "whole", "so far", None])),
    }


class PlainWeek:
    """One brand (or None for all), one currency (or None) and one week, counted the slow way."""

    def __init__(self, rows, zone, brand, currency, start):
        self.zone, self.start, self.currency = zone, start, currency
        self.rows = [
            row
            for row in rows
            if brand in {None, row["brand"] or "(no brand)"} and currency in {None, row["currency"]}
        ]

    def day(self, at):
        return at.astimezone(self.zone).date()

    def inside(self, day):
        return day is not None and self.start <= day < self.start + timedelta(days=7)

    def on(self, column):
        return [row for row in self.rows if row[column] and self.inside(self.day(row[column]))]

    def closed(self):
        return [row for row in self.rows if self.inside(row["closed_on"])]

    def minor(self, value):
        return round(value * 100) if self.currency == "USD" else round(value)

    def total(self, rows, column):
        minor = sum(self.minor(row[column]) for row in rows if row[column] is not None)
        return Decimal(minor) / (100 if self.currency == "USD" else 1)

    def contested(self, rows):
        return [
            row
            for row in rows
            if row["outcome"] in {"Won", "Lost"} and row["answered_at"] and row["stage"] != "Inquiry"
        ]

    def kept_share(self, rows):
        known = [row for row in rows if row["amount"] is not None and row["recovered"] is not None]
        disputed = self.total(known, "amount")
        if not disputed:
            return None
        return Fraction(self.total(known, "recovered")) / Fraction(disputed)

    def needed_answer(self):
        for row in self.on("due"):
            if row["due"] > NOW:
                continue
            if not row["answered_at"]:
                lost = row["outcome"] == "Lost"
                due_on, over = self.day(row["due"]), row["closed_on"]
                if over and (over < due_on or (over == due_on and not lost)):
                    continue
                if row["stage"] == "Inquiry" and not lost:
                    continue
            yield row

    def open_at_end(self):
        end = min(self.start + timedelta(days=6), self.day(NOW))
        return [
            row
            for row in self.rows
            if self.day(row["opened"]) <= end and not (row["closed_on"] and row["closed_on"] <= end)
        ]


def decided(rows):
    return [row for row in rows if row["outcome"] in {"Won", "Lost", "Covered", "Conceded"}]


def part(some, of):
    of = list(of)
    return Fraction(sum(map(bool, map(some, of))), len(of)) if of else None


def is_won(row):
    return row["outcome"] == "Won"


def rank(values, tenths):
    ordered = sorted(values)
    return ordered[-(-tenths * len(ordered) // 10) - 1] if ordered else None


def hours(rows, later, earlier):
    return [(row[later] - row[earlier]) / HOUR for row in rows if row[later] and row[earlier]]


def plain_counts(week: PlainWeek) -> Iterator[tuple[str, object]]:
    closed, opened, answered = week.closed(), week.on("opened"), week.on("answered_at")
    yield "opened", len(opened)
    yield "cause_known", part(lambda row: row["root_cause"], opened)
    for name, words in [("won", "Won"), ("lost", "Lost"), ("covered", "Covered"), ("conceded", "Conceded")]:
        yield name, sum(row["outcome"] == words for row in closed)
    yield "withdrawn", sum(row["outcome"] == "Withdrawn" for row in closed)
    yield "to_check", sum(row["outcome"] == "Check by hand" for row in closed)
    yield "win_rate_contested", part(is_won, week.contested(closed))
    yield "win_rate_all_in", part(is_won, decided(closed))
    yield "win_rate_contested_cohort", part(is_won, week.contested(opened))
    needed = list(week.needed_answer())
    yield "on_time", part(lambda row: row["answered_at"] and row["answered_at"] <= row["due"], needed)
    spans = hours(answered, "answered_at", "opened")
    yield "time_to_respond_median", median(spans) if spans else None
    yield "time_to_respond_p90", rank(spans, 9)
    yield "slack_p10", rank(hours(answered, "due", "answered_at"), 1)
    yield "open_at_end", len(week.open_at_end())


def plain_amounts(week: PlainWeek) -> Iterator[tuple[str, object]]:
    closed = week.closed()
    yield "opened_value", week.total(week.on("opened"), "amount")
    yield "avoided_value", week.total([row for row in closed if row["outcome"] == "Withdrawn"], "amount")
    yield "open_value", week.total(week.open_at_end(), "amount")
    yield "recovered_share_contested", week.kept_share(week.contested(closed))
    yield "recovered_share_all_in", week.kept_share(decided(closed))


A_LINE_OF_OTHER_WEEKS = {
    "brand": "Birch",
    "period": "week",
    "starts_on": date(2026, 11, 18),
    "currency": "USD",
    "complete": "whole",
}
"""A Wednesday, from before somebody let the weeks begin on Monday."""

ROUNDING = {"hours": Fraction(51, 1000), "per 100": Fraction(51, 10_000), "share": Fraction(51, 1_000_000)}


@given(
    rows=st.lists(cases(), max_size=25),
    lines=st.lists(volumes(), max_size=12),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia"]).map(ZoneInfo),
    first_day=st.integers(0, 6),
)
@example(rows=[], lines=[], zone=ZoneInfo("UTC"), first_day=2)
@example(rows=[], lines=[A_LINE_OF_OTHER_WEEKS], zone=ZoneInfo("UTC"), first_day=0)
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_every_line_equals_the_plain_count(rows, lines, zone, first_day):
    found = measure_weekly(
        {
            "Disputes": {str(n): row for n, row in enumerate(rows)},
            "Volumes": {str(n): line for n, line in enumerate(lines)},
        },
        zone=zone,
        week_starts_on=first_day,
        now=NOW,
        weeks=WEEKS,
    )["Metrics data"]

    checked = 0
    for row in found:
        values = row.values
        brand = None if values["brand"] == "All brands" else values["brand"]
        week = PlainWeek(rows, zone, brand, values["currency"] or None, values["week_starts_on"])
        expected = dict(plain_amounts(week) if values["currency"] else plain_counts(week))
        if values["metric"] in expected:
            checked += 1
            want, have = expected[values["metric"]], values["value"]
            assert (want is None) == (have is None), (row.key, want, have)
            if want is not None:
                assert abs(Fraction(have) - Fraction(want)) <= ROUNDING.get(values["unit"], 0), row.key
    assert checked or not rows
    assert len({row.key for row in found}) == len(found)


@given(
    rows=st.lists(cases(), min_size=1, max_size=12),
    lines=st.lists(volumes(), min_size=1, max_size=30),
    first_day=st.sampled_from([0, 2]),
)
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_a_rate_is_given_exactly_when_all_its_sales_are_known(rows, lines, first_day):
    zone = ZoneInfo("Europe/Berlin")
    lines = [line | {"period": "week", "brand": "Birch"} for line in lines]
    rows = [row | {"brand": "Birch"} for row in rows]

    found = measure_weekly(
        {
            "Disputes": {str(n): row for n, row in enumerate(rows)},
            "Volumes": {str(n): line for n, line in enumerate(lines)},
        },
        zone=zone,
        week_starts_on=first_day,
        now=NOW,
        weeks=WEEKS,
    )["Metrics data"]

    for row in found:
        if row.values["metric"] != "opened_per_100_orders":
            continue
        start = row.values["week_starts_on"]
        sales = [line for line in lines if line["starts_on"] == start]
        orders = [
            line["orders"] if line["orders_typed"] in {None, "many"} else line["orders_typed"]
            for line in sales
        ]
        running = start + timedelta(days=7) > NOW.astimezone(zone).date()
        known = (
            sales and None not in orders and (running or all(line["complete"] == "whole" for line in sales))
        )
        opened = PlainWeek(rows, zone, None, None, start).on("opened")
        if known and sum(orders):
            assert abs(row.values["value"] - Decimal(100 * len(opened)) / sum(orders)) <= Decimal("0.0051")
        else:
            assert row.values["value"] is None
            assert row.values["note"]
