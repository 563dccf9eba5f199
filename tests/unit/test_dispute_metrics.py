"""The metrics of disputes, each by an example that can be checked by hand."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from sheets_bot.domain.shifts import Roster, Shift
from sheets_bot.metrics.weekly import measure_weekly

BERLIN = ZoneInfo("Europe/Berlin")
EVENINGS = Roster(tuple(Shift(day, time(17), time(21)) for day in range(5)), BERLIN)
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
WEEK = date(2026, 11, 9)
"""The last whole week: Monday 9 to Sunday 15 November."""


def on(day, hour=12):
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def a_case(**columns):
    """Opened in the week before, so that only what a test says happens in the week."""
    return {
        "platform": "PayPal",
        "brand": "Birch",
        "stage": "Claim",
        "channel": "PayPal",
        "reason_code": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
        "amount": Decimal("50.00"),
        "currency": "USD",
        "opened": on(3),
    } | columns


def closed(outcome, day=11, **columns):
    kept = Decimal("50.00") if outcome in {"Won", "Covered"} else Decimal(0)
    return a_case(outcome=outcome, closed_on=date(2026, 11, day), recovered=kept, answered_at=on(5)) | columns


def sales(payments, start=WEEK, *, period="week", brand="Birch", currency="USD", **columns):
    return {
        "brand": brand,
        "period": period,
        "starts_on": start,
        "currency": currency,
        "payments": payments,
        "payments_value": Decimal(payments) * 40 if isinstance(payments, int) else None,
        "complete": "whole",
    } | columns


def measure(*cases, volumes=(), now=NOW, weeks=8, **settings):
    rows = {f"PP-D-{n}": case for n, case in enumerate(cases)}
    lines = {str(n): line for n, line in enumerate(volumes)}
    return measure_weekly(
        {"Disputes": rows, "Volumes": lines},
        zone=BERLIN,
        now=now,
        weeks=weeks,
        **({"week_starts_on": 0} | settings),
    )


def line(metric, *cases, brand="Birch", week=WEEK, **more):
    """The line of one metric in `Metrics data`."""
    found = {row.key: row.values for row in measure(*cases, **more)["Metrics data"]}
    return found[f"{metric}|{week}|{brand}"]


def number(metric, *cases, **more):
    return line(metric, *cases, **more)["value"]


def test_opened_counts_the_local_week():
    """Berlin is an hour ahead: 23:30 UTC on Sunday is Monday there."""
    assert (
        number("opened", a_case(opened=on(9)), a_case(opened=on(15, 23)), a_case(opened=on(8, 22)), a_case())
        == 1
    )
    assert number("opened", a_case(opened=on(8, 23)), a_case()) == 1


def test_a_week_can_begin_on_sunday():
    assert number("opened", a_case(opened=on(8)), a_case(), week=date(2026, 11, 8), week_starts_on=6) == 1


def test_a_week_without_cases_is_zero_and_a_week_before_the_first_case_has_no_line():
    found = measure(a_case())["Metrics data"]

    opened = {
        row.values["week_starts_on"]: row.values["value"] for row in found if row.key.startswith("opened|")
    }
    assert opened == {date(2026, 11, 2): 1, WEEK: 0, date(2026, 11, 16): 0}


def test_values_are_summed_per_currency_and_never_across():
    cases = [
        a_case(opened=on(9), amount=Decimal("10.10")),
        a_case(opened=on(10), amount=Decimal("20.20")),
        a_case(opened=on(11), amount=Decimal(900), currency="JPY", brand="Cove"),
        a_case(),
    ]

    assert line("opened_value.USD", *cases)["shown"] == "30.30 USD"
    assert line("opened_value.JPY", *cases, brand="All brands")["shown"] == "900 JPY"
    assert not any(row.key.startswith("opened_value|") for row in measure(*cases)["Metrics data"])


def test_a_case_without_an_amount_is_named():
    found = line("opened_value.USD", a_case(opened=on(9), amount=None), a_case(opened=on(9)))

    assert (found["value"], found["note"]) == (Decimal("50.00"), "1 case without an amount left out")


def test_the_activity_is_cases_per_hundred_sales_of_the_same_week():
    cases = [a_case(opened=on(9)), a_case(opened=on(10)), a_case()]
    volumes = [sales(160, orders_typed=400, orders=999)]

    per_payments = line("opened_per_100_payments", *cases, volumes=volumes)
    per_orders = line("opened_per_100_orders", *cases, volumes=volumes)

    assert (per_payments["shown"], per_payments["unit"]) == ("1.25 (2 of 160)", "per 100")
    assert (per_payments["low"], per_payments["high"]) == (Decimal("0.15"), Decimal("4.52"))
    assert per_orders["shown"] == "0.50 (2 of 400)"


@pytest.mark.parametrize("typed", ["about 400", "", None, True, Decimal(-3), Decimal("3.5"), Decimal("NaN")])
def test_orders_that_are_no_number_do_not_win_over_those_of_the_bot(typed):
    volumes = [sales(160, orders_typed=typed, orders=200)]

    assert number("opened_per_100_orders", a_case(opened=on(9)), volumes=volumes) == Decimal("0.50")


@pytest.mark.parametrize(
    ("volumes", "reason"),
    [
        ([], "No line in Volumes for Birch, week of 2026-11-09."),
        (
            [sales(160, complete="so far")],
            "The sales of Birch, week of 2026-11-09, were fetched only in part.",
        ),
        ([sales(None)], "No number of payments in Volumes for Birch, week of 2026-11-09."),
        ([sales(0)], "No payments in this week."),
        (
            [sales(160), sales("many", currency="EUR")],
            "No number of payments in Volumes for Birch, week of 2026-11-09.",
        ),
    ],
)
def test_a_rate_without_its_denominator_is_a_gap_with_a_reason_and_not_zero(volumes, reason):
    found = line("opened_per_100_payments", a_case(opened=on(9)), volumes=volumes)

    assert (found["value"], found["shown"], found["note"]) == (None, None, reason)


def test_all_brands_have_no_rate_while_one_brand_lacks_its_sales():
    cases = [a_case(opened=on(9)), a_case(brand="Cove", opened=on(3))]

    found = line("opened_per_100_payments", *cases, volumes=[sales(100)], brand="All brands")

    assert (found["value"], found["note"]) == (None, "No line in Volumes for Cove, week of 2026-11-09.")


def test_a_brand_that_is_new_next_week_is_not_missed_in_this_one():
    cases = [a_case(opened=on(9)), a_case(brand="Cove", opened=on(17))]

    assert number("opened_per_100_payments", *cases, volumes=[sales(100)], brand="All brands") == 1


def test_the_cohort_rate_follows_the_payment_and_says_how_far_it_is():
    """Paid on 9 November, disputed later: it belongs to that week. 180 days have barely begun."""
    cases = [a_case(paid_at=on(9), opened=on(17)), a_case(paid_at=on(2))]

    found = line("cohort_per_100_payments", *cases, volumes=[sales(50)])

    assert (found["value"], found["verdict"], found["note"]) == (
        2,
        "may still rise",
        "1 % of the 180 days are over",
    )


def test_an_old_cohort_is_final():
    cases = [a_case(paid_at=on(9), opened=on(17)), a_case(paid_at=on(2))]

    found = line(
        "cohort_per_100_payments", *cases, volumes=[sales(50)], now=NOW + timedelta(days=180), weeks=52
    )

    assert (found["value"], found["verdict"], found["note"]) == (2, "", "")


def test_the_cohort_rate_by_value_follows_the_payment_in_its_currency():
    cases = [
        a_case(paid_at=on(9), opened=on(17)),
        a_case(paid_at=on(9), currency="EUR"),
        a_case(paid_at=on(2)),
    ]

    found = line("cohort_value_share.USD", *cases, volumes=[sales(50)])

    assert found["shown"] == "2.5 % (50.00 of 2,000.00 USD)"
    assert (found["verdict"], found["note"]) == ("may still rise", "1 % of the 180 days are over")


def test_the_cohort_rate_says_so_when_payment_dates_are_not_there():
    found = line("cohort_per_100_payments", a_case(), volumes=[sales(50)])

    assert found["note"] == "The dates of the disputed payments are not in the Disputes tab."


@pytest.mark.parametrize(("payments", "word"), [(110, "red"), (150, "amber"), (300, "green")])
def test_the_house_line_looks_at_four_weeks(payments, word):
    """Four cases in four weeks: 0.91, 0.67, 0.33 per hundred."""
    weeks = [date(2026, 10, 19), date(2026, 10, 26), date(2026, 11, 2), WEEK]
    cases = [a_case(opened=datetime(week.year, week.month, week.day, 12, tzinfo=UTC)) for week in weeks]

    found = line("house_line", *cases, volumes=[sales(payments, week) for week in weeks])

    assert (found["numerator"], found["denominator"], found["verdict"]) == (4, 4 * payments, word)
    assert found["note"] == "per 100 payments: amber from 0.5 on, red from 0.9 on, lines of the house"


def test_the_house_line_needs_four_known_weeks():
    assert (
        line("house_line", a_case(), volumes=[sales(10)])["note"]
        == "The cases are known for fewer than 4 weeks."
    )


def the_three_months(payments=200):
    return [sales(payments, date(2026, month, 1), period="month") for month in (8, 9, 10)]


def ratio_cases(*more):
    old = a_case(opened=datetime(2026, 7, 20, tzinfo=UTC), stage="Inquiry")
    september = {"opened": datetime(2026, 9, 15, tzinfo=UTC)}
    return [old, *(a_case(**(september | columns)) for columns in more)]


@pytest.mark.parametrize(
    ("columns", "counts"),
    [
        ({}, True),
        ({"reason_code": "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED"}, True),
        ({"stage": "Arbitration"}, True),
        ({"stage": "Inquiry", "channel": "Card or bank"}, True),
        ({"stage": ""}, True),
        ({"stage": "Inquiry"}, False),
        ({"reason_code": "UNAUTHORISED"}, False),
        ({"reason_code": "INCORRECT_AMOUNT"}, False),
        ({"opened": datetime(2026, 11, 1, 12, tzinfo=UTC)}, False),
        ({"opened": datetime(2026, 7, 31, 12, tzinfo=UTC)}, False),
    ],
)
def test_the_ratio_of_paypal_counts_claims_of_two_reasons_in_three_full_months(columns, counts):
    found = line("paypal_ratio.USD", *ratio_cases(columns), volumes=the_three_months(), weeks=26)

    assert found["numerator"] == (50 if counts else 0)
    assert found["denominator"] == 3 * 200 * 40


@pytest.mark.parametrize(
    ("amount", "payments", "words"),
    [
        (Decimal(360), 200, "over PayPal's line"),
        (Decimal(288), 200, "near PayPal's line"),
        (Decimal(287), 200, "under PayPal's line"),
        (Decimal(4000), 33, "too few sales for the fee"),
    ],
)
def test_the_ratio_of_paypal_says_where_it_stands(amount, payments, words):
    cases = ratio_cases({"amount": amount})

    found = line("paypal_ratio.USD", *cases, volumes=the_three_months(payments), weeks=26)

    assert found["verdict"] == words
    assert "over PayPal's line from 1.5 % on, near it from 1.2 % on" in found["note"]


def test_the_least_number_of_sales_is_that_of_the_account_in_all_its_currencies():
    """Thirty sales a month in each of two currencies: 180, of which neither has more than 100 by itself."""
    others = [line | {"currency": "EUR"} for line in the_three_months(30)]
    cases = ratio_cases({"amount": Decimal(4000)})

    found = line("paypal_ratio.USD", *cases, volumes=[*the_three_months(30), *others], weeks=26)

    assert (found["denominator"], found["verdict"]) == (3 * 30 * 40, "over PayPal's line")


def test_the_ratio_of_paypal_is_a_gap_until_three_months_are_known():
    found = line("paypal_ratio.USD", a_case(opened=on(3)), volumes=the_three_months())

    assert found["value"] is None
    assert "PayPal looks back to 2026-08-01" in found["note"]


def test_the_ratio_of_paypal_is_given_per_account_only():
    keys = [row.key for row in measure(*ratio_cases({}), volumes=the_three_months())["Metrics data"]]

    assert any(key.startswith("paypal_ratio") for key in keys)
    assert not any(key.startswith("paypal_ratio") and key.endswith("All brands") for key in keys)


def test_a_case_has_a_root_cause_when_a_person_or_the_bot_named_one():
    cases = [
        a_case(opened=on(9), root_cause="late_delivery"),
        a_case(opened=on(9), suggested_cause="lost"),
        a_case(opened=on(9), root_cause="", suggested_cause=None),
        a_case(opened=on(9), root_cause="unknown"),
    ]

    assert line("cause_known", *cases)["shown"] == "3 of 4"


ONE_OF_EACH = [
    closed(words) for words in ("Won", "Lost", "Covered", "Conceded", "Withdrawn", "Check by hand")
]


@pytest.mark.parametrize("metric", ["won", "lost", "covered", "conceded", "withdrawn", "to_check"])
def test_each_outcome_is_counted_once(metric):
    assert number(metric, *ONE_OF_EACH) == 1


def test_the_contested_win_rate_leaves_out_what_was_not_fought():
    """Won and lost after an answer count; the silent loss, the inquiry and everything agreed do not."""
    cases = [
        *ONE_OF_EACH,
        closed("Won"),
        closed("Lost", answered_at=None),
        closed("Lost", stage="Inquiry"),
        a_case(),
    ]

    found = line("win_rate_contested", *cases)

    assert (found["shown"], found["value"]) == ("2 of 3", Decimal("0.6667"))
    assert (found["low"], found["high"]) == (Decimal("0.2077"), Decimal("0.9385"))


def test_the_win_rate_all_in_holds_the_silent_losses_and_the_conceded():
    cases = [*ONE_OF_EACH, closed("Won"), closed("Lost", answered_at=None), closed("Won", day=4)]

    assert line("win_rate_all_in", *cases)["shown"] == "2 of 6"


def test_from_ten_cases_on_a_percentage_is_shown_beside_the_counts():
    assert (
        line("win_rate_contested", *[closed("Won")] * 6, *[closed("Lost")] * 4)["shown"] == "60 % (6 of 10)"
    )


def test_the_win_rate_by_opening_says_how_many_are_open():
    found = line("win_rate_contested_cohort", closed("Won", opened=on(9)), a_case(opened=on(9)))

    assert (found["shown"], found["verdict"], found["note"]) == (
        "1 of 1",
        "may still move",
        "1 of 2 still open",
    )


def test_a_partial_win_counts_by_its_part():
    cases = [closed("Won", recovered=Decimal(30)), closed("Lost"), closed("Conceded", recovered=Decimal(20))]

    assert line("recovered_share_contested.USD", *cases)["shown"] == "30.0 % (30.00 of 100.00 USD)"
    assert line("recovered_share_all_in.USD", *cases)["shown"] == "33.3 % (50.00 of 150.00 USD)"


def test_a_case_whose_amounts_are_not_known_enters_no_share_and_is_named():
    found = line("recovered_share_all_in.USD", closed("Won"), closed("Won", recovered=None))

    assert (found["value"], found["note"]) == (1, "1 of 2 left out, amounts not known")


def test_net_recovery_takes_the_fees_off_over_four_weeks():
    """50 kept of 100, less 20 of fees, over the weeks that end with this one; the case of October is too old."""
    long_ago = a_case(opened=datetime(2026, 9, 1, tzinfo=UTC))
    october = closed("Won", closed_on=date(2026, 10, 18))
    cases = [long_ago, closed("Won"), closed("Lost", day=2, fees=Decimal(20)), october]

    found = line("net_recovery.USD", *cases)

    assert (found["value"], found["shown"]) == (Decimal("0.3000"), "30.0 % (30.00 of 100.00 USD)")


def test_net_recovery_can_be_below_zero():
    cases = [a_case(opened=datetime(2026, 9, 1, tzinfo=UTC)), closed("Lost", fees=Decimal(20))]

    assert number("net_recovery.USD", *cases) == Decimal("-0.4000")


def test_a_withdrawn_case_is_a_loss_avoided_and_no_win():
    assert line("avoided_value.USD", closed("Withdrawn"))["shown"] == "50.00 USD"
    assert line("win_rate_all_in", closed("Withdrawn"))["note"] == "No case was decided."


DUE = {"due": on(12, 7), "opened": on(3)}


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        ({"answered_at": on(12, 7)}, "1 of 1"),
        ({"answered_at": on(12, 8)}, "0 of 1"),
        ({}, "0 of 1"),
        ({"outcome": "Lost", "closed_on": date(2026, 11, 12)}, "0 of 1"),
        ({"outcome": "Lost", "closed_on": date(2026, 11, 13)}, "0 of 1"),
        ({"outcome": "Withdrawn", "closed_on": date(2026, 11, 13)}, "0 of 1"),
        ({"outcome": "Withdrawn", "closed_on": date(2026, 11, 12)}, None),
        ({"outcome": "Conceded", "closed_on": date(2026, 11, 11)}, None),
        ({"outcome": "Withdrawn", "closed_on": date(2026, 11, 10), "answered_at": on(5)}, "1 of 1"),
        ({"stage": "Inquiry"}, None),
        ({"stage": "Inquiry", "answered_at": on(5)}, "1 of 1"),
        ({"stage": "Inquiry", "outcome": "Lost", "closed_on": date(2026, 11, 13)}, "0 of 1"),
        ({"due": None}, None),
    ],
)
def test_on_time_asks_only_of_cases_that_needed_an_answer(columns, shown):
    assert line("on_time", a_case(**(DUE | columns)))["shown"] == shown


def test_a_date_that_is_still_to_come_is_not_missed_yet():
    found = line("on_time", a_case(due=on(20)), week=date(2026, 11, 16))

    assert (found["value"], found["note"]) == (None, "No answer was due.")


def test_answer_times_of_few_cases_are_called_by_what_they_are():
    answered = [a_case(opened=on(9, 0), answered_at=on(9, hour), due=on(9, 20)) for hour in (2, 5, 12)]

    assert line("time_to_respond_median", *answered)["shown"] == "median of 3: 5.0 h"
    assert line("time_to_respond_p90", *answered)["shown"] == "slowest of 3: 12.0 h"
    assert line("slack_p10", *answered)["shown"] == "thinnest of 3: 8.0 h"


def test_answer_times_of_many_cases_leave_the_extremes_out():
    answered = [a_case(opened=on(9, 0), answered_at=on(9, hour), due=on(9, 1)) for hour in range(1, 21)]

    assert line("time_to_respond_median", *answered)["shown"] == "10.5 h"
    assert line("time_to_respond_p90", *answered)["shown"] == "18.0 h"
    assert line("slack_p10", *answered)["shown"] == "-18.0 h"


def test_time_to_respond_and_slack_are_also_told_in_hours_inside_shifts():
    """Opened on Monday at 12:00 in Berlin, answered on Tuesday at 19:00, due on Wednesday at 18:00."""
    case = a_case(opened=on(9, 11), answered_at=on(10, 18), due=on(11, 17))
    names = ("time_to_respond_staffed_median", "slack_staffed_median", "shop_time_to_respond_staffed_median")
    in_shifts, without = (
        {
            name: line(name, case | {"platform": "Shopify"} if "shop" in name else case, **more)
            for name in names
        }
        for more in ({"roster": EVENINGS}, {})
    )

    assert [found["value"] for found in in_shifts.values()] == [6, 3, 6]
    assert {found["note"] for found in without.values()} == {
        "No shift is set in Settings, so there are no staffed hours."
    }
    assert line(names[0], a_case(), roster=EVENINGS)["note"] == "No case was answered."
    late = a_case(opened=on(9, 11), answered_at=on(11, 19), due=on(11, 17))
    assert number("slack_staffed_median", late, roster=EVENINGS) == -2


def test_an_answer_without_a_due_date_has_a_time_but_no_slack():
    case = a_case(opened=on(9, 0), answered_at=on(9, 4))

    assert number("time_to_respond_median", case) == 4
    assert line("slack_p10", case)["note"].startswith("The due times of the cases answered are not known")
    assert line("on_time", case)["note"].startswith("The due times of the cases answered are not known")
    assert line("slack_p10", a_case())["note"] == "No case was answered."


def test_open_at_the_end_of_a_week_looks_back_and_of_this_week_looks_now():
    cases = [a_case(), closed("Won", day=11), closed("Lost", day=16), a_case(opened=on(17))]

    assert number("open_at_end", *cases) == 2
    assert number("open_at_end", *cases, week=date(2026, 11, 16)) == 2
    assert line("open_value.USD", *cases)["shown"] == "100.00 USD"


def test_what_is_at_stake_is_known_for_now_only():
    found = measure(a_case(at_stake=Decimal(35)), closed("Won", at_stake=Decimal(0)))["Metrics data"]

    at_stake = {row.key: row.values["value"] for row in found if row.key.startswith("at_stake")}
    assert at_stake == {
        "at_stake.USD|2026-11-16|All brands": Decimal("35.00"),
        "at_stake.USD|2026-11-16|Birch": Decimal("35.00"),
    }


def test_rows_of_other_platforms_and_rows_that_a_person_added_do_not_count():
    assert (
        number(
            "opened",
            a_case(opened=on(9)),
            a_case(opened=on(9), platform=None),
            a_case(opened=on(9), platform="Shopify"),
        )
        == 1
    )
