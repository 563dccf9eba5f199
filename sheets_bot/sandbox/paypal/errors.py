"""
PayPal's errors as JSON, and the way a part of the room refuses a call.

The shape is that of the error schema in PayPal's Customer Disputes specification
(name, message, debug_id, details with an issue each); the token endpoint speaks
OAuth instead. Texts are this project's own: clients key on name and issue.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sheets_bot.sandbox.wire import Call, Reply

MESSAGES = {
    "INVALID_REQUEST": "The request is not well-formed or violates the schema.",
    "VALIDATION_ERROR": "A value in the request is not valid.",
    "AUTHENTICATION_FAILURE": "The access token is missing, unknown or expired.",
    "NOT_AUTHORIZED": "The app may not do this: a permission is missing.",
    "RESOURCE_NOT_FOUND": "There is no such resource.",
    "UNSUPPORTED_MEDIA_TYPE": "The content type of the request is not supported here.",
    "UNPROCESSABLE_ENTITY": "The action cannot be done as things stand.",
    "RATE_LIMIT_REACHED": "Too many requests in a short time.",
    "INTERNAL_SERVER_ERROR": "Something went wrong inside.",
}

STATUSES = {
    "INVALID_REQUEST": 400,
    "VALIDATION_ERROR": 400,
    "AUTHENTICATION_FAILURE": 401,
    "NOT_AUTHORIZED": 403,
    "RESOURCE_NOT_FOUND": 404,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "UNPROCESSABLE_ENTITY": 422,
    "RATE_LIMIT_REACHED": 429,
    "INTERNAL_SERVER_ERROR": 500,
}


@dataclass(eq=False)
class Refusal(Exception):
    """A part of the room answers with an error; the room turns it into a reply."""

    name: str
    issue: str = ""
    """The stable code in ``details``."""
    field: str = ""
    """A JSON pointer, or the name of a query parameter."""
    value: str = ""
    location: str = "body"
    message: str = ""
    """Replaces the usual message of the name."""

    def reply(self, *, debug: str) -> Reply:
        """Return the answer; *debug* is what the debug id is made of."""
        body: dict[str, Any] = {
            "name": self.name,
            "message": self.message or MESSAGES[self.name],
            "debug_id": sha256(debug.encode()).hexdigest()[:13],
        }
        if self.issue:
            detail = {"issue": self.issue, "location": self.location}
            if self.field:
                detail["field"] = self.field
            if self.value:
                detail["value"] = self.value
            body["details"] = [detail]
        body["links"] = []
        return Reply(STATUSES[self.name], body)


def query_error(issue: str, field: str, value: str) -> Refusal:
    """Return the refusal of a query parameter."""
    return Refusal("INVALID_REQUEST", issue, field, value, "query")


def oauth_error(status: int, error: str, description: str) -> Reply:
    """Return an error of the token endpoint, which has OAuth's form."""
    return Reply(status, {"error": error, "error_description": description})


def not_imitated(call: Call) -> Reply:
    """Return the sandbox's own answer to what it does not know; it never guesses."""
    said = f"The sandbox does not imitate {call.method} {call.path} of PayPal."
    return Reply(501, {"name": "NOT_IMPLEMENTED", "message": said, "debug_id": "sandbox", "links": []})
