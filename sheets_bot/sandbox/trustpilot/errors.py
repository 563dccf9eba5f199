"""
Trustpilot's errors: three shapes of body, depending on who refuses.

The gateway answers 401 with ``fault`` (Apigee), the token endpoint with ``ErrorCode``
and ``Error``, the API behind it with ``details``. Which of them a 403 or a 404 has is
not published; here it is ``details`` (unverified). Server errors carry HTML: queue one
in `faults.py` with a string as body. Texts are this project's own but for
"Pagination limit exceeded.", which clients are known to look for.
"""

from dataclasses import dataclass

from sheets_bot.sandbox.wire import Call, Reply


@dataclass(eq=False)
class Refusal(Exception):
    """A part of the room answers with an error; the room turns it into a reply."""

    reply: Reply


def gateway_fault(text: str, code: str) -> Refusal:
    """Return the gateway's 401."""
    return Refusal(Reply(401, {"fault": {"faultstring": text, "detail": {"errorcode": code}}}))


def token_error(status: int, code: str, text: str) -> Refusal:
    """Return an error of the token endpoint."""
    return Refusal(Reply(status, {"ErrorCode": code, "Error": text}))


def api_error(status: int, details: str) -> Refusal:
    """Return an error of the API itself."""
    return Refusal(Reply(status, {"details": details}))


def not_found(what: str) -> Refusal:
    """Return a 404."""
    return api_error(404, f"{what} was not found.")


def not_imitated(call: Call) -> Reply:
    """Return the sandbox's own answer to what it does not know; it never guesses."""
    said = f"The sandbox does not imitate {call.method} {call.path} of Trustpilot."
    return Reply(501, {"details": said})
