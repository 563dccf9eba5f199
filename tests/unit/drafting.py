"""A desk and an order for the tests of drafts: a Berlin house, one Tuesday, and everything known or nothing."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from order_tabs import ORDER, case_of
from sheets_bot.domain.drafts.draft import DraftDesk, check_text
from sheets_bot.domain.drafts.known import Situation
from sheets_bot.domain.drafts.template_book import TemplateBook
from sheets_bot.domain.lint.finding import LintPolicy
from sheets_bot.domain.orders.shipment_news import News
from sheets_bot.domain.rules.rules import parse_rules

NOW = datetime(2026, 11, 10, 11, tzinfo=UTC)  # a Tuesday, noon in Berlin
DAY = timedelta(days=1)
STRICT = LintPolicy()
TRACKING = "00340434161094022115"


def desk(templates=None, *, now=NOW, **cells):
    told = {"Time zone": "Europe/Berlin", **{name.replace("_", " "): value for name, value in cells.items()}}
    rules, problems = parse_rules(told)
    assert problems == {}
    return DraftDesk(
        TemplateBook(templates or {}), Situation(rules.drafts, rules.clock, rules.mail_answer_hours, now)
    )


def parcel(state="S2", **told):
    """Return a parcel's row as its state leaves it."""
    row = {
        "state": state,
        "carrier": "DHL",
        "tracking": TRACKING,
        "address": f"https://carrier.example/{TRACKING}",
        "shipped": NOW - 5 * DAY,
        "promised_by": NOW + 3 * DAY,
        "expected": NOW + 2 * DAY,
    }
    if state in {"S2", "S3", "S4", "S5", "S6", "S7"}:
        row |= {"first_scan": NOW - 4 * DAY, "last_scan": NOW - DAY}
    if state in {"S4", "S5"}:
        says = News.DELIVERED if state == "S4" else News.DELIVERED_ELSEWHERE
        row |= {"delivered": NOW - DAY, "carrier_says": says.value}
    if state in {"S0", "S3", "S7"}:
        row |= {"promised_by": NOW - 2 * DAY}
    return {**row, **told}


def order_case(state="S2", *, order=None, **tabs):
    """Return everything about one order with one parcel in some state."""
    told = {
        "customer": "Jane D.",
        "country": "DE",
        "placed": NOW - 7 * DAY,
        "ship_by": NOW + DAY,
        "promised_by": parcel(state)["promised_by"],
        "to_ship": "open" if state == "S0" else None,
        **(order or {}),
    }
    parcels = {} if state == "S0" else {"Aurora & Pine #1042 / 1": parcel(state)}
    return case_of(order=told, parcels=parcels, **({"threads": {"T1": {}}} | tabs))


def refund(paid="59.00"):
    return {"R1": {"paid": paid, "currency": "USD", "refunded": NOW - 2 * DAY}}


def dispute(**told):
    row = {
        "platform": "PayPal",
        "dispute_id": "PP-D-1",
        "brand": "Aurora & Pine",
        "flag": "OK",
        "stage": "Inquiry",
        "whose_turn": "You",
        "status": "Waiting for us",
        "reason": "Item not received",
        "reason_code": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
        "allowed_now": "Provide evidence, Send message, Make offer, Accept claim, Escalate",
        "amount": Decimal("59.00"),
        "currency": "USD",
        "customer": "Jane D.",
        "transaction_id": "8XY12345AB678901C",
        "opened": NOW - 2 * DAY,
        "due": NOW + 6 * DAY,
        "order": "Aurora & Pine #1042",
    }
    return {**row, **told}


def is_clean(draft):
    return check_text(draft, "", policy=STRICT) == ""


def thread(**told):
    row = {"flag": "OK", "whose_turn": "You", "category": "Where is my order", "customer": "Jane D.", "brand": "Aurora & Pine", "members": "x", "thread_id": "T1"}  # fmt: skip
    return {**row, **told}


def review(**told):
    return {"flag": "OK", "stars": 1, "state": "online", "came_from": "Trustpilot", "brand": "Aurora & Pine", "reviewer": "Jane D.", "language": "en", "written": NOW - DAY, **told}  # fmt: skip


def risk_row(risk, **told):
    return {
        "risk": risk.value,
        "flag": "OK",
        "order": ORDER,
        "brand": "Aurora & Pine",
        "customer": "Jane D.",
        **told,
    }
