"""Promises of the list of causes: each order once, no money lost or doubled, and no change that is only chance."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from order_tabs import ORDER, row
from sheets_bot.domain.causes.counted import counted_incidents
from sheets_bot.domain.join.incidents import incident_of
from sheets_bot.domain.join.order_book import OrderBook
from sheets_bot.domain.money import Money
from sheets_bot.domain.rules.rules import parse_rules
from sheets_bot.metrics.causes import PLACES, known_since, measure_causes, work_at
from sheets_bot.metrics.small_numbers import STRONG_ALARM_CHANCE
from sheets_bot.metrics.trend import FEWER, MORE, Span, change_words, trend_of
from sheets_bot.metrics.usual import TOO_SHORT, WITHIN
from sheets_bot.metrics.weekly_causes import measure_all
from sheets_bot.metrics.weeks import WEEK, Calendar
from sheets_bot.sheets.cells import writer
from sheets_bot.sheets.schema import load_schemas

SCHEMAS = load_schemas([Path(__file__).parents[2] / "sheet_schemas"])
UTC_WEEKS = Calendar(ZoneInfo("UTC"))
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)  # a Wednesday: the last whole week began on 16 November
LONG_KNOWN = date(2026, 1, 1)
LAST_WEEK = datetime(2026, 11, 17, 10, tzinfo=UTC)


def tabs_of(**told):
    tabs = {tab: {} for tab in ("Orders", "Parcels", "Disputes", "Refunds", "Reviews", "Inbox")}
    return tabs | {tab: {key: row(**values) for key, values in rows.items()} for tab, rows in told.items()}


def an_order(**more):
    return {"brand": "Aurora & Pine", "total": "59.00", **more}


def measured(tabs, *, since=LONG_KNOWN, **more):
    found = measure_causes(counted_incidents(tabs), calendar=UTC_WEEKS, now=NOW, known_since=since, **more)
    return {each.key: each.values for each in found}


LOST_CASE = {
    "platform": "PayPal", "order": ORDER, "opened": LAST_WEEK, "amount": "59.00", "outcome": "Lost",
    "recovered": "0.00", "fees": "15.00", "root_cause": "lost", "suggested_cause": "late_delivery",
}  # fmt: skip
REFUND = {"status": "paid", "order": "A #2", "refunded": LAST_WEEK, "amount": "30.00", "paid": "30.00"}
SEASON = tabs_of(
    Orders={ORDER: an_order(), "A #2": an_order(brand="Velvet"), "A #3": an_order()},
    Disputes={"PP-D-1": LOST_CASE},
    Refunds={"R2": {**REFUND, "suggested_cause": "size_fit"}},
    Reviews={
        "V1": {
            "came_from": "Trustpilot",
            "order": ORDER,
            "stars": 1,
            "written": LAST_WEEK,
            "suggested_cause": "damaged",
        }
    },
    Inbox={"T3": {"first_in": LAST_WEEK, "order": "A #3", "subject": "a question"}},
)


def test_a_pareto_by_cost_with_counts_and_the_share_that_was_typed():
    rows = measured(SEASON)

    head, first, second, third = (rows[f"USD 0{place}"] for place in range(4))
    assert head["note"].startswith(
        "104.00 USD in all. Of 2 incidents 1 have a root cause that was typed, 1 go by the suggested one; "
        "of 0 the cause is not known."
    )
    assert (head["incidents"], head["coded"], head["cost"]) == (2, "1 of 2", None)
    assert (first["cause"], first["cost"], first["incidents"], first["coded"]) == (
        "lost",
        Decimal("74.00"),
        1,
        "1 of 1",
    )
    assert (first["lost"], first["fees"], first["refunded"]) == (Decimal("59.00"), Decimal("15.00"), None)
    assert (first["cost_share"], first["running_share"]) == (Decimal("0.7115"), Decimal("0.7115"))
    assert (second["cause"], second["cost"], second["running_share"]) == ("size_fit", Decimal("30.00"), 1)
    assert (second["examples"], second["brands"]) == ("A #2 (30.00 USD)", "Velvet 1")
    assert third["cause"] is third["cost"] is None
    assert len(rows) == PLACES + 1


def test_every_value_fits_its_column_and_every_column_is_filled_or_emptied():
    schema = SCHEMAS["Causes"]

    for values in measured(SEASON).values():
        assert set(values) == set(schema.bot_names)
        for name, value in values.items():
            writer(schema.by_name[name].type, ZoneInfo("UTC"))(value)


def test_a_typed_cause_wins_over_every_suggestion_also_where_it_says_unknown():
    case = {**LOST_CASE, "root_cause": "unknown", "suggested_cause": "lost"}

    (incident,) = counted_incidents(tabs_of(Orders={ORDER: an_order()}, Disputes={"PP-D-1": case}))

    assert (incident.cause, incident.is_typed) == ("unknown", True)


def test_a_complaint_without_a_known_order_counts_by_itself():
    (incident,) = counted_incidents(
        tabs_of(Disputes={"PP-D-1": {**LOST_CASE, "order": "", "brand": "Velvet"}})
    )

    assert (incident.key, incident.brand, incident.currency) == ("Disputes PP-D-1", "Velvet", "USD")
    assert incident.lost == (Money(5900, "USD"),)


def test_a_mail_or_review_without_an_order_counts_in_the_currency_of_its_brand():
    review = {"came_from": "Trustpilot", "brand": "Aurora & Pine", "stars": 1, "suggested_cause": "lost"}

    (incident,) = counted_incidents(tabs_of(Orders={ORDER: an_order()}, Reviews={"V1": review}))

    assert incident.currency == "USD"


def test_test_orders_count_nowhere():
    assert (
        counted_incidents(tabs_of(Orders={ORDER: an_order(test=True)}, Disputes={"PP-D-1": LOST_CASE})) == []
    )


def test_the_running_week_and_weeks_before_the_twelve_are_left_out():
    for day in (datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 8, 30, 23, tzinfo=UTC)):
        tabs = tabs_of(Orders={ORDER: an_order()}, Disputes={"PP-D-1": {**LOST_CASE, "opened": day}})
        assert measured(tabs) == {}


def test_amounts_of_two_currencies_stand_apart_unless_rates_are_known():
    tabs = tabs_of(
        Orders={ORDER: an_order(), "A #2": an_order()},
        Disputes={"PP-D-1": LOST_CASE},
        Refunds={"R2": {**REFUND, "currency": "EUR", "suggested_cause": "lost"}},
    )

    apart = measured(tabs)
    joined = measured(
        tabs, convert=lambda money, _: Money(money.minor * (2 if money.currency == "EUR" else 1), "USD")
    )

    assert (apart["USD 01"]["cost"], apart["EUR 01"]["cost"]) == (Decimal("74.00"), Decimal("30.00"))
    assert (apart["USD 01"]["incidents"], apart["EUR 01"]["incidents"]) == (2, 0)
    assert joined["USD 01"]["cost"] == Decimal("134.00")
    assert not any(key.startswith("EUR") for key in joined)


RATES = {
    "USD": {"rate": Decimal("0.5")},
    "USD from 16 November": {"rate": Decimal("0.9"), "valid_from": date(2026, 11, 16)},
}


def causes_in_euros(tabs, rates, **rules):
    found = measure_all(
        tabs | {"Acts": {}, "Rates": rates},
        rules=parse_rules({"Time zone": "UTC", "Currency of the metrics": "EUR"} | rules)[0],
        now=NOW,
        standing=dict.fromkeys(("Causes", "Suppliers", "Themes", "Agreement"), ()),
    )
    return {row.key: row.values for row in found["Causes"]}


@pytest.mark.parametrize(
    ("placed", "cost"),
    [(datetime(2026, 11, 2, 10, tzinfo=UTC), "37.00"), (LAST_WEEK, "66.60"), (None, "66.60")],
)
def test_the_owner_reads_every_cost_in_the_currency_of_settings_by_the_rate_of_the_order(placed, cost):
    """74 dollars, at 0.5 or 0.9; without an order date the day of the first symptom counts."""
    tabs = tabs_of(Orders={ORDER: an_order(placed=placed)}, Disputes={"PP-D-1": LOST_CASE})

    rows = causes_in_euros(tabs, RATES)

    assert (rows["EUR 01"]["cost"], rows["EUR 01"]["currency"]) == (Decimal(cost), "EUR")
    assert rows["EUR 01"]["incidents"] == 1
    assert not any(key.startswith("USD") for key in rows)


def test_a_currency_without_a_rate_stays_apart_in_the_causes_too():
    tabs = tabs_of(Orders={ORDER: an_order()}, Disputes={"PP-D-1": LOST_CASE})

    assert causes_in_euros(tabs, {})["USD 01"]["cost"] == Decimal("74.00")


def test_an_hour_of_work_costs_the_typed_sum_in_the_currency_of_the_list():
    tabs = tabs_of(Orders={ORDER: an_order()}, Disputes={"PP-D-1": LOST_CASE})
    spent = {"Count work in causes": "yes", "Cost of an hour of work": "6", "Minutes for a dispute": "40"}

    assert causes_in_euros(tabs, RATES, **spent)["EUR 01"]["work"] == Decimal("4.00")


def test_work_counts_where_settings_say_so():
    work = work_at({"Disputes": 40, "Reviews": 10}, Decimal(6))

    assert measured(SEASON, work=work)["USD 01"]["work"] == Decimal("5.00")


def test_smaller_causes_share_the_last_place_and_rows_that_are_needed_no_more_are_emptied():
    causes = [f"cause {letter}" for letter in "abcdefghijklmnopqrs"]
    disputes = {
        f"PP-D-{at}": {**LOST_CASE, "order": "", "root_cause": cause} for at, cause in enumerate(causes)
    }

    rows = measured(tabs_of(Disputes=disputes), standing=("EUR 00", "USD 00"))

    last = rows[f"USD {PLACES}"]
    assert (last["cause"], last["incidents"]) == ("all smaller causes", len(causes) - PLACES + 1)
    assert sum(values["incidents"] or 0 for key, values in rows.items() if key != "USD 00") == len(causes)
    assert set(rows["EUR 00"].values()) == {None}


def test_orders_are_known_from_the_oldest_one_that_has_not_changed_since():
    orders = {
        "A": {"updated": LAST_WEEK},
        "B": {"updated": LAST_WEEK - timedelta(days=60)},
        "C": {"updated": "typed"},
    }

    assert known_since(orders, ZoneInfo("UTC")) == date(2026, 9, 18)
    assert known_since({}, ZoneInfo("UTC")) is None


CHANGES = [
    (16, 8, WITHIN),
    (6, 7, WITHIN),
    (2, 9, WITHIN),
    (1, 8, MORE),
    (0, 7, MORE),
    (15, 1, WITHIN),
    (24, 1, FEWER),
]


@pytest.mark.parametrize(("before", "after", "words"), CHANGES)
def test_a_change_is_called_one_only_beyond_chance(before, after, words):
    """Where nothing has changed, each of the events falls into the last four of twelve weeks with chance 1/3."""
    counts = stats.binom(before + after, 1 / 3)

    assert change_words(before, after, exposures=(8, 4)) == words
    assert (counts.sf(after - 1) < STRONG_ALARM_CHANCE) == (words == MORE)
    assert (counts.cdf(after) < STRONG_ALARM_CHANCE) == (words == FEWER)


def test_a_record_that_has_just_begun_is_no_rise():
    weeks = [date(2026, 11, 16)] * 30

    assert (
        trend_of(weeks, Span.until(NOW.date(), UTC_WEEKS, known_since=date(2026, 10, 20))).words == TOO_SHORT
    )
    assert trend_of(weeks, Span.until(NOW.date(), UTC_WEEKS, known_since=None)).words == TOO_SHORT
    assert trend_of(weeks, Span.until(NOW.date(), UTC_WEEKS, known_since=date(2026, 9, 28))).words == MORE


def test_beside_a_count_of_weeks_that_are_known_only_in_part_stands_of_how_many_it_is():
    """165 in four weeks are as many as 166 in four, and look like half of them where eight are named."""
    rows = measured(SEASON, since=date(2026, 9, 28))
    whole = measured(SEASON)

    head, first, empty = (rows[f"USD 0{place}"] for place in (0, 1, 3))
    assert (head["weeks_known"], first["weeks_known"], empty["weeks_known"]) == (4, 4, None)
    assert "(of the first 8 only the last 4 are known)" in head["note"]
    assert whole["USD 00"]["weeks_known"] == 8
    assert "known)" not in whole["USD 00"]["note"]


def test_the_span_is_twelve_whole_weeks_and_unknown_ones_are_not_among_the_early():
    span = Span.until(NOW.date(), UTC_WEEKS, known_since=date(2026, 9, 15))

    assert (span.weeks[0], span.weeks[-1], len(span.weeks)) == (date(2026, 8, 31), date(2026, 11, 16), 12)
    assert (span.early[0], len(span.early), len(span.late)) == (date(2026, 9, 21), 5, 4)
    assert span.early[-1] + WEEK == span.late[0]


AMOUNTS = st.sampled_from(["0.00", "5.00", "59.00"])
OUTCOMES = st.sampled_from(["", "Won", "Lost", "Conceded", "Withdrawn", "Covered"])
DAYS = st.integers(1, 20).map(lambda day: datetime(2026, 11, day, 10, tzinfo=UTC))
ORDERS = st.sampled_from([ORDER, "A #2", "A #3", ""])
CAUSES = st.sampled_from(["", "lost", "size_fit", "unknown"])
DISPUTES = st.fixed_dictionaries(
    {
        "platform": st.just("PayPal"), "stage": st.sampled_from(["Inquiry", "Claim"]), "order": ORDERS, "opened": DAYS,
        "amount": st.sampled_from(["5.00", "59.00"]), "outcome": OUTCOMES, "fees": AMOUNTS, "root_cause": CAUSES,
        "suggested_cause": CAUSES,
    }
)  # fmt: skip
REFUNDS = st.fixed_dictionaries(
    {
        "status": st.just("paid"),
        "order": ORDERS,
        "refunded": DAYS,
        "amount": AMOUNTS,
        "paid": AMOUNTS,
        "suggested_cause": CAUSES,
    }
)


@settings(deadline=None, max_examples=80)
@given(st.lists(DISPUTES, max_size=4), st.lists(REFUNDS, max_size=4))
def test_no_money_is_lost_or_doubled_and_every_incident_counts_once(disputes, refunds):
    tabs = tabs_of(
        Orders={key: an_order() for key in (ORDER, "A #2", "A #3")},
        Disputes={f"PP-D-{at}": told for at, told in enumerate(disputes)},
        Refunds={f"R{at}": told for at, told in enumerate(refunds)},
    )
    found = counted_incidents(tabs)

    rows = measured(tabs)

    told = {one.key: [*one.refunded, *one.lost, *one.fees] for one in found}
    for key, case in OrderBook.of(tabs).cases.items():
        assert sum(money.minor for money in told[key]) == sum(
            money.minor for money in incident_of(case).costs
        )
    lines = [values for key, values in rows.items() if not key.endswith("00")]
    in_span = [one for one in found if one.at and one.at < datetime(2026, 11, 23, tzinfo=UTC)]
    assert (
        sum(values["incidents"] or 0 for values in lines) == len(in_span) == len({one.key for one in found})
    )
    spent = sum(money.minor for one in in_span for money in told[one.key])
    assert sum((values["cost"] or 0 for values in lines), Decimal(0)) == Decimal(spent) / 100
