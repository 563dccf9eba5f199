"""Payments become lines of `Volumes`: only periods that were fetched whole, each payment once."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.domain.money import Money
from sheets_bot.metrics.volumes import OrderCount, shape_volumes

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
SINCE = datetime(2026, 11, 1, tzinfo=BERLIN)


@dataclass(frozen=True)
class Payment:
    transaction_id: str
    at: datetime
    amount: Money


def paid(number, at, minor=1000, currency="USD"):
    return Payment(f"T{number}", at, Money(minor, currency))


def shaped(*payments, since=SINCE, now=NOW, week_starts_on=0, unread=0, counts=()):
    rows = shape_volumes(
        payments,
        brand="Birch",
        zone=BERLIN,
        week_starts_on=week_starts_on,
        since=since,
        now=now,
        unread=unread,
        counts=counts,
    )
    return {row.key: row.values for row in rows}


def test_a_payment_counts_in_its_week_and_in_its_month():
    rows = shaped(
        paid(1, datetime(2026, 11, 12, 9, tzinfo=UTC), 1250), paid(2, datetime(2026, 11, 17, tzinfo=UTC))
    )

    assert rows["Birch|week|2026-11-09|USD"] == {
        "volume_id": "Birch|week|2026-11-09|USD",
        "brand": "Birch",
        "period": "week",
        "starts_on": date(2026, 11, 9),
        "currency": "USD",
        "payments": 1,
        "payments_value": Decimal("12.50"),
        "source": "PayPal",
        "complete": "whole",
        "problem": None,
    }
    month = rows["Birch|month|2026-11-01|USD"]
    assert (month["payments"], month["payments_value"], month["complete"]) == (2, Decimal("22.50"), "so far")


def test_sales_that_could_not_be_read_are_told_on_every_line():
    rows = shaped(paid(1, NOW), unread=2)

    assert {values["problem"] for values in rows.values()} == {
        "2 of PayPal's sales since 2026-11-01 could not be read and are in no count. This one may be too low."
    }


def test_a_period_that_began_before_the_fetch_has_no_line():
    """The week of 26 October was fetched from its seventh day on: its line would be too small."""
    rows = shaped(paid(1, datetime(2026, 11, 1, 12, tzinfo=UTC)))

    assert sorted(rows) == [
        "Birch|month|2026-11-01|USD",
        "Birch|week|2026-11-02|USD",
        "Birch|week|2026-11-09|USD",
        "Birch|week|2026-11-16|USD",
    ]


def test_a_fetch_from_one_second_after_midnight_misses_the_day():
    rows = shaped(paid(1, NOW), since=SINCE + timedelta(seconds=1))

    assert "Birch|month|2026-11-01|USD" not in rows


def test_weeks_without_payments_are_true_zeros_for_a_currency_that_was_seen():
    rows = shaped(paid(1, datetime(2026, 11, 17, tzinfo=UTC), currency="JPY", minor=5000))

    assert rows["Birch|week|2026-11-02|JPY"]["payments"] == 0
    assert rows["Birch|week|2026-11-02|JPY"]["payments_value"] == 0
    assert rows["Birch|week|2026-11-16|JPY"]["payments_value"] == Decimal(5000)


def test_currencies_stand_in_lines_of_their_own():
    rows = shaped(paid(1, NOW - timedelta(hours=5), 100), paid(2, NOW - timedelta(hours=5), 200, "EUR"))

    assert rows["Birch|week|2026-11-16|USD"]["payments_value"] == Decimal("1.00")
    assert rows["Birch|week|2026-11-16|EUR"]["payments_value"] == Decimal("2.00")


def test_a_payment_that_is_listed_twice_is_one():
    rows = shaped(
        paid(1, NOW - timedelta(days=3)), paid(1, NOW - timedelta(days=3)), paid(2, NOW - timedelta(days=3))
    )

    assert rows["Birch|week|2026-11-09|USD"]["payments"] == 2


def test_a_week_is_whole_three_hours_after_its_end():
    """PayPal may list a payment up to three hours late."""
    midnight = datetime(2026, 11, 16, tzinfo=BERLIN)
    payment = paid(1, datetime(2026, 11, 12, tzinfo=UTC))

    early = shaped(payment, now=midnight + timedelta(hours=2, minutes=59))
    late = shaped(payment, now=midnight + timedelta(hours=3))

    assert early["Birch|week|2026-11-09|USD"]["complete"] == "so far"
    assert late["Birch|week|2026-11-09|USD"]["complete"] == "whole"


def test_no_payments_give_no_lines():
    assert shaped() == {}


@given(
    hours=st.lists(st.integers(0, 24 * 120), max_size=40),
    week_starts_on=st.integers(0, 6),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia"]).map(ZoneInfo),
    back=st.integers(1, 120),
)
@settings(deadline=None)
def test_each_line_holds_the_payments_of_its_local_days(hours, week_starts_on, zone, back):
    payments = [paid(n, NOW - timedelta(hours=h), 100 + n) for n, h in enumerate(hours)]

    rows = shape_volumes(
        payments,
        brand="B",
        zone=zone,
        week_starts_on=week_starts_on,
        since=NOW - timedelta(days=back),
        now=NOW,
    )

    for row in rows:
        first = row.values["starts_on"]
        after = first + timedelta(days=7 if row.values["period"] == "week" else 32)
        after = after if row.values["period"] == "week" else after.replace(day=1)
        inside = [p for p in payments if first <= p.at.astimezone(zone).date() < after]
        assert row.values["payments"] == len(inside)
        assert row.values["payments_value"] == sum((p.amount.major() for p in inside), Decimal(0))
        assert datetime.combine(first, datetime.min.time(), zone) >= NOW - timedelta(days=back)


def test_orders_stand_in_the_line_of_the_shops_currency_and_are_counted_once():
    counts = [
        OrderCount("week", date(2026, 11, 9), 31, "USD"),
        OrderCount("month", date(2026, 11, 1), 70, "USD"),
    ]

    rows = shaped(
        paid(1, datetime(2026, 11, 12, tzinfo=UTC), currency="EUR"),
        paid(2, datetime(2026, 11, 12, tzinfo=UTC)),
        counts=counts,
    )

    assert (rows["Birch|week|2026-11-09|USD"]["orders"], rows["Birch|week|2026-11-09|EUR"]["orders"]) == (
        31,
        0,
    )
    assert rows["Birch|month|2026-11-01|USD"]["orders"] == 70
    assert "orders" not in rows["Birch|week|2026-11-02|USD"], "not counted, so what stands there stays"


def test_a_currency_of_the_shop_without_any_payment_has_a_line_with_a_true_zero():
    rows = shaped(counts=[OrderCount("week", date(2026, 11, 9), 31, "GBP")])

    assert (rows["Birch|week|2026-11-09|GBP"]["payments"], rows["Birch|week|2026-11-09|GBP"]["orders"]) == (
        0,
        31,
    )
