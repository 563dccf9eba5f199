"""Promises of the Settings tab: what people type is read kindly, and a bad cell explains itself and is safe."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.domain.deadlines import Clock
from sheets_bot.domain.rules.rules import SETTINGS, parse_rules, settings_rows
from sheets_bot.sheets.cells import writer
from sheets_bot.sheets.schema import parse_schema

ROOT = Path(__file__).parents[2]
CASES = tomllib.loads((ROOT / "tests" / "cases" / "settings.toml").read_text("utf-8"))
SCHEMA = parse_schema((ROOT / "sheet_schemas" / "settings.toml").read_text("utf-8"), source="settings.toml")
READ = [(case["name"], case["field"], *pair) for case in CASES["setting"] for pair in case["read"]]
BAD = [(case["name"], case["field"], *pair) for case in CASES["setting"] for pair in case["problem"]]


def shifts_on_friday(rules):
    return " ".join(f"{s.start:%H:%M}-{s.end:%H:%M}" for s in rules.roster.shifts if s.weekday == 4)


@pytest.mark.parametrize(("name", "field", "typed", "expected"), READ)
def test_a_typed_value_is_understood(name, field, typed, expected):
    rules, problems = parse_rules({name: typed})

    assert str(getattr(rules, field)) == expected
    assert problems == {}


@pytest.mark.parametrize(("name", "field", "typed", "meanwhile"), BAD)
def test_a_bad_cell_says_what_stands_there_what_is_expected_and_what_counts(name, field, typed, meanwhile):
    rules, problems = parse_rules({name: typed})
    setting = next(setting for setting in SETTINGS if setting.name == name)

    assert list(problems) == [name]
    assert f'"{typed}" cannot be used' in problems[name]
    assert f"Expected: {setting.expected}." in problems[name]
    assert f"Until it is corrected, {setting.if_bad or setting.default} counts." in problems[name]
    assert str(getattr(rules, field)) == meanwhile


def test_a_limit_that_is_off_works_and_reminds_of_itself():
    rules, problems = parse_rules({"Allow a big change": "yes"})

    assert rules.allow_big_change
    assert list(problems) == ["Allow a big change"]
    assert "Set this back to no" in problems["Allow a big change"]


@pytest.mark.parametrize(("typed", "expected"), CASES["shifts"]["read"])
def test_shifts_are_understood(typed, expected):
    rules, problems = parse_rules({"Shifts on Friday": typed})

    assert shifts_on_friday(rules) == expected
    assert problems == {}


@pytest.mark.parametrize(("typed", "explanation"), CASES["shifts"]["problem"])
def test_a_day_whose_shifts_cannot_be_read_counts_as_off(typed, explanation):
    """A shift that nobody works would make a deadline look later than it is."""
    rules, problems = parse_rules({"Shifts on Friday": typed})

    assert shifts_on_friday(rules) == ""
    assert explanation in problems["Shifts on Friday"]
    assert "off counts" in problems["Shifts on Friday"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (24, 24),
        (Decimal(24), 24),
        (Decimal("24.0"), 24),
        (True, 24),
        (Decimal("1.5"), 24),
        (date(2026, 1, 1), 24),
    ],
)
def test_a_cell_may_hold_any_type(value, expected):
    rules, _ = parse_rules({"Safety margin (hours)": value})

    assert rules.margin_hours == expected


def test_a_percent_cell_arrives_as_a_fraction():
    assert parse_rules({"Big change limit": Decimal("0.35")})[0].big_change_share == 0.35


def test_a_ticked_box_pauses():
    assert parse_rules({"Pause all acts": True})[0].paused is True
    assert parse_rules({"Pause all acts": False})[0].paused is False


def test_a_brake_that_was_lost_out_of_the_tab_counts_as_pulled():
    """A row that was deleted, or whose name was typed over; a tab that is empty yet has all defaults."""
    lost, _ = parse_rules({"Time zone": "UTC", "Pause all acts!": "yes"})
    new = {row.key: row.human["value"] for row in settings_rows({}, standing=["Time zone"])}

    assert lost.paused
    assert not parse_rules({})[0].paused
    assert new["Pause all acts"] == "yes"
    assert {row.key: row.human["value"] for row in settings_rows({})}["Pause all acts"] == "no"


@pytest.mark.parametrize(
    "typed",
    ["2026-12-25, 2026-12-26", "2026-12-25; 46382", "46381 and 46382", "2026-12-25\n2026-12-26"],
)
def test_days_off_are_dates_or_the_numbers_that_sheets_makes_of_them(typed):
    rules, problems = parse_rules({"Days off": typed})

    assert rules.roster.days_off == {date(2026, 12, 25), date(2026, 12, 26)}
    assert problems == {}


def test_one_day_off_may_be_a_real_date():
    assert parse_rules({"Days off": date(2026, 12, 25)})[0].roster.days_off == {date(2026, 12, 25)}
    assert parse_rules({"Days off": datetime(2026, 12, 25, tzinfo=UTC)})[0].roster.days_off == {
        date(2026, 12, 25)
    }


@pytest.mark.parametrize("typed", ["Christmas", "25.12.2026", "2026-02-30", "2026-12-25 to 2026-12-28"])
def test_a_day_off_that_cannot_be_read_is_named(typed):
    rules, problems = parse_rules({"Days off": typed})

    assert rules.roster.days_off == frozenset()
    assert "dates such as 2026-12-25, 2026-12-26. It is left out of account." in problems["Days off"]


def test_an_empty_tab_gives_the_defaults():
    rules, problems = parse_rules({})

    assert problems == {}
    assert rules.zone == ZoneInfo("UTC")
    assert len(rules.roster.shifts) == 6
    assert rules.clock == Clock(rules.roster, timedelta(hours=24), 2)
    assert (rules.paused, rules.allow_big_change, rules.big_change_share) == (False, False, 0.5)


def test_a_week_without_shifts_is_possible_and_pointed_out():
    rules, problems = parse_rules({setting.name: "" for setting in SETTINGS})

    assert rules.roster.shifts == ()
    assert "No day has a shift" in problems["Shifts on Monday"]


def test_a_long_text_is_quoted_only_in_part():
    _, problems = parse_rules({"Time zone": "x" * 500})

    assert f'"{"x" * 40}…" cannot be used' in problems["Time zone"]


def test_every_default_can_be_read_as_if_a_person_had_typed_it():
    rules, problems = parse_rules({setting.name: setting.default for setting in SETTINGS})

    assert problems == {}
    assert rules == parse_rules({})[0]


def test_the_tab_has_a_row_for_each_setting_and_the_default_to_start_from():
    rows = settings_rows({"Time zone": "wrong"})

    assert [row.key for row in rows] == [setting.name for setting in SETTINGS]
    assert rows[0].values["problem"] == "wrong"
    assert rows[1].values["problem"] is None
    assert rows[1].human == {"value": "17:00-21:00"}


def test_the_rows_fit_the_tab():
    for row in settings_rows({}):
        for name, value in {**row.values, **row.human}.items():
            column = SCHEMA.by_name[name]
            assert column.owner == ("bot" if name in row.values else "human")
            writer(column.type, ZoneInfo("UTC"))(value)


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.text(),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.from_regex(
        r"[0-9]{1,2}[:.]?[0-9]{0,2} ?(am|pm)? ?- ?[0-9]{1,2}[:.]?[0-9]{0,2} ?(am|pm)?", fullmatch=True
    ),
)


@settings(deadline=None, max_examples=300)
@given(st.dictionaries(st.sampled_from([setting.name for setting in SETTINGS]), VALUES))
def test_whatever_stands_in_the_cells_there_are_rules(cells):
    rules, problems = parse_rules(cells)

    assert set(problems) <= {*cells, "Shifts on Monday"}
    assert all(0 < len(problem) < 500 for problem in problems.values())
    assert 0 < rules.big_change_share <= 1
    assert rules.margin_hours >= 0
