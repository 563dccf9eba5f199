"""Promises of the Inbox tab's rows: who waits since when, what is kept, what a person overrules."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mails import HOUR, NOW, RULES, SUPPORT, came, went
from other_jobs import ASKING, FOLLOWING_UP, SUGGESTING
from sheets_bot.domain.mail.mail import Party, Place, mark_of_mail
from sheets_bot.domain.mail.thread_clock import Target
from sheets_bot.domain.mail.thread_rows import Post, shape_threads
from sheets_bot.domain.mail.thread_values import Desk
from sheets_bot.domain.masking import mark_of
from sheets_bot.sheets.cells import read_value, writer
from sheets_bot.sheets.schema import parse_schema

SCHEMA_FILE = Path(__file__).parents[2] / "sheet_schemas" / "inbox.toml"
SCHEMA = parse_schema(SCHEMA_FILE.read_text("utf-8"), source="inbox.toml")
BERLIN = ZoneInfo("Europe/Berlin")
SALT = "spreadsheet"
DESK = Desk(
    rules=RULES.mail,
    target=Target(RULES.mail_answer_hours, RULES.mail.quiet_days, RULES.clock),
    salt=SALT,
    addresses={"Aurora": frozenset({SUPPORT}), "Borealis": frozenset({"support@borealis.example"})},
)
SINCE = NOW - timedelta(days=90)


def shape(*mails, rows=None, now=NOW, **post):
    usual = {"since": SINCE, "seen_through": None, "complete": True}
    posts = [
        Post(brand, tuple(mail for mail in mails if mail.brand == brand), **{**usual, **post})
        for brand in DESK.addresses
    ]
    return shape_threads(posts, rows=rows or {}, desk=DESK, now=now)


def standing(rows, **typed):
    """Rows as they would be read back from the sheet; *typed* is what a person put into each."""
    return {
        row.key: {**{name: through_a_cell(name, value) for name, value in row.values.items()}, **typed}
        for row in rows
    }


def through_a_cell(name, value):
    type_ = SCHEMA.by_name[name].type
    return read_value(type_, writer(type_, BERLIN)(value), BERLIN)


def test_of_the_texts_only_our_own_phrases_come_into_the_row_and_they_stay_there():
    """What is quoted was said by somebody else; a short word may stand for anything in a letter."""
    first = came(
        text="Dear team, Jane here. The coat is TOO SMALL, and late.\n> Was it broken?", hours_ago=30
    )
    second = came("q2", names="q1", text="And still no refund!\nJane", hours_ago=20)

    rows = shape(first)
    (both,) = shape(first, second, rows=standing(rows))
    (later,) = shape(second, rows=standing([both]))

    assert rows[0].values["said"] == "too small"
    assert both.values["said"] == "too small; still no refund"
    assert later.values["said"] == "too small; still no refund"


def test_a_customers_mail_becomes_a_row_that_a_person_can_read():
    mail = came(
        text="Hello,\nmy order 1042 has not arrived.\nJane Doe, 10115 Berlin", subject="Where is #1042?"
    )

    (row,) = shape(mail)

    assert row.when_absent == "add"
    assert row.values == {
        "thread_id": row.key,
        "flag": "LAST SHIFT",
        "waiting_since": mail.at,
        "respond_by": datetime(2026, 11, 16, 20, tzinfo=UTC),
        "shifts_left": 1,
        "why": "The customer waits since Mon 16 Nov 01:00; 24 hours is the target, until Tue 17 Nov 01:00: "
        "answer in your shift today 17:00-21:00.",
        "whose_turn": "You",
        "brand": "Aurora",
        "subject": "Where is #1042?",
        "customer": "Jane D.",
        "category": "Where is my order",
        "first_in": mail.at,
        "last_in": mail.at,
        "first_out": None,
        "last_out": None,
        "messages_in": 1,
        "messages_out": 0,
        "order_numbers": "#1042",
        "contact": mark_of("jane@mail.example", salt=SALT),
        "name_mark": mark_of("Jane Doe", salt=SALT),
        "surname_mark": mark_of("Doe", salt=SALT),
        "postal_marks": mark_of("10115", salt=SALT),
        "members": f"i{mark_of_mail(mail.mail_id, 'jane@mail.example')}",
        "updated": mail.at,
        "said": None,
        "problem": None,
    }


def test_every_column_of_a_row_is_a_bot_column_of_the_tab():
    (row,) = shape(came())

    assert set(row.values) <= set(SCHEMA.bot_names)
    others = {"order", "match", "match_why"} | ASKING | FOLLOWING_UP | SUGGESTING
    assert set(SCHEMA.bot_names) - set(row.values) == others


def test_no_address_surname_or_text_of_a_mail_reaches_the_sheet():
    (row,) = shape(came(text="My secret text", subject="From jane@mail.example"))

    told = " ".join(str(value) for value in row.values.values())
    for secret in ("jane@", "Doe", "secret"):
        assert secret not in told


def test_an_answered_thread_waits_for_the_customer_and_closes_after_two_quiet_weeks():
    mails = (came("q1"), went("a1", names="q1"))

    (fresh,) = shape(*mails)
    (quiet,) = shape(*mails, now=NOW + timedelta(days=15))

    assert (fresh.values["flag"], fresh.values["whose_turn"]) == ("WAITING", "Customer")
    assert (quiet.values["flag"], quiet.values["whose_turn"]) == ("CLOSED", "Nobody")
    assert fresh.values["waiting_since"] is fresh.values["respond_by"] is None


def test_the_wait_begins_with_the_first_mail_after_our_answer():
    mails = (
        came("q1"),
        went("a1", names="q1"),
        came("q2", names="a1", hours_ago=3),
        came("q3", names="a1", hours_ago=1),
    )

    (row,) = shape(*mails)

    assert row.values["waiting_since"] == NOW - 3 * HOUR
    assert (row.values["messages_in"], row.values["messages_out"]) == (3, 1)


def test_automatic_mail_neither_asks_nor_answers():
    robot = (("auto-submitted", "auto-replied"),)
    mails = (
        came("q1"),
        went("ack", names="q1", hints=robot),
        came("v1", names="ack", hours_ago=1, hints=robot),
    )

    (row,) = shape(*mails)

    assert row.values["waiting_since"] == NOW - 10 * HOUR
    assert row.values["last_in"] == NOW - 10 * HOUR
    assert row.values["last_out"] is None


def test_a_mail_in_the_archive_is_dealt_with_and_a_new_one_opens_the_thread_again():
    put_away = came("q1", place=Place.ARCHIVE)

    (closed,) = shape(put_away)
    (again,) = shape(put_away, came("q2", names="q1", hours_ago=1))

    assert closed.values["flag"] == "CLOSED"
    assert "archive" in str(closed.values["why"])
    assert again.values["waiting_since"] == NOW - HOUR


def test_mere_thanks_after_an_answer_need_none():
    thanks = came("q2", names="a1", hours_ago=1, text="Thank you!\nJane")

    (row,) = shape(came("q1"), went("a1", names="q1"), thanks)
    (unanswered,) = shape(came("q1"), came("q2", names="q1", hours_ago=1, text="Thank you!"))

    assert row.values["flag"] == "CLOSED"
    assert "thank you" in str(row.values["why"])
    assert unanswered.values["waiting_since"] == NOW - 10 * HOUR


@pytest.mark.parametrize(("day", "flag"), [(date(2026, 11, 16), "CLOSED"), (date(2026, 11, 15), "open")])
def test_a_day_in_settled_on_covers_the_mails_up_to_that_day(day, flag):
    rows = standing(shape(came()), settled_on=day)

    (row,) = shape(came(), rows=rows)

    assert (row.values["flag"] == "CLOSED") == (flag == "CLOSED")


def test_an_answer_that_was_seen_once_stays_an_answer():
    rows = standing(shape(came("q1"), went("a1", names="q1")))

    (row,) = shape(came("q1"), rows=rows)

    assert row.values["whose_turn"] == "Customer"
    assert row.values["last_out"] == NOW - 5 * HOUR


def test_figures_count_mails_that_are_no_longer_read():
    mails = [
        came("q1", hours_ago=50),
        went("a1", names="q1", hours_ago=40),
        came("q2", names="a1", hours_ago=1),
    ]
    rows = standing(shape(*mails))

    (row,) = shape(mails[2], rows=rows)

    assert (row.values["messages_in"], row.values["messages_out"]) == (2, 1)
    assert row.values["first_in"] == NOW - 50 * HOUR
    assert "subject" not in row.values  # that of the first mail stands there


def test_a_thread_out_of_the_days_that_are_read_keeps_its_row_and_its_clock_goes_on():
    rows = standing(shape(came(hours_ago=10)))

    (row,) = shape(rows=rows, now=NOW + timedelta(days=100), since=NOW + timedelta(days=10))

    assert set(row.values) == {"flag", "waiting_since", "respond_by", "shifts_left", "why", "whose_turn"}
    assert (row.values["flag"], row.values["waiting_since"]) == ("LATE", NOW - 10 * HOUR)
    assert row.when_absent == "leave"


def test_a_customer_who_writes_again_months_later_finds_the_old_row():
    rows = standing(
        shape(came("q1", hours_ago=2400, subject="First"), went("a1", names="q1", hours_ago=2390))
    )

    (row,) = shape(came("q2", names="q1 a1", hours_ago=1), rows=rows)

    assert row.key in rows
    assert row.values["waiting_since"] == NOW - HOUR
    assert "subject" not in row.values


def test_a_reader_of_the_same_newsletter_takes_over_nobodys_row():
    letter = went("news", to=SUPPORT, hours_ago=2400)
    rows = standing(shape(letter, came("q1", names="news", hours_ago=2300)))

    stranger = came("q2", names="news", sender="tom@mail.example", hours_ago=1)
    found = {row.key: row for row in shape(stranger, rows=rows)}

    (key,) = rows
    assert len(found) == 2
    assert found[key].values["whose_turn"] == "You"
    assert found[key].values["waiting_since"] == NOW - 2300 * HOUR


def test_customers_of_a_form_that_gives_all_mails_one_id_keep_their_rows():
    people = [f"c{n}@mail.example" for n in range(6)]
    forms = [
        came("form", sender=SUPPORT, reply_to=Party(email), hours_ago=20 - n, names="")
        for n, email in enumerate(people)
    ]
    rows = standing(shape(*forms))

    again = shape(*reversed(forms), rows=rows)

    assert {row.key: row.values["contact"] for row in again} == {
        key: row["contact"] for key, row in rows.items()
    }


def test_a_mail_that_was_moved_or_deleted_no_longer_waits():
    rows = standing(shape(came()))

    (gone,) = shape(rows=rows)
    (unknown,) = shape(rows=rows, complete=False)

    assert (gone.values["flag"], gone.values["waiting_since"]) == ("CLOSED", None)
    assert unknown.values["waiting_since"] == NOW - 10 * HOUR


def test_a_brand_whose_mailbox_did_not_answer_keeps_its_rows_waiting():
    rows = standing(
        shape(
            came(),
            came("b1", sender="tom@mail.example", brand="Borealis", recipients=("support@borealis.example",)),
        )
    )

    posts = [Post("Borealis", (), since=SINCE, seen_through=None, complete=True)]
    found = {row.key: row for row in shape_threads(posts, rows=rows, desk=DESK, now=NOW)}

    waiting = {rows[key]["brand"]: row.values["waiting_since"] for key, row in found.items()}
    assert waiting == {"Aurora": NOW - 10 * HOUR, "Borealis": None}


def test_a_row_that_a_person_removed_stays_away_unless_somebody_waits():
    answered = (came("q1", hours_ago=90), went("a1", names="q1", hours_ago=80))

    (removed,) = shape(*answered, seen_through=NOW)
    (waiting,) = shape(came("q1", hours_ago=90), seen_through=NOW)

    assert (removed.when_absent, waiting.when_absent) == ("leave", "add")


def test_two_rows_whose_threads_turn_out_to_be_one_leave_one_that_waits():
    rows = standing(shape(came("q1"), came("q2", hours_ago=8)))

    found = shape(came("q1"), came("q2", hours_ago=8), came("q3", names="q1 q2", hours_ago=1), rows=rows)

    (waiting,) = [row for row in found if row.values["waiting_since"]]
    (merged,) = [row for row in found if not row.values["waiting_since"]]
    assert merged.values["why"] == f"Now part of {waiting.key}: a later mail ties the two together."
    assert {waiting.key, merged.key} == set(rows)


def test_rows_that_a_person_typed_are_left_alone():
    assert shape(rows={"my own note": {"notes": "x"}}) == []


def test_a_bounce_of_our_answer_is_said_in_the_row():
    bounce = came("b1", sender="mailer-daemon@mail.example", names="a1", hours_ago=4)

    (row,) = shape(came("q1"), went("a1", names="q1"), bounce)

    assert row.values["problem"] == (
        "A mail of ours came back undelivered on Mon 16 Nov 07:00: check the customer's address."
    )


def test_an_answer_in_another_thread_is_named_where_it_may_settle_this_one():
    lost = came("q1")
    second, answer = came("q2", hours_ago=8), went("a1", names="q2")

    rows = {row.values["first_in"]: row for row in shape(lost, second, answer)}

    waiting, answered = rows[lost.at], rows[second.at]
    assert waiting.values["whose_turn"] == "You"
    assert waiting.values["problem"] == (
        f"We wrote to the same address on Mon 16 Nov 06:00, in thread {answered.key}. If that answers this "
        "mail too, type the day in Settled on."
    )
    assert answered.values["problem"] is None


def test_a_contact_form_gives_the_name_that_its_header_lacks():
    form = came(
        sender=SUPPORT,
        name="Aurora",
        reply_to=Party("jane@mail.example"),
        text="New message\n\nName:\nJane Doe\n\nBody:\nHello",
    )

    (row,) = shape(form)

    assert row.values["customer"] == "Jane D."
    assert row.values["name_mark"] == mark_of("Jane Doe", salt=SALT)
    assert row.values["contact"] == mark_of("jane@mail.example", salt=SALT)


def test_one_number_typed_in_several_ways_stands_once():
    mails = (came("q1", text="order 1042"), came("q2", names="q1", hours_ago=2, subject="#1042 and #1043"))
    rows = standing(shape(*mails))

    (row,) = shape(mails[1], rows=rows)

    assert row.values["order_numbers"] == "1042, #1043"


def test_the_longest_wait_comes_into_the_tab_first():
    mails = [came(f"q{n}", sender=f"c{n}@mail.example", hours_ago=n) for n in (3, 9, 6)]
    answered = (
        came("q1", sender="x@mail.example", hours_ago=99),
        went("a1", to="x@mail.example", names="q1"),
    )

    rows = shape(*mails, *answered)

    assert [row.values["waiting_since"] for row in rows] == [NOW - n * HOUR for n in (9, 6, 3)] + [None]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.integers(1, 2000)), min_size=1, max_size=12))
def test_shaping_what_stands_changes_nothing(events):
    """A second run on the same mails finds the tab as it should be."""
    mails = [
        came(f"m{n}", sender=f"c{who}@mail.example", hours_ago=hours, names=f"root{who}")
        if inbound
        else went(f"m{n}", to=f"c{who}@mail.example", hours_ago=hours, names=f"root{who}")
        for n, (inbound, who, hours) in enumerate(events)
    ]
    first = shape(*mails)

    again = shape(*mails, rows=standing(first))

    assert standing(again) == standing(first)
