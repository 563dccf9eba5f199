"""The three tabs of the weekly numbers: what stands in them, gaps included."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sheets_bot.domain.money import Money
from sheets_bot.metrics import card_networks, disputes_incoming, usual
from sheets_bot.metrics.series import METRICS
from sheets_bot.metrics.volumes import shape_volumes
from sheets_bot.metrics.weekly import DATA_TAB, OWNER_TAB, measure_weekly
from sheets_bot.metrics.weekly_trend import TREND, TREND_TAB
from sheets_bot.platforms.paypal.payments import Payment
from sheets_bot.sheets.cells import writer
from sheets_bot.sheets.schema import TabSchema

SCHEMAS = Path(__file__).parents[2] / "sheet_schemas"
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
WEEK = date(2026, 11, 9)


def a_case(weeks_ago, **columns):
    return {
        "platform": "PayPal",
        "brand": "Birch",
        "stage": "Claim",
        "amount": Decimal(50),
        "currency": "USD",
        "opened": NOW - timedelta(weeks=weeks_ago),
    } | columns


def measure(*cases, volumes=(), now=NOW, weeks=26):
    rows = {f"PP-D-{n}": case for n, case in enumerate(cases)}
    lines = {str(n): line for n, line in enumerate(volumes)}
    return measure_weekly(
        {"Disputes": rows, "Volumes": lines}, zone=BERLIN, week_starts_on=0, now=now, weeks=weeks
    )


def by_key(rows):
    return {row.key: row.values for row in rows}


def schema(name):
    return TabSchema.model_validate(tomllib.loads((SCHEMAS / f"{name}.toml").read_text()))


A_SEASON = [a_case(n % 14, brand=("Birch", "Cove")[n % 2], outcome="Won", closed_on=WEEK) for n in range(40)]


@pytest.mark.parametrize(
    ("tab", "file"),
    [(DATA_TAB, "metrics_data"), (TREND_TAB, "weekly_trend"), (OWNER_TAB, "weekly_metrics")],
)
def test_every_row_fits_the_columns_of_its_tab(tab, file):
    described = schema(file)
    rows = measure(*A_SEASON)[tab]

    assert described.tab == tab
    assert rows
    for row in rows:
        assert row.values.keys() == {column.name for column in described.column}
        assert row.values[described.key] == row.key
        for column in described.column:
            writer(column.type, BERLIN)(row.values[column.name])


@pytest.mark.parametrize(
    ("tab", "file"),
    [(DATA_TAB, "metrics_data"), (TREND_TAB, "weekly_trend"), (OWNER_TAB, "weekly_metrics")],
)
def test_a_monday_is_no_big_change(tab, file):
    """On Mondays every row of the owner's view changes; nobody should have to allow that."""
    clocks = {column.name for column in schema(file).column if column.clock}
    before, after = (by_key(measure(*A_SEASON, now=now)[tab]) for now in (NOW, NOW + timedelta(days=7)))

    changed = {
        name
        for key in before.keys() & after.keys()
        for name in before[key]
        if before[key][name] != after[key][name]
    }

    assert changed <= clocks


def test_volume_rows_fit_the_columns_of_their_tab():
    payment = Payment("T1", NOW, Money(1999, "USD"), "T0006", "S")
    described = schema("volumes")
    rows = shape_volumes(
        [payment], brand="Birch", zone=BERLIN, week_starts_on=0, since=NOW - timedelta(days=40), now=NOW
    )

    bot_columns = {column.name for column in described.column if column.owner == "bot"}
    assert rows
    for row in rows:
        assert row.values.keys() == bot_columns - {"orders"}
        for name, value in row.values.items():
            writer(described.by_name[name].type, BERLIN)(value)


def test_the_charts_draw_columns_that_the_trend_has():
    trend = schema("weekly_trend")

    charts = schema("weekly_metrics").chart

    assert len({chart.id for chart in charts}) == len(charts) == 6
    assert all(
        chart.data_tab == trend.tab and {chart.x, *chart.series} <= trend.by_name.keys() for chart in charts
    )


def test_every_verdict_that_the_tab_colours_is_one_that_can_be_said():
    said = {value for name, value in vars(usual).items() if name.isupper() and isinstance(value, str)}
    said |= {disputes_incoming._fee_words(share, 101) for share in (0, 0.013, 0.02)}
    said |= {disputes_incoming.house_words(rate) for rate in (0, 0.6, 1)}

    said |= {
        card_networks._line_words(whose, share, 0.015, 2000, 1500)
        for whose in ("Visa", "Mastercard")
        for share in (0, 0.013, 0.02)
    }

    assert {words for rule in schema("weekly_metrics").highlight for words in rule.equals} <= said


