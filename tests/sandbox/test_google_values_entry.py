"""What the sandbox makes of typed text, and how numbers and dates look."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.sandbox.google.entry import enter_as_typed, enter_raw
from sheets_bot.sandbox.google.locales import locale_of
from sheets_bot.sandbox.google.model import Formula
from sheets_bot.sandbox.google.patterns import general, is_date_pattern, show_moment, show_number
from sheets_bot.sandbox.google.serials import moment_of, serial_of

US, DE = locale_of("en_US"), locale_of("de_DE")
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "entered", "pattern"),
    [
        ("007", 7, None),
        ("0042", 42, None),
        ("-1.5", -1.5, None),
        ("1e5", 100_000, "0.00E+00"),
        ("2,000,000.01", 2_000_000.01, "#,##0.00"),
        ("1,2", "1,2", None),
        ("12%", 0.12, "0%"),
        ("12.5%", 0.125, "0.00%"),
        ("$100.15", 100.15, '"$"#,##0.00'),
        ("(5)", -5, None),
        ("true", True, None),
        ("'0123", "0123", None),
        ("'=1+1", "=1+1", None),
        ("=1+1", Formula("=1+1"), None),
        ("+A1", Formula("=+A1"), None),
        ("- a list item", "- a list item", None),
        ("@name", "@name", None),
        ("=", "=", None),
        ("2026-11-22", 46_348, "yyyy-mm-dd"),
        ("11/22/2026", 46_348, "M/d/yyyy"),
        ("1-2", serial_of(date(2026, 1, 2)), "M/d"),
        ("Nov 22, 2026", 46_348, "mmm d, yyyy"),
        ("13/13/2026", "13/13/2026", None),
        ("10:30", 0.4375, "h:mm:ss am/pm"),
        ("2026-11-22 12:00:00", 46_348.5, "yyyy-mm-dd h:mm:ss am/pm"),
        ("25:99", "25:99", None),
        ("Infinity", "Infinity", None),
        ("1e999", "1e999", None),
        ("", None, None),
        (" x ", " x ", None),
        ("١٢", "١٢", None),
    ],
)
def test_what_a_person_types_is_read_in_an_american_spreadsheet(
    typed: str, entered: object, pattern: str | None
):
    entry = enter_as_typed(typed, US, TODAY)

    assert entry.entered == entered
    assert type(entry.entered) is type(entered)
    assert (entry.number_format or {}).get("pattern") == pattern


@pytest.mark.parametrize(
    ("typed", "entered"),
    [("1,5", 1.5), ("1.234,5", 1_234.5), ("22.11.2026", 46_348), ("1.5", serial_of(date(2026, 5, 1)))],
)
def test_a_german_spreadsheet_reads_commas_and_days_first(typed: str, entered: float):
    assert enter_as_typed(typed, DE, TODAY).entered == entered


def test_a_cell_with_the_text_format_takes_text():
    assert enter_as_typed("007", US, TODAY, as_text=True).entered == "007"


@given(st.text(max_size=40))
@settings(deadline=None)
def test_raw_text_is_never_a_formula(text: str):
    assert enter_raw(text).entered == (text or None)


@given(st.text(max_size=40))
@settings(deadline=None)
def test_a_leading_apostrophe_makes_any_text_harmless(text: str):
    assert enter_as_typed("'" + text, US, TODAY).entered == (text or None)


@pytest.mark.parametrize(
    ("value", "pattern", "shown"),
    [
        (1234.5, "#,##0.00", "1,234.50"),
        (0.125, "0.0%", "12.5%"),
        (-3, '"$"#,##0.00', "-$3.00"),
        (-3, "0;(0)", "(3)"),
        (0, '0;-0;"none"', "none"),
        (5, "000", "005"),
        (1_234_567, "0.00,,", "1.23"),
        (12_345, "0.00E+00", "1.23E+04"),
        (1.5, "0.##", "1.5"),
        (1, "0.##", "1"),
        (0.5, "#.00", ".50"),
        (2.345, "0.00", "2.35"),
        (3, "[Red]0", "3"),
        (3, "[$€-407]0", "€3"),
        (7, '0 "days"', "7 days"),
        (-0.001, "0.00", "0.00"),
    ],
)
def test_a_number_looks_as_its_pattern_says(value: float, pattern: str, shown: str):
    assert show_number(value, pattern, US) == shown


def test_a_german_spreadsheet_shows_commas():
    assert show_number(1234.5, "#,##0.00", DE) == "1.234,50"
    assert general(1.5, DE) == "1,5"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (3, "3"),
        (3.0, "3"),
        (1 / 1024, "0.0009765625"),
        (1 / 3, "0.3333333333"),
        (0.1 + 0.2, "0.3"),
        (1e15, "1E+15"),
    ],
)
def test_a_number_without_a_format_shows_ten_digits(value: float, shown: str):
    assert general(value, US) == shown


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("yyyy-mm-dd", "2026-11-05"),
        ("M/d/yyyy", "11/5/2026"),
        ("dd.MM.yy hh:mm", "05.11.26 09:07"),
        ("ddd, d mmm", "Thu, 5 Nov"),
        ("dddd mmmm", "Thursday November"),
        ("h:mm am/pm", "9:07 AM"),
        ("mm:ss", "07:03"),
        ('yyyy"y"', "2026y"),
        ("hh:mm:ss.000", "09:07:03.250"),
    ],
)
def test_a_date_looks_as_its_pattern_says(pattern: str, shown: str):
    serial = 46_331 + (9 * 3600 + 7 * 60 + 3.25) / 86_400

    assert is_date_pattern(pattern)
    assert show_moment(serial, pattern) == shown


def test_elapsed_hours_count_past_a_day():
    assert show_moment(1.5, "[h]:mm") == "36:00"


@pytest.mark.parametrize("pattern", ["0.00", '"Umsatz" #,##0', "[$kr-41D]0", "0%", "@"])
def test_a_number_pattern_is_no_date(pattern: str):
    assert not is_date_pattern(pattern)


@given(st.datetimes().map(lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)))
@settings(deadline=None)
def test_a_serial_gives_its_moment_back_to_the_millisecond(moment):
    assert moment_of(serial_of(moment)) == moment


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["0.00", "#,##0", "0%", "0.0E+00", "dd.mm.yyyy hh:mm"]),
)
@settings(deadline=None)
def test_any_number_can_be_shown(value: float, pattern: str):
    shown = show_moment(value, pattern) if is_date_pattern(pattern) else show_number(value, pattern, US)

    assert shown
