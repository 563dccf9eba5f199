"""
PayPal's list of disputes: filters, limits and pages.

The rules are those of the Customer Disputes specification (v1) and the newer
reference beside it (``page``, ``create_time_after``). What they leave open is
marked "unverified".
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from sheets_bot.sandbox.paypal.dispute_json import list_item
from sheets_bot.sandbox.paypal.errors import Refusal, query_error
from sheets_bot.sandbox.wire import Call
from sheets_bot.sandbox.world.case import Case
from sheets_bot.sandbox.world.policy import DAY_SECONDS, state_of

PATH = "/v1/customer/disputes"
REACH_DAYS = 180
LAST_PAGE = 50
SKEW_SECONDS = 60.0
"""How far ahead of PayPal's clock an instant may be and still not count as the future (unverified)."""

STATES = frozenset(
    {
        "REQUIRED_ACTION",
        "REQUIRED_OTHER_PARTY_ACTION",
        "UNDER_PAYPAL_REVIEW",
        "RESOLVED",
        "OPEN_INQUIRIES",
        "APPEALABLE",
    }
)

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)")
"""PayPal's own samples also write the offset without a colon."""


@dataclass(frozen=True, slots=True)
class _Question:
    """A valid list request."""

    states: frozenset[str]
    transaction_id: str
    created_after: float
    updated_after: float
    updated_before: float
    page_size: int
    offset: int

    def wants(self, case: Case, now: float) -> bool:
        """Say whether a case belongs into the answer."""
        order = case.order
        return (
            (not self.states or case.disguise.get("dispute_state", state_of(case, now)) in self.states)
            and self.transaction_id in {"", order.transaction_id, order.buyer_transaction_id}
            and self.created_after <= case.opened_at
            and self.updated_after <= case.updated_at <= self.updated_before
        )


def search(call: Call, cases: Iterable[Case], *, base: str, page_size_limit: int) -> dict[str, Any]:
    """
    Answer ``GET /v1/customer/disputes`` over the *cases* of one account.

    Newest creation first. A page is a window onto the list as it is now, so a case
    that is opened between two pages moves the others on, as at PayPal.

    Raises:
        Refusal: A parameter breaks a rule.
    """
    question = _question(call, page_size_limit)
    found = [case for case in cases if question.wants(case, call.at)]
    found.sort(key=lambda case: (case.opened_at, case.dispute_id), reverse=True)
    until = question.offset + question.page_size
    links = [_link(base, call, "self"), _link(base, call, "first", page=None, next_page_token=None)]
    if until < len(found):
        links.append(_next(base, call, until, question.page_size))
    items = [list_item(case, call.at, base) for case in found[question.offset : until]]
    return {"items": items, "links": links}


def instant_of(call: Call, name: str, issue: str = "INVALID_START_TIME_FORMAT") -> float | None:
    """
    Return a query parameter that is an instant, in seconds since 1970.

    Raises:
        Refusal: It is not RFC 3339 with seconds and an offset.
    """
    text = call.arg(name)
    if not text:
        return None
    # A plus sign that was not escaped arrives as a blank, and is refused here.
    if not RFC_3339.fullmatch(text):
        raise query_error(issue, name, text)
    try:
        return datetime.fromisoformat(text.upper()).timestamp()
    except ValueError:
        raise query_error(issue, name, text) from None


def _question(call: Call, page_size_limit: int) -> _Question:
    if call.arg("disputed_transaction_id") and call.arg("start_time"):
        raise query_error("MUTUALLY_EXCLUSIVE_FIELDS", "disputed_transaction_id", "")  # name unverified
    states = frozenset(state for text in call.query.get("dispute_state", []) for state in text.split(","))
    if states - STATES:  # name of the issue unverified
        raise query_error("INVALID_DISPUTE_STATE", "dispute_state", ",".join(sorted(states - STATES)))
    page_size = _number(call, "page_size", 10, page_size_limit, "INVALID_PAGE_SIZE")
    return _Question(
        states=states,
        transaction_id=call.arg("disputed_transaction_id"),
        created_after=max(
            _within_reach(call, "start_time", float("-inf")),
            _within_reach(call, "create_time_after", float("-inf")),
        ),
        updated_after=_within_reach(call, "update_time_after", call.at - REACH_DAYS * DAY_SECONDS),
        updated_before=_within_reach(call, "update_time_before", call.at),
        page_size=page_size,
        offset=_offset(call, page_size),
    )


def _within_reach(call: Call, name: str, default: float) -> float:
    at = instant_of(call, name)
    if at is None:
        return default
    if at > call.at + SKEW_SECONDS:
        raise query_error("DATE_CAN_NOT_BE_IN_FUTURE", name, call.arg(name))
    if at < call.at - REACH_DAYS * DAY_SECONDS - SKEW_SECONDS:
        raise query_error("INVALID_START_TIME_RANGE", name, call.arg(name))
    return at


def _number(call: Call, name: str, default: int, highest: int, issue: str) -> int:
    text = call.arg(name)
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= highest:
        raise query_error(issue, name, text)
    return int(text)


def _offset(call: Call, page_size: int) -> int:
    token = call.arg("next_page_token")
    if not token:
        return (_number(call, "page", 1, LAST_PAGE, "INVALID_PAGE") - 1) * page_size  # name unverified
    try:
        return int(base64.b64decode(token, validate=True).decode("ascii").removeprefix("from:"))
    except (binascii.Error, ValueError):
        raise Refusal(  # name of the issue unverified
            "INVALID_REQUEST", "INVALID_NEXT_PAGE_TOKEN", "next_page_token", token, "query"
        ) from None


def _next(base: str, call: Call, offset: int, page_size: int) -> dict[str, str]:
    """Return the way on: pages to those who asked by page, else the older token."""
    if call.arg("page"):
        return _link(base, call, "next", page=str(offset // page_size + 1), next_page_token=None)
    token = base64.b64encode(f"from:{offset}".encode()).decode("ascii")
    return _link(base, call, "next", page=None, next_page_token=token)


def _link(base: str, call: Call, rel: str, **changes: str | None) -> dict[str, str]:
    query: dict[str, Any] = {name: values for name, values in call.query.items() if name not in changes}
    query.update({name: value for name, value in changes.items() if value is not None})
    text = urlencode(query, doseq=True)
    return {"href": f"{base}{PATH}?{text}" if text else f"{base}{PATH}", "rel": rel, "method": "GET"}
