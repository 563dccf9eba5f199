"""One case with what stands around it, for the tests of evidence: told in a few words, read like the tabs."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from order_tabs import ORDER, row
from sheets_bot.domain.evidence.gathering import cases_by_dispute
from sheets_bot.domain.evidence.view import surroundings
from sheets_bot.domain.rules.rules import parse_rules

BERLIN = ZoneInfo("Europe/Berlin")
KEY = "PP-R-ABC-123"
OPENED = datetime(2026, 11, 10, 11, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
RULES = parse_rules({"Time zone": "Europe/Berlin"})[0]


def a_dispute(reason="MERCHANDISE_OR_SERVICE_NOT_RECEIVED", **told):
    """Return a row of `Disputes` over 59.00 USD."""
    return row(
        **{
            "platform": "PayPal",
            "brand": "Aurora & Pine",
            "reason_code": reason,
            "opened": OPENED,
            "amount": "59.00",
            "order": ORDER,
            **told,
        }
    )


def some_tabs(dispute, *, order=None, refunds=None, threads=None, parcels=None, orders=None, told_on=None):
    """Return the tabs in which that dispute stands, with its order and some rows elsewhere."""
    own = {
        "brand": "Aurora & Pine",
        "total": "59.00",
        "contact": "m1",
        "placed": datetime(2026, 11, 1, 10, tzinfo=UTC),
        "order_id": "700",
        "gateway": "paypal",
        **(order or {}),
    }
    risks = {"R1": {"order": ORDER, "customer_told_on": told_on}} if told_on else {}
    return {
        "Orders": {ORDER: row(**own), **{key: row(**told) for key, told in (orders or {}).items()}},
        "Disputes": {KEY: dispute},
        "Refunds": {key: row(**told, order=ORDER) for key, told in (refunds or {}).items()},
        "Parcels": {key: row(**told, order=ORDER) for key, told in (parcels or {}).items()},
        "Inbox": {key: row(**told, order=ORDER) for key, told in (threads or {}).items()},
        "Reviews": {},
        "Orders at risk": risks,
        "Evidence": {},
    }


def case_in(tabs):
    """Return the case of the one dispute; an order that no other tab names is a case all the same."""
    return cases_by_dispute(tabs)[KEY]


def around(tabs):
    """Return what stands around it."""
    return surroundings(tabs)
