"""Promises of the suppliers: only what chance alone would rarely do is called worse, and nobody by too few parcels."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sheets_bot.domain.causes.counted import Counted
from sheets_bot.metrics.funnel import funnel
from sheets_bot.metrics.small_numbers import STRONG_ALARM_CHANCE, binomial_at_least
from sheets_bot.metrics.suppliers import measure_suppliers
from sheets_bot.metrics.weeks import Calendar
from sheets_bot.sheets.cells import writer
from sheets_bot.sheets.schema import load_schemas

SCHEMA = load_schemas([Path(__file__).parents[2] / "sheet_schemas"])["Suppliers"]
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
DUE = datetime(2026, 11, 17, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def parcels(count, supplier, country="DE", *, late=0, lost=0, due=DUE, first=0):
    """Parcels of orders of their own; the first ones late, the next ones lost, the rest in time."""
    made = {}
    for at in range(first, first + count):
        place = at - first
        state = "S7" if late <= place < late + lost else "S4"
        made[f"{supplier} #{at} / 1"] = {
            "order": f"{supplier} #{at}", "supplier": supplier, "country": country, "promised_by": due, "state": state,
            "delivered": None if state == "S7" else due + (DAY if place < late else -DAY),
        }  # fmt: skip
    return made


def measured(rows, incidents=(), **more):
    found = measure_suppliers(
        rows, incidents, calendar=Calendar(ZoneInfo("UTC")), now=NOW, known_since=date(2026, 1, 1), **more
    )
    return {each.key: each.values for each in found}


def an_incident(key, cause):
    return Counted(key, "Aurora", DUE, cause, False, "USD", (), (), (), {})


def test_a_supplier_is_worse_only_beyond_what_chance_does():
    rows = measured(
        {**parcels(200, "North", late=4), **parcels(60, "East", late=16), **parcels(40, "West", late=3)}
    )

    house, north, east, west = (rows[f"{name} | all"] for name in ("All suppliers", "North", "East", "West"))
    assert (house["parcels"], house["late_share"], house["late_verdict"]) == (
        300,
        Decimal("0.0767"),
        "the average itself",
    )
    assert (north["late_verdict"], north["late_usual"]) == ("better than chance", "5 to 28 of 200")
    assert (east["late_verdict"], east["late"]) == ("worse than chance", "27 % (16 of 60); 17 to 39 %")
    assert west["late_verdict"] == "within the usual range"


def test_of_fewer_than_ten_parcels_only_the_count_is_said():
    rows = measured({**parcels(300, "North"), **parcels(9, "East", late=1), **parcels(10, "West", late=1)})

    east, west = rows["East | all"], rows["West | all"]
    assert (east["late"], east["late_share"]) == ("1 of 9", None)
    assert (west["late"], west["late_share"]) == ("10 % (1 of 10); 2 to 40 %", Decimal("0.1"))


def test_too_few_parcels_say_nothing_and_make_no_lane():
    rows = measured({**parcels(300, "North"), **parcels(19, "East", late=19)})

    assert rows["East | all"]["late_verdict"] == "too few parcels to say"
    assert "East | DE" not in rows
    assert "North | DE" in rows


def test_lost_counts_as_late_too_and_wrong_comes_from_the_cause_of_the_order():
    sent = parcels(40, "North", lost=2)
    two_senders = {
        "X / 1": {**sent["North #3 / 1"], "order": "X"},
        "X / 2": {**sent["North #3 / 1"], "order": "X", "supplier": "East"},
    }
    causes = [
        an_incident("North #1", "damaged"),
        an_incident("North #2", "size_fit"),
        an_incident("X", "wrong_item"),
    ]

    north = measured({**sent, **two_senders}, causes)["North | all"]

    assert [north[f"{name}_share"] * 41 for name in ("late", "lost", "wrong")] == pytest.approx(
        [2, 2, 1], abs=0.01
    )


@pytest.mark.parametrize(
    "told",
    [
        {"state": "S2?"}, {"state": "cancelled"}, {"cancelled": True}, {"promised_by": None}, {"promised_by": NOW},
        {"state": "S4", "delivered": None}, {"promised_by": datetime(2026, 8, 1, tzinfo=UTC)},
    ],
)  # fmt: skip
def test_a_parcel_of_which_nobody_can_tell_is_in_no_count(told):
    one = parcels(1, "North")

    assert measured({key: {**row, **told} for key, row in one.items()}) == {}


def test_a_line_without_parcels_now_says_so_and_keeps_its_row():
    rows = measured(parcels(30, "North"), standing=("North | all", "East | all"))

    assert rows["East | all"]["note"].startswith("Too few parcels")
    assert rows["East | all"]["late_verdict"] is None


def test_a_rise_is_told_for_as_many_parcels():
    early = parcels(200, "North", late=4, due=datetime(2026, 9, 15, 10, tzinfo=UTC))

    worse = measured({**early, **parcels(50, "North", late=15, first=500)})["North | all"]
    same = measured({**early, **parcels(50, "North", late=2, first=500)})["North | all"]

    assert (worse["trend"], same["trend"]) == ("more than chance", "within the usual range")


def test_every_value_fits_its_column_and_every_column_of_the_bots_is_filled():
    for values in measured(parcels(30, "North", late=2)).values():
        assert set(values) == set(SCHEMA.bot_names)
        for name, value in values.items():
            writer(SCHEMA.by_name[name].type, ZoneInfo("UTC"))(value)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 3000), st.floats(0.001, 0.999))
def test_the_limits_of_the_funnel_are_those_of_scipy(trials, share):
    found = funnel(trials, share)

    binomial = stats.binom(trials, share)
    assert binomial.sf(found.high) < STRONG_ALARM_CHANCE * (1 + 1e-6)
    assert binomial.sf(found.high - 1) >= STRONG_ALARM_CHANCE * (1 - 1e-6)
    assert binomial.cdf(found.low) >= STRONG_ALARM_CHANCE * (1 - 1e-6)
    assert binomial.cdf(found.low - 1) < STRONG_ALARM_CHANCE * (1 + 1e-6)


@pytest.mark.parametrize(("trials", "share", "low", "high"), [(0, 0.5, 0, 0), (9, 0, 0, 0), (9, 1, 9, 9)])
def test_the_funnel_has_ends(trials, share, low, high):
    found = funnel(trials, share)

    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(("trials", "share"), [(-1, 0.5), (5, 1.1)])
def test_what_is_no_share_is_refused(trials, share):
    with pytest.raises(ValueError, match="are none"):
        funnel(trials, share)


def test_many_trials_do_not_overflow():
    assert binomial_at_least(1700, 5000, 1 / 3) == pytest.approx(stats.binom(5000, 1 / 3).sf(1699), rel=1e-6)
