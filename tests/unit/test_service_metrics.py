"""The metrics of mail, refunds, reviews and Shopify's cases, each by an example that can be checked by hand."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from sheets_bot.domain.orders.order import Order, Payment
from sheets_bot.domain.orders.order_words import gateway_words
from sheets_bot.domain.shifts import Roster, Shift
from sheets_bot.metrics.frames_orders import order_frame
from sheets_bot.metrics.weekly import measure_weekly
from sheets_bot.metrics.weeks import Calendar

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
WEEK = date(2026, 11, 9)
"""The last whole week: Monday 9 to Sunday 15 November."""

EVENINGS = Roster(tuple(Shift(day, time(17), time(21)) for day in range(5)), BERLIN)


def on(day, hour=12, minute=0, month=11):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def a_thread(first_in, first_out=None, **columns):
    return {
        "brand": "Birch",
        "whose_turn": "Customer" if first_out else "You",
        "first_in": first_in,
        "last_in": first_in,
        "first_out": first_out,
        "last_out": first_out,
        "waiting_since": None if first_out else first_in,
        "messages_out": 1 if first_out else 0,
        "category": "Other",
    } | columns


def an_order(placed, **columns):
    return {
        "brand": "Birch", "placed": placed, "total": Decimal(100), "currency": "USD", "status": "paid, shipped",
        "gateway": "paypal",
    } | columns  # fmt: skip


def a_refund(refunded=None, amount=100, **columns):
    return {
        "brand": "Birch", "order": "Birch #1", "refunded": refunded or on(11), "amount": Decimal(amount),
        "paid": Decimal(amount), "currency": "USD", "reason": "damaged", "returned": "no return",
    } | columns  # fmt: skip


def a_review(written, first_stars, **columns):
    return {
        "brand": "Birch", "written": written, "first_stars": first_stars, "stars": first_stars, "state": "online",
        "match": "sure", "order": "Birch #1",
    } | columns  # fmt: skip


def a_chargeback(**columns):
    return {
        "platform": "Shopify", "brand": "Birch", "stage": "Chargeback", "channel": "Card or bank",
        "network_code": "13.1", "reason_code": "PRODUCT_NOT_RECEIVED", "amount": Decimal(50), "currency": "USD",
        "opened": on(3),
    } | columns  # fmt: skip


def a_day(day, **columns):
    return {
        "brand": "Birch", "day": date(2026, 11, day), "taken": on(day, 22, 30), "waiting": 0,
        "oldest_hours": Decimal(0), "left_over": 0, "shifts": 1,
    } | columns  # fmt: skip


def tabs(**rows):
    named = {name.replace("_", " "): given for name, given in rows.items()}
    return {
        tab: given if isinstance(given, dict) else {f"k{n}": row for n, row in enumerate(given)}
        for tab, given in named.items()
    }


EARLIER = {"k": a_thread(on(1, month=10), on(2, month=10))}
"""The mailbox has been read for long."""


def line(metric, *, brand="Birch", week=WEEK, **rows):
    found = measure_weekly(
        tabs(**rows), zone=BERLIN, week_starts_on=0, now=NOW, weeks=8, roster=EVENINGS
    )  # fmt: skip
    return {row.key: row.values for row in found["Metrics data"]}[f"{metric}|{week}|{brand}"]


BEFORE = {"before": a_refund(on(1, month=10), order="Birch #0")}
"""Refunds have been read for long."""


def refunded(*refunds):
    return BEFORE | {f"k{n}": refund for n, refund in enumerate(refunds)}


def inbox(*threads):
    return EARLIER | {str(n): thread for n, thread in enumerate(threads)}


def test_the_first_answer_counts_in_the_week_in_which_it_was_given():
    """Asked on Sunday evening, answered on Monday at six in the evening: 22 hours, one of them in the shift."""
    rows = inbox(a_thread(on(8, 19), on(9, 17)), a_thread(on(10), on(20)), a_thread(on(12)))

    elapsed, staffed = (line(f"first_response_{name}", Inbox=rows) for name in ("median", "staffed_median"))

    assert (elapsed["value"], elapsed["denominator"]) == (Decimal("22.0"), 1)
    assert staffed["value"] == Decimal("1.0")


def test_threads_that_we_began_are_no_first_answers_but_contacts_they_are():
    rows = inbox(a_thread(on(10), on(9)))

    assert line("first_response_median", Inbox=rows)["value"] is None
    assert line("contacts", Inbox=rows)["value"] == 1


def test_one_answer_settles_a_thread_though_the_customer_says_thanks():
    over = {"whose_turn": "Nobody"}
    rows = inbox(
        a_thread(on(9), on(10), last_in=on(11), **over),
        a_thread(on(9), on(10), messages_out=2, last_in=on(10, 14), last_out=on(11), **over),
        a_thread(on(9), on(10)),
        a_thread(on(9), last_in=on(9), waiting_since=None, **over),
    )

    found = line("one_touch", Inbox=rows)

    assert (found["shown"], found["note"]) == ("1 of 2", "1 of 3 still open")
    assert line("closed_unanswered", Inbox=rows)["value"] == 1
    assert line("came_back", Inbox=rows)["shown"] == "1 of 3"
    assert line("resolution_median", Inbox=rows)["value"] == Decimal("36.0")


def test_a_thread_that_became_part_of_another_counts_no_more():
    rows = inbox(a_thread(on(9)), a_thread(on(9), why="Now part of T-1: a later mail ties the two together."))

    assert line("contacts", Inbox=rows)["value"] == 1


def test_contacts_are_per_hundred_orders_of_the_same_week():
    sales = {
        "brand": "Birch", "period": "week", "starts_on": WEEK, "currency": "USD", "orders": 40, "complete": "whole",
    }  # fmt: skip

    found = line("contacts_per_100_orders", Inbox=inbox(a_thread(on(9)), a_thread(on(10))), Volumes=[sales])

    assert found["shown"] == "5.00 (2 of 40)"


def test_the_oldest_who_waits_is_read_from_the_last_day_of_the_week():
    rows = [
        a_day(14, waiting=9, oldest_hours=Decimal(90)),
        a_day(15, waiting=2, oldest_hours=Decimal("30.5")),
    ]

    assert line("oldest_waiting", Backlog=rows)["shown"] == "30.5 h"
    assert line("waiting_at_end", Backlog=rows)["value"] == 2


def test_a_last_day_without_a_row_is_a_gap_and_not_zero():
    found = line("waiting_at_end", Backlog=[a_day(13, waiting=9)])

    assert (found["value"], found["note"]) == (None, "No row in Backlog for Birch on 2026-11-15.")


def test_a_day_is_worked_off_when_nobody_is_left_over_at_any_brand():
    rows = [
        a_day(9),
        a_day(10, left_over=2),
        a_day(11),
        a_day(12, brand="Cove", left_over=1),
        a_day(12),
        a_day(15, shifts=0, left_over=None),
    ]

    total = line("inbox_zero", Backlog=rows, brand="All brands")
    assert (total["shown"], total["note"]) == ("2 of 4", "2 of 7 days without a row in Backlog")
    assert line("inbox_zero", Backlog=rows)["shown"] == "3 of 4"


def test_the_running_week_shows_who_waits_now():
    found = line("oldest_waiting", Inbox=inbox(a_thread(on(17))), week=date(2026, 11, 16))

    assert (found["value"], found["complete"]) == (Decimal("24.0"), "so far")


def test_the_refund_rate_is_that_of_the_orders_of_a_week_and_says_how_ripe_it_is():
    orders = {f"Birch #{n}": an_order(on(9), status="paid") for n in range(1, 5)}
    orders |= {
        "Birch #8": an_order(on(9), status="payment pending"),
        "Birch #9": an_order(on(9), test=True),
        "Birch #0": an_order(on(1, month=9)),
    }
    refunds = [
        a_refund(on(16), 25),
        a_refund(on(17), 25),
        a_refund(on(17), order="Birch #2", paid=Decimal(0)),
    ]

    rate, value = (
        line(name, Orders=orders, Refunds=refunds) for name in ("refund_rate", "refund_value_rate.USD")
    )

    assert (rate["shown"], rate["verdict"], rate["note"]) == (
        "1 of 4",
        "may still rise",
        "3 of the 60 days are over",
    )
    assert value["shown"] == "12.5 % (50.00 of 400.00 USD)"


def test_the_ripe_refund_rate_is_that_of_nine_weeks_before():
    orders = {"Birch #1": an_order(on(9, month=9)), "Birch #2": an_order(on(10, month=9))}
    orders["Birch #0"] = an_order(on(1, month=8))

    found = line("refund_rate_60_days", Orders=orders, Refunds=[a_refund(on(20, month=10), 30)])
    value = line("refund_value_rate_60_days.USD", Orders=orders, Refunds=[a_refund(on(20, month=10), 30)])

    assert found["shown"] == "1 of 2"
    assert value["value"] == Decimal("0.15")


def test_the_avoidable_share_is_given_only_where_nearly_all_of_the_value_has_a_cause():
    coded = [a_refund(amount=60), a_refund(amount=30, root_cause="changed_mind")]
    uncoded = a_refund(amount=10, reason="unclassified")

    found = line("avoidable_share.USD", Refunds=refunded(*coded, uncoded))
    gap = line("avoidable_share.USD", Refunds=refunded(*coded, uncoded, uncoded))

    assert (found["shown"], found["note"]) == ("66.7 % (60.00 of 90.00 USD)", "Without a cause: k2")
    assert gap["value"] is None
    assert (
        gap["note"] == "Only 82 % of the value has a cause, 90 % are needed. Without a cause: k2, k3"
    )  # fmt: skip


def test_a_suggested_cause_counts_where_nobody_typed_one_and_the_note_says_how_many():
    found = line(
        "avoidable_share.USD",
        Refunds=refunded(
            a_refund(amount=10, reason="unclassified", suggested_cause="lost"),
            a_refund(amount=20, reason="damaged", suggested_cause="changed_mind"),
            a_refund(amount=30, reason="damaged", suggested_cause="unknown"),
            a_refund(amount=40, root_cause="true_fraud", suggested_cause="lost"),
        ),
    )

    assert (found["shown"], found["note"]) == (
        "40.0 % (40.00 of 100.00 USD)",
        "Suggested only: 2 of 4 causes",
    )


def test_an_unknown_that_a_person_typed_is_no_cause_whatever_is_suggested():
    unknown = a_refund(root_cause="unknown", suggested_cause="lost")

    assert line("refund_cause_coverage.USD", Refunds=refunded(unknown))["value"] == 0


def test_return_reasons_are_shares_of_the_returns_alone():
    refunds = [
        a_refund(returned="return done", reason="size_fit"),
        a_refund(returned="return done"),
        a_refund(),
    ]

    assert line("return_reason_size_fit", Refunds=refunded(*refunds))["shown"] == "1 of 2"


@pytest.mark.parametrize(
    ("outcome", "refunded", "twice"),
    [("Lost", on(20, month=10), 1), ("Won", on(20, month=10), 0), ("Lost", None, 0)],
)
def test_an_order_is_paid_twice_by_a_refund_and_a_lost_case(outcome, refunded, twice):
    orders = {"Birch #1": an_order(on(1, month=10))}
    case = a_chargeback(order="Birch #1", outcome=outcome, closed_on=date(2026, 11, 10), recovered=Decimal(0))
    refunds = [a_refund(refunded, 50)] if refunded else []

    assert line("double_paid", Orders=orders, Refunds=refunds, Disputes=[case])["value"] == twice


def test_a_refund_that_settled_the_case_is_one_payment():
    orders = {"Birch #1": an_order(on(1, month=10))}
    case = a_chargeback(
        platform="PayPal", channel="PayPal", order="Birch #1", outcome="Conceded", closed_on=date(2026, 11, 12),
        recovered=Decimal(0),
    )  # fmt: skip

    found = line("double_paid", Orders=orders, Refunds=[a_refund(on(11), 50)], Disputes=[case])

    assert found["value"] == 0


def test_stars_count_as_they_were_first_seen():
    reviews = [a_review(on(9), 1, stars=5), a_review(on(10), 4), a_review(on(11), 2, match="suggestion")]

    low, average, matched = (
        line(name, Reviews=reviews) for name in ("low_star_share", "average_stars", "matched_share")
    )

    assert (low["shown"], average["shown"], matched["shown"]) == ("2 of 3", "2.33 of 3 reviews", "2 of 3")


def test_stars_that_rose_are_counted_when_the_review_is_thirty_days_old():
    """Written on 10 and 11 October, thirty days old on 9 and 10 November."""
    reviews = [
        a_review(on(10, month=10), 1, stars=4),
        a_review(on(11, month=10), 2, stars=1),
        a_review(on(11, month=10), 1, stars=5, state="gone"),
        a_review(on(11, month=10), 3, stars=5),
    ]

    found = line("stars_up_share", Reviews=reviews)

    assert (found["shown"], found["note"]) == ("1 of 3", "1 deleted, 1 went down")


def test_replies_are_asked_for_of_critical_reviews_that_are_two_days_old():
    reviews = [a_review(on(15), 1, replied=on(16)), a_review(on(15), 3), a_review(on(15), 5)]

    assert line("reply_rate", Reviews=reviews)["shown"] == "1 of 2"
    assert line("reply_time_median", Reviews=reviews, week=date(2026, 11, 16))["value"] == Decimal("24.0")


def test_in_time_at_shopify_is_what_a_person_sent_or_looked_at_before_the_due_date():
    cases = {
        "SH-1": a_chargeback(due=on(11), answered_at=on(10)),
        "SH-2": a_chargeback(due=on(11), answered_at=on(11)),
        "SH-3": a_chargeback(due=on(11), answered_at=on(11)),
        "SH-4": a_chargeback(due=on(11), outcome="Prevented", closed_on=date(2026, 11, 5)),
    }
    act = {
        "tab": "Disputes", "row_key": "SH-3", "action": "Save evidence", "state": "saved", "ended_at": on(10),
    }  # fmt: skip

    assert line("shop_on_time", Disputes=cases, Acts=[act])["shown"] == "2 of 3"


def test_contested_chargebacks_have_a_recovered_share_and_a_win_rate_by_opening():
    """One won and one lost after evidence, one lost in silence, one open, and an inquiry that was won."""
    answered = {"opened": on(9), "answered_at": on(10), "closed_on": date(2026, 11, 13)}
    cases = [
        a_chargeback(**answered, outcome="Won", recovered=Decimal(50)),
        a_chargeback(**answered, outcome="Lost", recovered=Decimal(0), amount=Decimal(150)),
        a_chargeback(**answered | {"answered_at": None}, outcome="Lost", recovered=Decimal(0)),
        a_chargeback(**answered, stage="Inquiry", outcome="Won", recovered=Decimal(50)),
        a_chargeback(opened=on(9)),
    ]

    recovered = line("shop_recovered_share_contested.USD", Disputes=cases)
    by_opening = line("shop_win_rate_contested_cohort", Disputes=cases)

    assert recovered["shown"] == "25.0 % (50.00 of 200.00 USD)"
    assert (by_opening["shown"], by_opening["note"]) == ("1 of 2", "1 of 5 still open")
    assert by_opening["verdict"] == "may still move"


def test_chargebacks_are_held_against_the_value_of_orders_by_opening_and_by_order():
    orders = {f"Birch #{n}": an_order(on(9), gateway="card (card)" if n else "paypal") for n in range(4)}
    orders["Birch #E"] = an_order(on(20, month=10))
    cases = [
        a_chargeback(opened=on(10), paid_at=on(9), amount=Decimal(30)),
        a_chargeback(opened=on(17), paid_at=on(9), amount=Decimal(15)),
    ]

    by_opening = line("shop_opened_value_share.USD", Disputes=cases, Orders=orders)
    by_order = line("shop_cohort_value_share.USD", Disputes=cases, Orders=orders)

    assert by_opening["shown"] == "7.5 % (30.00 of 400.00 USD)"
    assert (by_order["shown"], by_order["verdict"]) == ("15.0 % (45.00 of 300.00 USD)", "may still rise")


def test_shopifys_cases_and_paypals_do_not_mix():
    cases = [a_chargeback(opened=on(9)), a_chargeback(opened=on(9), platform="PayPal", stage="Claim")]

    assert line("opened", Disputes=cases)["value"] == line("shop_opened", Disputes=cases)["value"] == 1


@pytest.mark.parametrize(("a_week", "word"), [(110, "red"), (150, "amber"), (300, "green")])
def test_the_house_line_of_cards_looks_at_four_weeks_of_card_orders(a_week, word):
    """Four card cases in four weeks: 0.91, 0.67, 0.33 per hundred; what was not paid by card does not count."""
    mondays = [date(2026, 10, 19), date(2026, 10, 26), date(2026, 11, 2), WEEK]
    noons = [datetime.combine(monday, time(12), UTC) for monday in mondays]
    orders = {
        f"Birch #{noon:%m%d}-{n}": an_order(noon, gateway="card (card)" if n < a_week else "paypal")
        for noon in noons
        for n in range(a_week + 10)
    }
    # One before, so that the first of the four weeks is known whole.
    orders["Birch #old"] = an_order(datetime(2026, 9, 1, 12, tzinfo=UTC))
    cases = [
        a_chargeback(opened=noon, **more)
        for noon in [datetime(2026, 9, 1, 12, tzinfo=UTC), *noons]
        for more in ({"stage": "Inquiry" if noon.day == 26 else "Chargeback"}, {"network_code": ""})
    ]

    found = line("card_house_line", Orders=orders, Disputes=cases)

    assert (found["numerator"], found["denominator"], found["verdict"]) == (4, 4 * a_week, word)
    assert found["note"].startswith("per 100 card orders: amber from 0.5 on, red from 0.9 on")


def test_the_house_line_of_cards_needs_orders_of_four_whole_weeks():
    orders = {"Birch #1": an_order(on(2), gateway="card (card)")}
    cases = [a_chargeback(opened=datetime(2026, 9, 1, 12, tzinfo=UTC))]

    found = line("card_house_line", Orders=orders, Disputes=cases)

    assert found["note"].startswith("Orders are known from 2026-11-0")


def test_the_networks_ratios_are_called_approximations_and_fraud_counts_twice():
    orders = {f"Birch #{n}": an_order(on(1 + n % 28, month=10), gateway="card (card)") for n in range(200)}
    orders |= {
        f"Birch #S{n}": an_order(on(1 + n % 28, month=9), gateway="card (card)") for n in range(100)
    }  # fmt: skip
    cases = [
        a_chargeback(opened=on(5, month=10), reason_code="FRAUDULENT", network_code="10.4"),
        a_chargeback(opened=on(6, month=10), stage="Inquiry"),
        a_chargeback(opened=on(6, month=10), network_code=""),
        a_chargeback(opened=on(7, month=10)),
    ]

    visa, mastercard = (
        line(f"{name}_approximation", Orders=orders, Disputes=cases) for name in ("vamp", "ecm")
    )

    assert visa["shown"] == "1.5 % (3 of 200)"
    assert mastercard["shown"] == "2.0 % (2 of 100)"
    assert visa["verdict"] == "too few cases for Visa's rule"
    assert "approximation" in visa["note"]
    assert "with at least 1,500 cases: over Visa's line from 1.5 % on, near it from 1.2 % on" in visa["note"]
    assert "with at least 100 cases: over Mastercard's line from 1.5 % on" in mastercard["note"]


@pytest.mark.parametrize(
    ("gateway", "by_card"),
    [
        ("shopify_payments (card)", True),
        ("shopify_payments (card), gift_card", True),
        ("gift_card, shopify_payments (card)", True),
        ("gift_card", False),
        ("paypal, gift_card", False),
        ("shopify_payments (paypal_wallet)", False),
        ("shopify_payments", False),
        ("", False),
    ],
)
def test_an_order_is_paid_by_card_where_a_payment_says_so_and_a_gift_card_is_none(gateway, by_card):
    calendar = Calendar(BERLIN)

    found = order_frame({"Birch #1": an_order(on(9), gateway=gateway)}, {}, {}, calendar)

    assert list(found["by_card"]) == [by_card]


def test_a_card_order_is_known_by_the_words_in_which_the_bot_writes_the_payment():
    paid = Payment("1", "SALE", "SUCCESS", gateway="shopify_payments", method="card")

    row = an_order(on(9), gateway=gateway_words(Order("1", "Birch", "#1", payments=(paid,))))

    assert list(order_frame({"Birch #1": row}, {}, {}, Calendar(BERLIN))["by_card"]) == [True]


def test_a_number_that_changes_later_says_what_it_was_first_told_as():
    case = a_chargeback(opened=on(10))
    before = measure_weekly(tabs(Disputes=[case]), zone=BERLIN, week_starts_on=0, now=NOW)
    told = {row.key: row.values for row in before["Metrics data"]}

    after = measure_weekly(
        tabs(Disputes=[case, case]) | {"Metrics data": told},
        zone=BERLIN,
        week_starts_on=0,
        now=NOW + timedelta(days=1),
    )

    now = {row.key: row.values for row in after["Metrics data"]}
    key = f"shop_opened|{WEEK}|Birch"
    assert (told[key]["first_told"], told[key]["changed"]) == ("1", None)
    assert (now[key]["shown"], now[key]["first_told"], now[key]["changed"]) == (
        "2",
        "1",
        "changed since first told",
    )
    owner = {row.key: row.values for row in after["Weekly metrics"]}["Birch|shop_opened"]
    assert owner["note"] == "Recomputed; first told as 1"
    running = f"shop_opened|{WEEK + timedelta(days=7)}|Birch"
    assert now[running]["first_told"] is None
