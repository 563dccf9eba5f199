"""
Which calls the bot makes to Shopify, Trustpilot and the mailbox, and what may happen to each of them.

Knows the calls and Shopify's own ways to refuse in a 200; how a fault strikes is in `trouble.py` and
`mail_trouble.py`, what comes of it in `fault_table.py`.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import mail_trouble
from sheets_bot.sandbox.switchboard import Answer
from trouble import FAULTS, Fault, Kind

GRAPHQL = "/shopify/aurora/admin/api/[^/]+/graphql.json"
REVIEWS_SIGN_IN = "/v1/oauth/oauth-business-users-for-applications/accesstoken"


class Source(NamedTuple):
    """Where a kind of call belongs."""

    job: str
    source: str
    """As `Status` names it."""
    kind: Kind | None = None
    """None: a command to a mail server."""


SOURCES: Mapping[str, Source] = {
    "shopify sign-in": Source(
        "sync_orders", "Shopify orders", Kind("POST", "/shopify/aurora/admin/oauth/access_token")
    ),
    "shopify rights": Source("sync_orders", "Shopify orders", Kind("POST", GRAPHQL, operation="Who")),
    "shopify orders": Source("sync_orders", "Shopify orders", Kind("POST", GRAPHQL, operation="OrdersPage")),
    "shopify more": Source(
        "sync_orders", "Shopify orders", Kind("POST", GRAPHQL, operation="OrdersPage", continues=True)
    ),
    "shopify parts": Source("sync_orders", "Shopify orders", Kind("POST", GRAPHQL, operation="Order[A-Z].*")),
    "shopify disputes": Source(
        "sync_shopify_disputes", "Shopify disputes", Kind("POST", GRAPHQL, operation="DisputesPage")
    ),
    "shopify cases": Source(
        "sync_shopify_disputes", "Shopify disputes", Kind("POST", GRAPHQL, operation="DisputesById")
    ),
    "shopify count": Source(
        "update_volumes", "Shopify order counts", Kind("POST", GRAPHQL, operation="CountOrders")
    ),
    "trustpilot token": Source("sync_reviews", "Trustpilot", Kind("POST", REVIEWS_SIGN_IN, REVIEWS_SIGN_IN)),
    "trustpilot list": Source(
        "sync_reviews",
        "Trustpilot",
        Kind("GET", "/v1/private/business-units/[^/]+/reviews", REVIEWS_SIGN_IN),
    ),
    "trustpilot review": Source(
        "sweep_reviews", "Trustpilot", Kind("GET", "/v1/private/reviews/[^/]+", REVIEWS_SIGN_IN)
    ),
    **{kind: Source("sync_mailbox", "Mailbox") for kind in mail_trouble.COMMANDS},
}


def refused_with(code: str, *, cost: Mapping[str, Any] | None = None) -> Answer:
    """Return a 200 without data, as Shopify refuses a question."""
    body = {"errors": [{"message": "No.", "extensions": {"code": code}}], "extensions": {"cost": cost or {}}}
    return Answer(200, json.dumps(body).encode(), {"content-type": "application/json"})


def denied_in_part(answer: Answer) -> Answer:
    """Blank one field of the first thing in an answer, for lack of a right."""
    body = json.loads(answer.body)
    root, found = next(iter(body["data"].items()))
    path: list[str | int] = [root]
    holder = body["data"]
    if found.get("nodes"):
        holder = found["nodes"][0]
        path += ["nodes", 0, "email" if "email" in holder else "order"]
    holder[path[-1]] = None
    error = {"message": "Access denied.", "path": path, "extensions": {"code": "ACCESS_DENIED"}}
    return replace(answer, body=json.dumps({**body, "errors": [error]}).encode())


def with_a_warning(answer: Answer) -> Answer:
    """Say that a filter of the search was dropped."""
    body = json.loads(answer.body)
    warning = {"field": "updated_at", "message": "Invalid.", "code": "invalid_field"}
    body["extensions"]["search"] = [{"path": ["orders"], "query": "", "warnings": [warning]}]
    return replace(answer, body=json.dumps(body).encode())


NEARLY_EMPTY = {"maximumAvailable": 2000.0, "currentlyAvailable": 751, "restoreRate": 100.0}
FAULTS_OF_GRAPHQL: Mapping[str, Fault] = {
    "throttled": refused_with("THROTTLED", cost={"requestedQueryCost": 752, "throttleStatus": NEARLY_EMPTY}),
    "too costly": refused_with("MAX_COST_EXCEEDED"),
    "internal": refused_with("INTERNAL_SERVER_ERROR"),
    "denied": refused_with("ACCESS_DENIED"),
    "in part": denied_in_part,
    "warned": with_a_warning,
}
"""What Shopify says in a 200."""
NEVER_SAID = {
    "shopify rights": {"in part", "warned"},
    "shopify parts": {"warned"},
    "shopify cases": {"warned"},
    "trustpilot review": {"404"},
}
"""
The rights are of a type that is never null; only lists and counts are searches; and a 404 in place of a single
review is no fault but news: it was deleted.
"""


def faults_of(name: str) -> list[str]:
    """Return the names of the faults that may meet a kind of call."""
    kind = SOURCES[name].kind
    if kind is None:
        return mail_trouble.faults_of(name)
    said = FAULTS_OF_GRAPHQL if kind.operation else ()
    return [fault for fault in (*FAULTS, *said) if fault not in NEVER_SAID.get(name, ())]
