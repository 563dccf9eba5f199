"""Rows of the tabs about one order, as the tests of the join tell them: money as text, the rest as it is."""

from decimal import Decimal

from sheets_bot.domain.join.incident_cases import order_cases

ORDER = "Aurora & Pine #1042"
_MONEY = {"total", "amount", "paid", "recovered", "fees", "at_stake"}


def row(**told):
    """Return one row; dollars where it has money and names no currency."""
    money = {name: Decimal(text) for name, text in told.items() if name in _MONEY and text is not None}
    return {**({"currency": "USD"} if money else {}), **told, **money}


def case_of(*, order=None, disputes=None, refunds=None, reviews=None, threads=None, parcels=None):
    """Return the case of one order of 59.00 USD with some rows elsewhere, each given as told."""
    tabs = {
        "Orders": {ORDER: row(**{"brand": "Aurora & Pine", "total": "59.00", **(order or {})})},
        "Disputes": {key: row(**told) for key, told in (disputes or {}).items()},
        "Refunds": {key: row(**told, order=ORDER) for key, told in (refunds or {}).items()},
        "Reviews": {key: row(**told) for key, told in (reviews or {}).items()},
        "Inbox": {key: row(**told) for key, told in (threads or {}).items()},
        "Parcels": {key: row(**told, order=ORDER) for key, told in (parcels or {}).items()},
    }
    matched = {tab: dict.fromkeys(tabs[tab], ORDER) for tab in ("Disputes", "Reviews", "Inbox")}
    return order_cases(tabs, matched=matched).get(ORDER)
