"""
Parcels become rows of the tab `Parcels`: where each one stands, and who says so.

`parcel_facts` and `shape_parcels` make whole rows of Records; `refresh_parcels` works the state out anew
from what stands in the tab, so that a parcel becomes late also while Shopify is down. For
that, what the carrier said stands in hidden columns, apart from what follows from it.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sheets_bot.domain.orders.lanes import Lanes, limits_of
from sheets_bot.domain.orders.order import Order, Parcel, order_key
from sheets_bot.domain.orders.order_readings import country_of, parcels_in_order, promised_at
from sheets_bot.domain.orders.order_rows import admin_address, oldest_first
from sheets_bot.domain.orders.shipment import Shipment, Standing, is_on_its_way, shipment
from sheets_bot.domain.orders.shipment_news import DELIVERED, News, ParcelNews, is_cancelled, read_parcel
from sheets_bot.domain.rules.order_settings import OrderRules
from sheets_bot.domain.tab_rows import TabRow, TabRows, instant_in, text_in
from sheets_bot.sheets.row import Row, Value

_DAY = timedelta(days=1)
_PLAIN_ADDRESS = re.compile(r"https://[!-~]{1,500}")


def parcel_facts(orders: Iterable[Order], *, rules: OrderRules) -> list[Row]:
    """
    Return what Shopify tells of each parcel, those of test orders left out. No tab and no clock has a say.

    A parcel's key is its order's, with its place among all parcels of the order as they
    were made; a cancelled one keeps its place. What is no longer known is left out of the
    row, so that the last known value stays, and counts; what can become untrue is emptied.
    """
    found = []
    for order in sorted(orders, key=oldest_first):
        if order.test:
            continue
        for place, parcel in enumerate(parcels_in_order(order), start=1):
            known = read_parcel(parcel, order.shipping)
            facts = _facts(order, parcel, known, place=place, rules=rules)
            found.append(Row(str(facts["parcel"]), facts, why=f"Shopify: {known.source[:60]}"))
    return found


def shape_parcels(
    facts: Iterable[Row], *, rows: TabRows, rules: OrderRules, zone: ZoneInfo, now: datetime
) -> list[Row]:
    """
    Return whole rows: the *facts* of each parcel and its state. A ledger: a removed row comes back.

    *rows* is the tab as read.
    """
    lanes = Lanes(rows.values())
    shaped = []
    for row in facts:
        whole = {**rows.get(row.key, {}), **row.values}
        state = _state_values(whole, lanes=lanes, rules=rules, zone=zone, now=now)
        shaped.append(Row(row.key, {**row.values, **state}, why=row.why))
    return shaped


def refresh_parcels(rows: TabRows, *, rules: OrderRules, zone: ZoneInfo, now: datetime) -> list[Row]:
    """Return the columns that move with time, for every parcel that stands in the tab."""
    lanes = Lanes(rows.values())
    return [
        Row(
            key,
            _state_values(row, lanes=lanes, rules=rules, zone=zone, now=now),
            when_absent="leave",
            why="time has passed",
        )
        for key, row in rows.items()
        if row.get("carrier_says")
    ]


def _state_values(
    row: TabRow, *, lanes: Lanes, rules: OrderRules, zone: ZoneInfo, now: datetime
) -> dict[str, Value]:
    """Return state, its words, since when, and the days in transit, from the facts of one parcel."""
    past = lanes.past(text_in(row, "supplier"), text_in(row, "country"), text_in(row, "carrier"))
    found = shipment(_standing_in(row), limits=limits_of(past, rules), zone=zone, now=now)
    return {
        "state": found.state.value,
        "state_words": found.words,
        "since": found.since,
        "days": _days(row, found, now),
    }


def _standing_in(row: TabRow) -> Standing:
    """Return what a row of the tab says of its parcel. A word that a person overtyped counts as no news."""
    says = text_in(row, "carrier_says")
    news = next((news for news in News if news.value == says), News.NOTHING)
    return Standing(
        news,
        instant_in(row, "said_at"),
        instant_in(row, "shipped"),
        instant_in(row, "last_scan"),
        instant_in(row, "promised_by"),
    )


def _facts(
    order: Order, parcel: Parcel, known: ParcelNews, *, place: int, rules: OrderRules
) -> dict[str, Value]:
    key = order_key(order.brand, order.name)
    tracking = next((each for each in parcel.trackings if each.number or each.carrier), None)
    facts: dict[str, Value] = {
        "parcel": f"{key} / {place}",
        "order": key,
        "brand": order.brand,
        "carrier": tracking.carrier if tracking else None,
        "tracking": " ".join(each.number for each in parcel.trackings if each.number),
        "shipped": parcel.created_at,
        "first_scan": known.first_scan,
        "last_scan": known.last_scan,
        "promised_by": promised_at(order, rules),
        "expected": parcel.expected_at,
        "supplier": parcel.ships_from,
        "country": country_of(order),
        "parcel_id": parcel.parcel_id,
        "address": _tracking_page(parcel) or admin_address(order),
        "updated": order.updated_at,
    }
    return {
        **{name: value for name, value in facts.items() if value is not None and value != ""},
        "source_event": known.source or None,
        "delivered": known.at if known.news in DELIVERED else None,
        "cancelled": is_cancelled(parcel),
        "carrier_says": known.news.value if known.news else News.NOTHING.value,
        "said_at": known.at,
        "problem": " ".join(dict.fromkeys(known.problems)) or None,
    }


def _tracking_page(parcel: Parcel) -> str:
    """The carrier's page: only a plain https address, since senders may put anything there."""
    return next((each.url for each in parcel.trackings if _PLAIN_ADDRESS.fullmatch(each.url)), "")


def _days(row: TabRow, found: Shipment, now: datetime) -> Value:
    """Whole days from shipment to delivery, or to now while it moves; None where nobody knows."""
    shipped, delivered = instant_in(row, "shipped"), instant_in(row, "delivered")
    until = delivered or (now if is_on_its_way(found.state.value) else None)
    return max(0, (until - shipped) // _DAY) if shipped and until else None
