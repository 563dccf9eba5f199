"""The account of a practice: every case with what was done, what came of it and why, and sums that add up."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sheets_bot.domain.shifts import Span
from sheets_bot.practice.account import Account, net
from sheets_bot.practice.telling import account_lines, why

UTC_ZONE = ZoneInfo("UTC")
SHIFT = Span(datetime(2026, 11, 23, 17, tzinfo=UTC), datetime(2026, 11, 23, 21, tzinfo=UTC))


def a_case(**changes: Any) -> dict[str, Any]:
    case = {
        "at": "PayPal",
        "order": "AURORA-1042",
        "family": "INR",
        "currency": "USD",
        "amount": "84.00",
        "kept": "84.00",
        "fees": "0.00",
        "outcome": "Won",
        "why": "VALID_PROOF_OF_DELIVERY",
        "odds": None,
        "missed": [],
        "answered_before": False,
        "deeds": [],
    }
    return case | changes


def lost(**changes: Any) -> dict[str, Any]:
    return a_case(kept="0.00", fees="15.00", outcome="Lost", why="NO_SELLER_RESPONSE") | changes


def an_account(cases: dict[str, dict[str, Any]], **changes: Any) -> Account:
    parts = {"reviews": {}, "mails": {}, "spared": 0, "missed": 0, "minutes": 80}
    return Account(shifts=(SHIFT,), cases=cases, **(parts | changes))


def told(yours: Account, advised: Account | None = None) -> str:
    return "\n".join(account_lines(yours, advised, UTC_ZONE))


def test_a_case_lost_by_silence_says_when_the_date_was_and_what_it_cost():
    account = an_account({"PP-R-1": lost(missed=["2026-11-23T18:59:59.000Z"])})

    said = told(account).replace("\n      ", " ")

    assert "you: did nothing; lost, 84.00 USD gone and 15.00 charged." in said
    assert "No answer from us in time (the date was Mon 23 Nov 18:59)." in said


def test_a_date_after_the_last_shift_is_called_that():
    account = an_account({"PP-R-1": lost(missed=["2026-12-06T07:59:59.000Z"])})

    said = " ".join(told(account).split())

    assert "(the date was Sun 6 Dec 07:59, after the last shift)" in said


def test_a_case_that_was_weighed_says_how_often_such_an_answer_wins():
    case = a_case(odds=0.82, deeds=[{"at": "2026-11-23T17:03:00.000Z", "did": "evidence"}])

    said = told(an_account({"PP-R-1": case})).replace("\n      ", " ")

    assert "you: handed in evidence (Mon 23 Nov 17:03); won, 84.00 USD kept." in said
    assert "Such an answer wins 82 of 100 such cases." in said


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (lost(why="NOTHING_SENT"), "Nothing was saved by the date"),
        (lost(why="POS_SUBMITTED_INSTEAD_OF_POD"), "Proof of shipment was handed in where"),
        (lost(why="SOMETHING_OF_NEXT_YEAR"), "SOMETHING_OF_NEXT_YEAR."),
        (a_case(outcome="Withdrawn", why="BUYER_CANCELLED_CASE"), "The buyer cancelled the case."),
        (
            a_case(
                outcome="Withdrawn",
                why="BUYER_CANCELLED_CASE",
                deeds=[{"at": "2026-11-23T17:03:00Z", "did": "message"}],
            ),
            "That was after your answer.",
        ),
        (a_case(why=""), "No reason was given."),
    ],
)
def test_every_ending_has_its_reason_in_words(case, words):
    assert words in why(case, UTC_ZONE)


def test_cases_stand_where_they_differ_from_the_recommended_play_the_costliest_first():
    yours = an_account(
        {"PP-R-1": lost(), "PP-R-2": lost(amount="200.00"), "PP-R-3": a_case(), "PP-R-4": a_case()}
    )
    advised = an_account(
        {
            "PP-R-1": a_case(),
            "PP-R-2": a_case(amount="200.00", kept="200.00"),
            "PP-R-3": lost(),
            "PP-R-4": a_case(),
        }
    )

    lines = told(yours, advised).splitlines()

    order = [line.split()[0] for line in lines if line.startswith(("  PP-R", "Where", "As"))]
    assert order == ["Where", "PP-R-2", "PP-R-1", "Where", "PP-R-3", "As", "PP-R-4"]
    assert [line for line in lines if line.startswith("Where")] == [
        "Where the recommended play did better (2)",
        "Where you did better (1)",
    ]
    assert "    recommended play: the same" in lines


def test_a_case_that_only_one_of_the_two_had_is_told_and_compared_with_nothing():
    said = told(an_account({}), an_account({"PP-R-1": a_case()}))

    assert "you: there was no such case" in said
    assert "As good as the recommended play (1)" in said


def test_sums_keep_currencies_apart_and_count_what_is_decided():
    cases = {
        "PP-R-1": lost(),
        "PP-R-2": a_case(),
        "PP-R-3": a_case(currency="EUR", amount="10.00", kept="4.50"),
        "PP-R-4": a_case(outcome=None),
    }
    account = an_account(cases)

    assert {currency: str(amount) for currency, amount in account.kept_after_fees().items()} == {
        "USD": "69.00",
        "EUR": "4.50",
    }
    said = " ".join(told(account).split())
    assert "kept after fees 4.50 EUR, 69.00 USD" in said
    assert "minutes used, of your shifts 80, 240" in said


def test_a_review_tells_its_stars_before_and_after():
    replied = {"stars_before": 1, "stars": 4, "warned": False, "deeds": [{"at": "x", "did": "reply"}]}
    ignored = {"stars_before": 2, "stars": 2, "warned": False, "deeds": []}
    praise = {"stars_before": 5, "stars": 5, "warned": False, "deeds": []}

    said = told(an_account({}, reviews={"a" * 24: replied, "b" * 24: ignored, "c" * 24: praise}))

    assert "aaaaaaaaaa  replied; 1 star became 4" in said
    assert "bbbbbbbbbb  not answered; 2 stars as before" in said
    assert "cccccccccc" not in said
    assert "reviews answered, improved 1, 1" in " ".join(said.split())


def test_no_line_but_those_of_the_table_is_longer_than_a_terminal_is_wide():
    case = lost(
        missed=["2026-11-24T07:59:59.000Z"], deeds=[{"at": "2026-11-23T17:03:00Z", "did": "offer"}] * 6
    )

    assert max(map(len, told(an_account({"PP-R-1": case})).splitlines())) <= 100


def test_what_a_case_left_is_what_was_kept_less_what_was_charged():
    assert str(net(lost())) == "-15.00"
