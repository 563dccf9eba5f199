"""Orders, parcels and refunds as Shopify's Records have them, for the tests of their rows."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sheets_bot.domain.money import Money
from sheets_bot.domain.orders.order import Address, Order, Parcel, Payment, Refund, Scan, Tracking
from sheets_bot.domain.rules.rules import parse_rules
from sheets_bot.sheets.cells import read_value, writer
from sheets_bot.sheets.schema import TabSchema, parse_schema

RULES, _ = parse_rules({"Time zone": "Europe/Berlin"})
NOW = datetime(2026, 11, 16, 10, tzinfo=UTC)
"""A Monday; the next shift is in the evening."""
PLACED = datetime(2026, 11, 2, 9, tzinfo=UTC)
LEEDS = Address("Jane Doe", "1 Mill Lane", "Leeds", "", "LS1 4DY", "GB")


def at(day, hour=12):
    """An hour of a day in November."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def a_payment(**fields):
    usual = {
        "kind": "SALE",
        "status": "SUCCESS",
        "gateway": "paypal",
        "amount": Money(5900, "USD"),
        "presentment": Money(4650, "GBP"),
        "at": PLACED,
        "references": ("9AB12345CD678901E",),
    }
    return Payment("77", **{**usual, **fields})


def a_parcel(parcel_id="501", **fields):
    usual = {
        "status": "SUCCESS",
        "created_at": at(4),
        "trackings": (Tracking("Royal Mail", "RM1GB", "https://carrier.example/RM1GB"),),
        "scans": (Scan(at(5), "IN_TRANSIT", "Hull", "", "GB"),),
        "ships_from": "Supplier North",
    }
    return Parcel(parcel_id, **{**usual, **fields})


def a_refund(refund_id="9001", **fields):
    usual = {
        "at": at(12),
        "amount": Money(2000, "USD"),
        "paid": Money(2000, "USD"),
        "references": ("8XY12345CD678901E",),
    }
    return Refund(refund_id, **{**usual, **fields})


def an_order(name="#1042", **fields):
    usual = {
        "shop": "aurora-pine",
        "created_at": PLACED,
        "updated_at": at(5),
        "total": Money(5900, "USD"),
        "refunded": Money(0, "USD"),
        "financial_status": "PAID",
        "fulfilment_status": "FULFILLED",
        "email": "Jane.Doe@mail.example",
        "customer_name": "Jane Doe",
        "shipping": LEEDS,
        "risk": "ACCEPT",
        "payments": (a_payment(),),
        "parcels": (a_parcel(),),
    }
    return Order("6042", "Aurora", name, **{**usual, **fields})


def schema(name: str) -> TabSchema:
    """One of the house's own tabs, by its file."""
    file = Path(__file__).parents[2] / "sheet_schemas" / f"{name}.toml"
    return parse_schema(file.read_text("utf-8"), source=file.name)


def as_read(rows, tab):
    """The rows as they would be read back from the tab."""
    zone = ZoneInfo("Europe/Berlin")
    types = {column.name: column.type for column in tab.column}
    return {
        row.key: {
            name: read_value(types[name], writer(types[name], zone)(value), zone)
            for name, value in row.values.items()
        }
        for row in rows
    }
