"""
PayPal's transaction search: the books of one account, up to three hours late.

Rules after PayPal's Transaction Search specification (v1): both dates, at most 31
days, three years back, pages from 1. The texts of refusals that clients meet in
practice are those reported in public issues.
"""

import math
from datetime import UTC, datetime
from typing import Any

from sheets_bot.sandbox.paypal.errors import Refusal
from sheets_bot.sandbox.paypal.listing import instant_of
from sheets_bot.sandbox.wire import Call, Reply
from sheets_bot.sandbox.world import Brand, World
from sheets_bot.sandbox.world.ledger import SALE, Entry
from sheets_bot.sandbox.world.policy import DAY_SECONDS
from sheets_bot.sandbox.world.troubles import NOT_AS_DESCRIBED
from sheets_bot.sandbox.world.truth import major

PATH = "/v1/reporting/transactions"
REPORTING_LAG_SECONDS = 3 * 3600.0
LONGEST_SPAN_DAYS = 31
REACH_DAYS = 3 * 366
MOST_ROWS = 10_000
"""More in one span are refused (reported by users, not in the specification)."""
PARTS = ("transaction_info", "payer_info", "shipping_info", "cart_info")


def search_transactions(call: Call, world: World, brand: Brand, *, lag_seconds: float) -> Reply:
    """
    Answer ``GET /v1/reporting/transactions`` for one account.

    Raises:
        Refusal: A parameter breaks a rule.
    """
    start, end = _span(call)
    refreshed_at = call.at - lag_seconds
    if start > refreshed_at:
        # Reported word for word by users who ask for the last hours.
        raise Refusal("INVALID_REQUEST", message="Data for the given start date is not available.")
    entries = [
        entry
        for entry in world.ledger.between(brand.slug, start, min(end, refreshed_at))
        if _wanted(call, entry)
    ]
    if len(entries) > MOST_ROWS:
        raise Refusal("INVALID_REQUEST", "RESULTSET_TOO_LARGE", location="query")
    page, page_size = _number(call, "page", 1, 2**31 - 1), _number(call, "page_size", 100, 500)
    shown = entries[(page - 1) * page_size : page * page_size]
    parts = _parts(call)
    body = {
        "transaction_details": [_transaction(entry, parts) for entry in shown],
        "account_number": brand.merchant_id,
        "start_date": _date(start),
        "end_date": _date(min(end, refreshed_at)),
        "last_refreshed_datetime": _date(refreshed_at),
        "page": page,
        "total_items": len(entries),
        "total_pages": math.ceil(len(entries) / page_size),
        "links": [{"href": f"{PATH}?page={page}", "rel": "self", "method": "GET"}],
    }
    return Reply(200, body)


def _span(call: Call) -> tuple[float, float]:
    start = instant_of(call, "start_date", "INVALID_DATE_FORMAT")
    end = instant_of(call, "end_date", "INVALID_DATE_FORMAT")
    if start is None or end is None:
        missing = "start_date" if start is None else "end_date"
        raise Refusal("INVALID_REQUEST", "MISSING_REQUIRED_PARAMETER", missing, location="query")
    if end < start or end - start > LONGEST_SPAN_DAYS * DAY_SECONDS:
        raise Refusal("INVALID_REQUEST", "INVALID_DATE_RANGE", "end_date", call.arg("end_date"), "query")
    if start < call.at - REACH_DAYS * DAY_SECONDS:
        raise Refusal("INVALID_REQUEST", "INVALID_DATE_RANGE", "start_date", call.arg("start_date"), "query")
    return start, end


def _wanted(call: Call, entry: Entry) -> bool:
    filters = {
        "transaction_id": entry.transaction_id,
        "transaction_type": entry.event_code,
        "transaction_status": entry.status,
        "transaction_currency": entry.currency,
    }
    # A denied payment moves no money: only `balance_affecting_records_only=N` shows it.
    moved = entry.status != "D" or call.arg("balance_affecting_records_only", "Y") == "N"
    return moved and all(call.arg(name) in {"", value} for name, value in filters.items())


def _parts(call: Call) -> set[str]:
    asked = {part.strip() for part in call.arg("fields", "transaction_info").split(",")}
    if "all" in asked:
        return set(PARTS)
    return asked & set(PARTS)


def _transaction(entry: Entry, parts: set[str]) -> dict[str, Any]:
    make = {
        "transaction_info": _info,
        "payer_info": _payer,
        "shipping_info": _shipping,
        "cart_info": _cart,
    }
    return {part: make[part](entry) for part in PARTS if part in parts}


def _info(entry: Entry) -> dict[str, Any]:
    order = entry.order
    info: dict[str, Any] = {
        "paypal_account_id": order.buyer.account_id,
        "transaction_id": entry.transaction_id,
        "transaction_event_code": entry.event_code,
        "transaction_initiation_date": _date(entry.at),
        "transaction_updated_date": _date(entry.updated_at),
        "transaction_amount": _money(entry.minor, entry.currency),
        "transaction_status": entry.status,
        "invoice_id": order.name,
        "custom_field": f"Order {order.name}",
    }
    if entry.reference_id:
        info["paypal_reference_id"] = entry.reference_id
        info["paypal_reference_id_type"] = "TXN"
    if entry.fee_minor:
        info["fee_amount"] = _money(-entry.fee_minor, entry.currency)
    if entry.event_code == SALE:
        covered = order.trouble is None or order.trouble.reason != NOT_AS_DESCRIBED
        info["protection_eligibility"] = "01" if covered else "02"
    return info


def _payer(entry: Entry) -> dict[str, Any]:
    buyer = entry.order.buyer
    return {
        "account_id": buyer.account_id,
        "email_address": buyer.email,
        "address_status": "Y",
        "payer_status": "Y",
        "payer_name": {
            "given_name": buyer.given_name,
            "surname": buyer.surname,
            "alternate_full_name": buyer.name,
        },
        "country_code": buyer.country,
    }


def _shipping(entry: Entry) -> dict[str, Any]:
    buyer = entry.order.buyer
    address = {
        "line1": buyer.street,
        "city": buyer.city,
        "country_code": buyer.country,
        "postal_code": buyer.postal_code,
    }
    if buyer.state:
        address["state"] = buyer.state
    return {"name": buyer.name, "address": address}


def _cart(entry: Entry) -> dict[str, Any]:
    items = [
        {
            "item_code": line.sku,
            "item_name": line.name,
            "item_quantity": str(line.quantity),
            "item_unit_price": _money(line.unit_minor, entry.currency),
        }
        for line in entry.order.lines
    ]
    return {"item_details": items}


def _number(call: Call, name: str, default: int, highest: int) -> int:
    text = call.arg(name)
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= highest:
        raise Refusal("INVALID_REQUEST", "INVALID_PARAMETER_VALUE", name, text, "query")
    return int(text)


def _money(minor: int, currency: str) -> dict[str, str]:
    return {"currency_code": currency, "value": major(minor)}


def _date(at: float) -> str:
    """Write an instant as this API does: whole seconds, numeric offset without a colon."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
