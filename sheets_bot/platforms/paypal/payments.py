"""
The payments that a brand received: what dispute rates are out of.

Reads PayPal's transaction search; counts nothing (that is `metrics/`). Asks for
the transaction alone, never for the payer, so no personal data passes here.
Payments appear up to three hours late and for three years (Transaction Search
API v1), so the last hours are always too low.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from sheets_bot.domain.money import Money
from sheets_bot.errors import RowSkipped, TryLater
from sheets_bot.platforms.base import Fetched
from sheets_bot.platforms.paypal.access import NotServed
from sheets_bot.platforms.paypal.listing import FetchJson, stamp
from sheets_bot.platforms.paypal.records import instant, money

PATH = "/v1/reporting/transactions"
_PAGE_SIZE = 500
_LONGEST_SPAN = timedelta(days=30)
"""One day less than the 31 that PayPal allows, so that no reading of "31 days" refuses it."""
_LAG = timedelta(hours=4)
"""A span that begins within the three hours that are not there yet is refused (reported); one spare."""
_SHORTEST_SPAN = timedelta(minutes=10)
_TOO_MANY = "RESULTSET_TOO_LARGE"
"""A span with over 10,000 rows. Reported (airbytehq/airbyte issue 70968), not in the specification."""
_MOST_PAGES = 100

_SALE = "T00"
"""Payments from account to account: T0006 is checkout (PayPal, Transaction event codes)."""
_COMPLETED = frozenset({"S", "V"})
"""Successful, and successful but reversed since: both were sales. Not D denied, P pending."""


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment that came in."""

    transaction_id: str
    """Not unique: the search may list two rows of one payment (Transaction Search API v1)."""
    at: datetime
    """When work on it began, in UTC."""
    amount: Money
    """Gross; always more than zero."""
    event_code: str
    status: str


def fetch_payments(fetch: FetchJson, *, start: datetime, end: datetime) -> Fetched[Payment]:
    """
    Fetch the completed sales from *start* to *end*, at most the present (both UTC); oldest span first.

    Rows of which every field is alike count once. A sale whose time or amount cannot
    be read is in `skipped`. Raises NotServed and TryLater; never half a span.
    """
    sales: dict[Payment, None] = {}
    skipped: list[RowSkipped] = []
    for since, until in _spans(min(start, end - _LAG), end):
        for row in _rows(fetch, since, until):
            try:
                payment = _payment(row)
            except RowSkipped as error:
                skipped.append(error)
                continue
            if payment and payment.at >= start:
                sales[payment] = None
    return Fetched(tuple(sales), tuple(skipped))


def _spans(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Cut a time into equal spans, none too long; a short last one could be too young to have data."""
    count = ceil((end - start) / _LONGEST_SPAN)
    edges = [start + (end - start) * number / count for number in range(count)]
    yield from zip(edges, [*edges[1:], end], strict=True)


def _rows(fetch: FetchJson, since: datetime, until: datetime) -> Iterator[Mapping[str, Any]]:
    """Return all rows of one span, halving it where PayPal finds too many."""
    try:
        pages = list(_pages(fetch, since, until))
    except NotServed as refused:
        if _TOO_MANY not in refused.codes or until - since < _SHORTEST_SPAN:
            raise
        middle = since + (until - since) / 2
        yield from _rows(fetch, since, middle)
        yield from _rows(fetch, middle, until)
        return
    for page in pages:
        yield from page


def _pages(fetch: FetchJson, since: datetime, until: datetime) -> Iterator[list[Mapping[str, Any]]]:
    for number in range(1, _MOST_PAGES + 1):
        answer = fetch(
            PATH,
            {
                "start_date": stamp(since),
                "end_date": stamp(until),
                "fields": "transaction_info",
                "balance_affecting_records_only": "Y",
                "page_size": _PAGE_SIZE,
                "page": number,
            },
        )
        rows = answer.get("transaction_details") or [] if isinstance(answer, dict) else None
        if not isinstance(rows, list):
            raise TryLater(
                "PayPal's transaction search has no list in its answer. Nothing was taken from it; "
                "the next run asks again."
            )
        yield [row for row in rows if isinstance(row, dict)]
        pages = answer.get("total_pages")
        if number >= pages if isinstance(pages, int) else len(rows) < _PAGE_SIZE:
            return
    raise TryLater(
        f"PayPal's transaction search has more than {_MOST_PAGES} pages from {stamp(since)} to "
        f"{stamp(until)}. Nothing was taken from it."
    )


def _payment(row: Mapping[str, Any]) -> Payment | None:
    """Read a sale; None for anything else. Raises RowSkipped for a sale that cannot be counted."""
    info = row.get("transaction_info")
    if not isinstance(info, dict):
        raise RowSkipped(
            "PayPal: a row of the transaction search has no transaction in it. It was not counted."
        )
    code, status = str(info.get("transaction_event_code", "")), str(info.get("transaction_status", ""))
    if not code.startswith(_SALE) or status not in _COMPLETED:
        return None
    amount = money(info.get("transaction_amount"))
    at = instant(info.get("transaction_initiation_date"))
    if amount is None or at is None:
        raise RowSkipped("PayPal: a sale has no readable amount or time. It was not counted.")
    if amount.minor <= 0:
        return None
    return Payment(str(info.get("transaction_id", "")), at, amount, code, status)
