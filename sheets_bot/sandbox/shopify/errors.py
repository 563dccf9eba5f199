"""
Shopify's GraphQL errors: the codes that clients key on, and how an error looks on the wire.

Codes and the body of a throttled answer are those of captured answers in public threads; texts are this
project's own where nobody has published one. An error never changes the HTTP status: it is 200.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from graphql import GraphQLError

DOCUMENTATION = "https://shopify.dev/api/usage/rate-limits"
ACCESS_DOCUMENTATION = "https://shopify.dev/api/usage/access-scopes"

UNKNOWN_FIELD = re.compile(r"Cannot query field '(?P<field>\w+)' on type '(?P<type>\w+)'")


def denied(field: str, required: str) -> GraphQLError:
    """Return the error for a field that the token's scopes do not open; *required* is a sentence."""
    return GraphQLError(
        f"Access denied for {field} field. Required access: {required}",
        extensions={
            "code": "ACCESS_DENIED",
            "documentation": ACCESS_DOCUMENTATION,
            "requiredAccess": required,
        },
    )


def bad_input(said: str) -> GraphQLError:
    """Return the error for an argument that the type checker lets pass; `BAD_REQUEST` in captured answers."""
    return GraphQLError(said, extensions={"code": "BAD_REQUEST"})


def throttled() -> dict[str, Any]:
    """Return the error of a query that found too little in the bucket."""
    extensions = {"code": "THROTTLED", "documentation": DOCUMENTATION}
    return {"message": "Throttled", "extensions": extensions}


def too_costly(cost: int, limit: int) -> dict[str, Any]:
    """Return the error of a query that no bucket would ever hold."""
    said = f"Query cost is {cost}, which exceeds the single query max cost limit ({limit})."
    extensions = {
        "code": "MAX_COST_EXCEEDED",
        "cost": cost,
        "maxCost": limit,
        "documentation": DOCUMENTATION,
    }
    return {"message": said, "extensions": extensions}


def formatted(errors: Iterable[GraphQLError]) -> list[Mapping[str, Any]]:
    """Return errors as they stand in an answer."""
    return [_formatted(error) for error in errors]


def _formatted(error: GraphQLError) -> Mapping[str, Any]:
    unknown = UNKNOWN_FIELD.match(error.message)
    if unknown:
        return {
            "message": f"Field '{unknown['field']}' doesn't exist on type '{unknown['type']}'",
            "locations": [location.formatted for location in error.locations or ()],
            "extensions": {
                "code": "undefinedField",
                "typeName": unknown["type"],
                "fieldName": unknown["field"],
                "sandbox": "The sandbox serves a part of Shopify's schema; see schema.graphql.",
            },
        }
    body = dict(error.formatted)
    if "extensions" not in body and error.original_error is not None:
        body["extensions"] = {"code": "INTERNAL_SERVER_ERROR"}
    return body