def test_every_metric_says_in_words_what_it_counts():
    names = {metric.name for metric in METRICS}
    assert len(names) == len(METRICS)
    assert set(TREND) <= names
    for metric in METRICS:
        assert metric.gist.endswith("."), metric.name
        assert len(metric.definition) > len(metric.gist) or metric.name == "conceded", metric.name


def test_no_rows_at_all_give_no_lines():
    assert set(map(len, measure().values())) == {0}


def test_a_single_case_opened_now_gives_the_running_week_and_no_trend():
    found = measure(a_case(0))

    assert {row.values["complete"] for row in found[DATA_TAB]} == {"so far"}
    assert found[TREND_TAB] == []
    opened = by_key(found[OWNER_TAB])["All brands|opened"]
    assert (opened["this_week"], opened["so_far"], opened["note"]) == (
        None,
        "1",
        "Known from the running week on.",
    )


def test_the_owner_reads_the_last_whole_week_beside_the_one_before():
    cases = [a_case(1), a_case(1), a_case(2), a_case(0), a_case(3)]

    opened = by_key(measure(*cases)[OWNER_TAB])["All brands|opened"]

    assert opened["week_starts_on"] == WEEK
    assert (opened["this_week"], opened["week_before"], opened["so_far"]) == ("2", "1", "1")
    assert opened["verdict"] == "too few past weeks to say"


def test_the_owner_is_told_that_a_doubling_is_chance():
    cases = [*[a_case(1)] * 7, *[a_case(2)] * 3, *[a_case(weeks) for weeks in range(3, 14) for _ in range(3)]]

    opened = by_key(measure(*cases)[OWNER_TAB])["All brands|opened"]

    assert (opened["this_week"], opened["usual_range"], opened["verdict"]) == (
        "7",
        "0 to 9",
        "within the usual range",
    )
    assert opened["note"] == "3, then 7: chance alone does that in 17 of 100 weeks"


def test_the_owner_sees_totals_first_and_for_a_brand_only_what_can_be_measured():
    rows = measure(*A_SEASON)[OWNER_TAB]

    brands = [row.values["brand"] for row in rows]
    assert brands == sorted(brands, key=["All brands", "Birch", "Cove"].index)
    gaps = [row.values["note"] for row in rows if row.key == "All brands|opened_per_100_orders"]
    assert gaps == ["No line in Volumes for Birch, week of 2026-11-09."]
    assert "Birch|opened_per_100_orders" not in by_key(rows)


def test_the_trend_has_one_row_per_whole_week_and_leaves_gaps_empty():
    rows = measure(*A_SEASON)[TREND_TAB]

    assert [row.values["week_starts_on"] for row in rows] == [
        WEEK - timedelta(weeks=n) for n in range(12, -1, -1)
    ]
    last = rows[-1].values
    assert (last["opened"], last["won"], last["opened_per_100_payments"]) == (3, 40, None)
    assert "No line in Volumes for Birch" in last["gaps"]


def test_a_share_of_few_is_not_drawn_and_its_count_is_told_instead():
    """One of one would stand there, and in the chart, as 100 %."""
    decided = {"outcome": "Won", "closed_on": WEEK, "answered_at": NOW - timedelta(weeks=3)}

    few, enough = (measure(*[a_case(4, **decided)] * count)[TREND_TAB][-1].values for count in (1, 10))

    assert (few["win_rate_contested"], enough["win_rate_contested"]) == (None, 1)
    assert "Win rate, contested: 1 of 1, too few to draw." in few["gaps"]


def test_a_week_keeps_its_verdict_when_the_window_gets_shorter():
    """Baselines reach back beyond the window, so old lines are not rewritten week by week."""
    long, short = (by_key(measure(*A_SEASON, weeks=weeks)[DATA_TAB]) for weeks in (26, 3))

    assert short.keys() < long.keys()
    assert all(long[key] == values for key, values in short.items())


