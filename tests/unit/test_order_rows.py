"""Promises of the ledgers `Orders`, `Parcels` and `Refunds`: what stands there, what never does, what stays."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders_of_a_shop import (
    LEEDS,
    NOW,
    PLACED,
    RULES,
    a_parcel,
    a_payment,
    a_refund,
    an_order,
    as_read,
    at,
    schema,
)
from other_jobs import SUGGESTING
from sheets_bot.domain.masking import mark_of
from sheets_bot.domain.money import Money
from sheets_bot.domain.orders.order import Address, Return, ReturnedLine, Scan, ShipPlan, Tracking
from sheets_bot.domain.orders.order_rows import shape_orders
from sheets_bot.domain.orders.parcel_rows import parcel_facts, refresh_parcels, shape_parcels
from sheets_bot.domain.orders.refund_rows import shape_refunds
from sheets_bot.domain.rules.rules import parse_rules

SALT = "spreadsheet"
ORDERS, PARCELS, REFUNDS = (schema(name) for name in ("orders", "parcels", "refunds"))


def orders(*records, rules=RULES.orders):
    return shape_orders(records, rules=rules, salt=SALT)


def parcels(*records, now=NOW, rows=None):
    facts = parcel_facts(records, rules=RULES.orders)
    return shape_parcels(facts, rows=rows or {}, rules=RULES.orders, zone=RULES.zone, now=now)


def refreshed(standing, now=NOW):
    return refresh_parcels(standing, rules=RULES.orders, zone=RULES.zone, now=now)


def refunds(*records):
    return shape_refunds(records, rules=RULES.orders)


# Orders


def test_an_order_becomes_a_row_that_a_person_can_read_and_a_case_can_find():
    (row,) = orders(an_order())

    assert (row.key, row.when_absent, row.why) == (
        "Aurora #1042",
        "add",
        "Shopify: changed 2026-11-05 12:00 UTC",
    )
    assert row.values == {
        "order": "Aurora #1042",
        "brand": "Aurora",
        "placed": PLACED,
        "total": Decimal("59.00"),
        "currency": "USD",
        "status": "paid, shipped",
        "gateway": "paypal",
        "country": "GB",
        "customer": "Jane D.",
        "refunded": Decimal("0.00"),
        "parcels": 1,
        "promised_by": PLACED + timedelta(days=14),
        "ship_by": PLACED + timedelta(days=5),
        "to_ship": None,
        "cancelled": None,
        "test": False,
        "risk": "no sign of fraud",
        "address": "https://admin.shopify.com/store/aurora-pine/orders/6042",
        "order_id": "6042",
        "payment_ids": "9AB12345CD678901E",
        "charges": "2026-11-02T09:00Z 46.50 GBP paypal",
        "contact": mark_of("jane.doe@mail.example", salt=SALT),
        "name_mark": mark_of("Jane Doe", salt=SALT),
        "surname_mark": mark_of("Doe", salt=SALT),
        "ship_name_mark": mark_of("Jane Doe", salt=SALT),
        "postal_mark": mark_of("LS1 4DY", salt=SALT),
        "updated": at(5),
        "problem": None,
    }


def test_no_cell_of_any_ledger_holds_what_identifies_a_customer():
    order = an_order(
        note="Call Jane Doe",
        parcels=(a_parcel(scans=(Scan(at(6), "DELIVERED", "Leeds", "LS1 4DY", "GB", "Signed by J DOE"),)),),
        refunds=(a_refund(note="Jane Doe, Mill Lane: too small"),),
    )

    shown = " ".join(str(row.values) for row in (*orders(order), *parcels(order), *refunds(order)))

    for personal in ("Doe", "DOE", "mail.example", "Mill Lane", "LS1"):
        assert personal not in shown


@pytest.mark.parametrize("tab_and_rows", [(ORDERS, orders), (PARCELS, parcels), (REFUNDS, refunds)])
def test_a_row_stays_as_it_is_when_it_is_written_and_read_back(tab_and_rows):
    tab, shape = tab_and_rows
    order = an_order(refunds=(a_refund(),))

    (row,) = shape(order)

    written = {name: value for name, value in row.values.items() if value is not None}
    read = {name: value for name, value in as_read([row], tab)[row.key].items() if value is not None}
    assert read == written


def test_every_column_of_a_ledger_is_filled_by_somebody():
    order = an_order(
        protected="ACTIVE",
        cancelled_at=at(3),
        cut=("scans",),
        parcels=(a_parcel(expected_at=at(9)),),
        refunds=(a_refund(),),
    )

    assert set(orders(order)[0].values) == set(ORDERS.bot_names)
    assert set(parcels(order)[0].values) == set(PARCELS.bot_names)
    assert set(refunds(order)[0].values) | {"guard"} | SUGGESTING == set(REFUNDS.bot_names)


def test_an_order_that_lost_its_customer_keeps_the_marks_that_stand():
    erased = an_order(email="", customer_name="", shipping=None, billing=None)

    (row,) = orders(erased)

    assert (
        not {"contact", "name_mark", "surname_mark", "postal_mark", "customer", "country"} & row.values.keys()
    )


def test_a_cancelled_order_is_not_to_be_shipped():
    (row,) = orders(an_order(cancelled_at=at(3), fulfilment_status="UNFULFILLED", parcels=()))

    assert row.values["status"] == "cancelled, paid, not shipped"
    assert (row.values["to_ship"], row.values["ship_by"]) == (None, None)


def test_every_payment_and_every_refund_can_be_found_by_its_id():
    order = an_order(
        payments=(
            a_payment(),
            a_payment(kind="CAPTURE", references=("1AA11111AA111111A", "9AB12345CD678901E")),
        ),
        refunds=(a_refund(),),
    )

    (row,) = orders(order)

    assert row.values["payment_ids"] == "9AB12345CD678901E 1AA11111AA111111A 8XY12345CD678901E"


def test_an_id_that_would_read_as_two_is_left_out():
    (row,) = orders(an_order(payments=(a_payment(references=("two words", "")),)))

    assert "payment_ids" not in row.values


def test_only_money_that_came_in_counts_as_charged():
    failed = a_payment(status="FAILURE")
    reserved = a_payment(kind="AUTHORIZATION")
    second = a_payment(at=at(2, 10), gateway="shopify_payments", method="card", presentment=None)

    (row,) = orders(an_order(payments=(second, failed, reserved, a_payment())))

    assert row.values["charges"] == (
        "2026-11-02T09:00Z 46.50 GBP paypal; 2026-11-02T10:00Z 59.00 USD shopify_payments"
    )
    assert row.values["gateway"] == "paypal, shopify_payments (card)"


def test_a_code_that_is_new_to_the_bot_stands_verbatim_and_is_told():
    (row,) = orders(an_order(financial_status="SPLIT", cut=("scans of a parcel",)))

    assert row.values["status"] == "SPLIT, shipped"
    assert row.values["problem"] == (
        "Shopify's payment status 'SPLIT' is new to the bot; look at the order in Shopify. "
        "Not all of it was fetched: scans of a parcel."
    )


def test_a_store_handle_that_is_none_makes_no_link():
    (row,) = orders(an_order(shop="x/../evil"))

    assert "address" not in row.values


@pytest.mark.parametrize(
    ("fields", "to_ship"),
    [
        ({"fulfilment_status": "FULFILLED"}, None),
        ({"fulfilment_status": "UNFULFILLED", "parcels": ()}, "open"),
        ({"fulfilment_status": "PARTIALLY_FULFILLED"}, "open"),
        ({"fulfilment_status": "ON_HOLD", "parcels": ()}, "on hold"),
        ({"fulfilment_status": "SCHEDULED", "parcels": ()}, "scheduled"),
        ({"fulfilment_status": "", "parcels": ()}, "open"),
        ({"fulfilment_status": ""}, None),
        ({"fulfilment_status": "NEW_ONE", "parcels": ()}, "open"),
        ({"fulfilment_status": "UNFULFILLED", "parcels": (), "financial_status": "PENDING"}, "not paid"),
        ({"fulfilment_status": "UNFULFILLED", "parcels": (), "financial_status": "REFUNDED"}, None),
        ({"fulfilment_status": "UNFULFILLED", "parcels": (), "test": True}, None),
        # The plans know better than the order as a whole.
        ({"fulfilment_status": "UNFULFILLED", "plans": (ShipPlan("ON_HOLD"),)}, "on hold"),
        (
            {"fulfilment_status": "UNFULFILLED", "plans": (ShipPlan("SCHEDULED"), ShipPlan("ON_HOLD"))},
            "on hold",
        ),
        (
            {"fulfilment_status": "UNFULFILLED", "plans": (ShipPlan("SCHEDULED"), ShipPlan("IN_PROGRESS"))},
            "open",
        ),
        ({"fulfilment_status": "UNFULFILLED", "plans": (ShipPlan("CLOSED"), ShipPlan("CANCELLED"))}, None),
    ],
)
def test_what_is_still_to_be_sent(fields, to_ship):
    (row,) = orders(an_order(**fields))

    assert row.values["to_ship"] == to_ship


def test_the_date_that_checkout_showed_is_the_promise():
    plans = (ShipPlan("CLOSED", deliver_by=at(9)), ShipPlan("OPEN", fulfil_by=at(4), deliver_by=at(12)))

    (row,) = orders(an_order(plans=plans))

    assert (row.values["promised_by"], row.values["ship_by"]) == (at(12), at(4))


def test_the_day_on_which_it_should_have_left_stays_when_it_has_left():
    (row,) = orders(an_order(plans=(ShipPlan("CLOSED", fulfil_by=at(4)),)))

    assert row.values["ship_by"] == at(4)


def test_without_a_date_the_days_of_the_country_are_the_promise():
    rules = parse_rules({"Delivery promise (days)": "GB 8, other 14", "Ship promise (days)": ""})[0].orders

    to_leeds, to_nowhere = orders(an_order(), an_order("#1043", shipping=None), rules=rules)

    assert to_leeds.values["promised_by"] == PLACED + timedelta(days=8)
    assert to_nowhere.values["promised_by"] == PLACED + timedelta(days=14)
    assert to_leeds.values["ship_by"] == PLACED + timedelta(days=30), "thirty days where nothing is stated"


def test_nothing_promised_is_no_promise():
    rules = parse_rules({"Delivery promise (days)": "US 6"})[0].orders

    (row,) = orders(an_order(), rules=rules)

    assert "promised_by" not in row.values


def test_a_ledger_grows_downwards():
    rows = orders(an_order("#3", created_at=None), an_order("#2", created_at=at(3)), an_order("#1"))

    assert [row.key for row in rows] == ["Aurora #1", "Aurora #2", "Aurora #3"]


TEXTS = st.text(max_size=20) | st.sampled_from(['=IMPORTXML("x")', "+1", "a\x00b", "\u202e", "☃" * 30])


@given(TEXTS, TEXTS, TEXTS, TEXTS)
@settings(deadline=None)
def test_any_text_from_outside_can_be_written(name, code, carrier, message):
    order = an_order(
        customer_name=name,
        financial_status=code,
        fulfilment_status=code,
        risk=code,
        shipping=Address(name, name, name, name, name, code),
        payments=(a_payment(gateway=code, method=code, references=(code,)),),
        parcels=(
            a_parcel(
                status=code,
                display_status=code,
                trackings=(Tracking(carrier, carrier, carrier),),
                scans=(Scan(at(5), code, name, name, code, message),),
                ships_from=carrier,
            ),
        ),
        returns=(Return("R1", code, (ReturnedLine(code, message),)),),
        refunds=(a_refund(note=message, return_id="R1"),),
        tags=(message,),
        note=message,
        cut=(code,),
    )

    for rows, tab in ((orders(order), ORDERS), (parcels(order), PARCELS), (refunds(order), REFUNDS)):
        assert set(rows[0].values) <= set(tab.bot_names)
        as_read(rows, tab)


# Parcels


def test_a_parcel_becomes_a_row_that_says_who_says_so():
    (row,) = parcels(an_order(), now=at(9))

    assert row.key == "Aurora #1042 / 1"
    assert row.values == {
        "parcel": "Aurora #1042 / 1",
        "order": "Aurora #1042",
        "brand": "Aurora",
        "carrier": "Royal Mail",
        "tracking": "RM1GB",
        "state": "S2",
        "state_words": "Moving, in time.",
        "since": at(5),
        "source_event": "IN_TRANSIT 2026-11-05 12:00 UTC, Hull, GB",
        "shipped": at(4),
        "first_scan": at(5),
        "last_scan": at(5),
        "delivered": None,
        "promised_by": PLACED + timedelta(days=14),
        "days": 5,
        "supplier": "Supplier North",
        "country": "GB",
        "cancelled": False,
        "carrier_says": "moving",
        "said_at": at(5),
        "parcel_id": "501",
        "address": "https://carrier.example/RM1GB",
        "updated": at(5),
        "problem": None,
    }


def test_a_parcel_keeps_its_number_when_another_is_cancelled():
    order = an_order(
        parcels=(
            a_parcel("503", created_at=at(7)),
            a_parcel("501", created_at=at(4), status="CANCELLED"),
            a_parcel("502", created_at=at(7)),
        )
    )

    rows = parcels(order)

    assert [(row.key[-1], row.values["parcel_id"], row.values["cancelled"]) for row in rows] == [
        ("1", "501", True),
        ("2", "502", False),
        ("3", "503", False),
    ]
    (row,) = orders(order)
    assert row.values["parcels"] == 2


def test_a_delivered_parcel_stops_counting_days():
    delivered = a_parcel(scans=(Scan(at(9), "DELIVERED", "Leeds"),))

    (row,) = parcels(an_order(parcels=(delivered,)))

    assert (row.values["state"], row.values["delivered"], row.values["days"]) == ("S4", at(9), 5)


def test_the_estimate_of_a_carrier_is_no_promise():
    (row,) = parcels(an_order(parcels=(a_parcel(expected_at=at(8)),)), now=at(10))

    assert (row.values["expected"], row.values["state"]) == (at(8), "S2")


@pytest.mark.parametrize(
    "url", ["http://carrier.example", "javascript:alert(1)", "https://carrier.example/a b", ""]
)
def test_only_a_plain_address_becomes_a_link(url):
    (row,) = parcels(an_order(parcels=(a_parcel(trackings=(Tracking("DHL", "1", url),)),)))

    assert row.values["address"] == "https://admin.shopify.com/store/aurora-pine/orders/6042"


def test_a_parcel_becomes_late_while_shopify_is_silent():
    standing = as_read(parcels(an_order(), now=at(9)), PARCELS)
    promised = PLACED + timedelta(days=14)

    (row,) = refreshed(standing, promised + timedelta(days=1))

    assert row.when_absent == "leave"
    assert row.values == {
        "state": "S3",
        "state_words": "Moving, but late: promised by Mon 16 Nov.",
        "since": promised,
        "days": 12,
    }


def test_fetching_and_waiting_come_to_the_same_state():
    fetched = parcels(an_order())
    standing = as_read(fetched, PARCELS)

    (again,) = refreshed(standing)

    assert again.values == {name: fetched[0].values[name] for name in again.values}


def test_a_word_that_a_person_overtyped_is_no_news():
    standing = as_read(parcels(an_order()), PARCELS)
    standing["Aurora #1042 / 1"]["carrier_says"] = "on its way!"

    (row,) = refreshed(standing)

    assert row.values["state"] == "S2?"


def test_a_row_that_the_bot_has_not_filled_is_left_alone():
    assert refreshed({"mine": {"parcel": "mine"}}) == []


def test_what_shopify_no_longer_tells_still_counts():
    """A promise that is withheld today was made all the same; fetching and waiting must agree on it."""
    standing = as_read(parcels(an_order(plans=(ShipPlan("CLOSED", deliver_by=at(9)),))), PARCELS)
    now = at(10)

    facts = parcel_facts([an_order(created_at=None)], rules=RULES.orders)
    (row,) = shape_parcels(facts, rows=standing, rules=RULES.orders, zone=RULES.zone, now=now)

    assert row.values["state"] == "S3"
    assert "promised_by" not in row.values
    assert {name: row.values[name] for name in ("state", "since")} == {
        name: refreshed(standing, now)[0].values[name] for name in ("state", "since")
    }


# Refunds


def test_a_refund_becomes_a_row_with_its_reason_and_its_decider():
    order = an_order(
        returns=(Return("R1", "CLOSED", (ReturnedLine("too-small"),)),),
        refunds=(a_refund(return_id="R1"),),
    )

    (row,) = refunds(order)

    assert row.key == "9001"
    assert row.values == {
        "refund_id": "9001",
        "brand": "Aurora",
        "order": "Aurora #1042",
        "refunded": at(12),
        "amount": Decimal("20.00"),
        "currency": "USD",
        "paid": Decimal("20.00"),
        "status": "paid",
        "reason": "size_fit",
        "reason_from": "return reason 'too-small'",
        "returned": "return done",
        "paid_for": None,
        "payment_ids": "8XY12345CD678901E",
        "address": "https://admin.shopify.com/store/aurora-pine/orders/6042",
        "problem": None,
    }


@pytest.mark.parametrize(("for_goods", "words"), [(True, "goods"), (False, "an amount"), (None, None)])
def test_shipping_or_a_part_of_the_price_is_told_from_goods(for_goods, words):
    (row,) = refunds(an_order(refunds=(a_refund(for_goods=for_goods),)))

    assert row.values["paid_for"] == words


@pytest.mark.parametrize(
    ("paid", "status"),
    [
        (Money(2000, "USD"), "paid"),
        (Money(500, "USD"), "partly paid: the rest is pending or failed"),
        (Money(0, "USD"), "not paid: pending or failed"),
        (None, "not known"),
    ],
)
def test_only_money_that_arrived_counts_as_paid(paid, status):
    (row,) = refunds(an_order(refunds=(a_refund(paid=paid),)))

    assert row.values["status"] == status
    assert row.values["paid"] == (paid.major() if paid else None)


def test_a_refund_without_money_has_no_row():
    nothing = a_refund(amount=Money(0, "USD"), paid=Money(0, "USD"))

    assert refunds(an_order(refunds=(nothing,))) == []


def test_a_refund_without_a_number_is_told_on_its_order():
    order = an_order(refunds=(a_refund(""),))

    assert refunds(order) == []
    assert orders(order)[0].values["problem"] == "A refund of it has no number, so it stands in no tab."


def test_a_return_that_may_not_be_read_is_told():
    (row,) = refunds(an_order(refunds=(a_refund(return_id="R1"),)))

    assert row.values["returned"] == "return, not visible to the bot"
    assert "scope read_returns" in row.values["problem"]


def test_a_test_order_stands_in_orders_alone():
    order = an_order(test=True, refunds=(a_refund(),))

    (row,) = orders(order)
    assert row.values["test"] is True
    assert (parcels(order), refunds(order)) == ([], [])


def test_the_address_of_another_country_is_compared_too():
    abroad = replace(an_order(), shipping=Address("Jane Doe", "", "Leeds", "", "", "US"))
    scanned = replace(abroad, parcels=(a_parcel(scans=(Scan(at(6), "DELIVERED", "Leeds", "", "GB"),)),))

    (row,) = parcels(scanned)

    assert row.values["state"] == "S5"
    assert LEEDS.postal_code not in str(row.values)