def test_what_is_counted_no_more_does_not_keep_standing_with_an_old_week():
    """Refunds in dollars, until the owner wants to read in euros; an older week stays as it was told."""
    placed = {n: NOW - timedelta(weeks=n % 18, days=2) for n in range(90)}
    orders = {
        f"{n}": {"brand": "Birch", "placed": at, "total": Decimal(50), "currency": "USD", "status": "paid"}
        for n, at in placed.items()
    }
    refunds = {
        f"{n}": {
            "order_key": f"{n}", "brand": "Birch", "refunded": placed[n] + timedelta(days=1),
            "paid": Decimal(50), "amount": Decimal(50), "currency": "USD", "root_cause": "late_delivery",
        }
        for n in range(0, 90, 4)
    }  # fmt: skip
    tabs = {"Orders": orders, "Refunds": refunds}
    in_dollars = measure_weekly(tabs, zone=BERLIN, week_starts_on=0, now=NOW, weeks=4)
    standing = {tab: by_key(rows) for tab, rows in in_dollars.items()}
    (key,) = (key for key in standing[DATA_TAB] if key.startswith(f"refunded_value.USD|{WEEK}|All"))
    old = key.replace(str(WEEK), "2026-06-01")
    standing[DATA_TAB][old] = standing[DATA_TAB][key]

    rates = {"USD": {"rate": Decimal("0.9")}}
    found = measure_weekly(
        {**tabs, **standing, "Rates": rates}, zone=BERLIN, week_starts_on=0, now=NOW, weeks=4, currency="EUR"
    )

    for tab in (DATA_TAB, OWNER_TAB):
        made = by_key(found[tab])
        gone = [made[name] for name in standing[tab] if ".USD" in name and name in made]
        assert gone
        assert all(value is None for row in gone for value in row.values())
    assert "first_told" not in by_key(found[DATA_TAB])[key]
    assert old not in by_key(found[DATA_TAB])
    assert "All brands|refund_value_rate_60_days.EUR" in by_key(found[OWNER_TAB])


def test_a_late_fact_changes_the_week_it_belongs_to():
    case = a_case(5, outcome=None)
    before = by_key(measure(case)[DATA_TAB])
    after = by_key(
        measure(case | {"outcome": "Lost", "closed_on": NOW.date() - timedelta(weeks=2)})[DATA_TAB]
    )

    key = "lost|2026-11-02|Birch"
    assert (before[key]["value"], after[key]["value"]) == (0, 1)


def test_at_most_the_chosen_number_of_weeks_is_shown():
    weeks = {
        row.values["week_starts_on"] for row in measure(*[a_case(n) for n in range(60)], weeks=52)[DATA_TAB]
    }

    assert len(weeks) == 52
    assert max(weeks) == WEEK + timedelta(weeks=1)


@pytest.mark.parametrize("weeks", [0, 1, 53])
def test_a_window_of_no_use_is_refused(weeks):
    with pytest.raises(ValueError, match="2 to 52"):
        measure(a_case(1), weeks=weeks)


HOSTILE = [
    "",
    "=1+1",
    "'",
    "2026-11-11",
    True,
    -1,
    Decimal("NaN"),
    Decimal("1e40"),
    date(1, 1, 1),
    date(9999, 12, 31),
]
HOSTILE += [datetime(9999, 12, 31, 23, 59, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC), "x" * 50_000, "\x00🙈"]


@pytest.mark.parametrize("value", HOSTILE, ids=[repr(value)[:30] for value in HOSTILE])
def test_whatever_a_person_types_anywhere_the_other_rows_are_measured(value):
    columns = [
        *a_case(1),
        "due",
        "answered_at",
        "closed_on",
        "outcome",
        "at_stake",
        "recovered",
        "fees",
        "root_cause",
    ]
    cases = [
        a_case(1, brand="Cove"),
        *(a_case(1) | {column: value} for column in columns if column != "platform"),
    ]
    line = {
        "brand": "Cove", "period": "week", "starts_on": WEEK, "currency": "USD", "payments": 100, "complete": "whole",
        "payments_value": Decimal(100), "orders": 50, "orders_typed": None,
    }  # fmt: skip
    lines = [line, *({**line, "brand": "Birch"} | {column: value} for column in line)]

    found = by_key(measure(*cases, volumes=lines)[DATA_TAB])

    assert found["opened|2026-11-09|Cove"]["value"] == 1
    assert found["opened_per_100_orders|2026-11-09|Cove"]["value"] in {2, None}
    assert found["opened|2026-11-09|All brands"]["value"] >= len(cases) - 1
