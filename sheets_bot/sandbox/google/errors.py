"""
The errors of the Google APIs, in the shape they have on the wire.

Sheets answers `{"error": {code, message, status, details?}}`; Drive adds `errors[]`
(cassette), which `drive.py` does. Everything under `google/` raises `ApiError`; the rooms
turn it into a reply.
"""

from typing import Any

_STATUS_OF_CODE = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}


class ApiError(Exception):
    """One refusal, as the service words it."""

    def __init__(self, code: int, message: str, *, details: list[dict[str, Any]] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details or []

    def prefixed(self, prefix: str) -> "ApiError":
        """Return the same error with words in front, e.g. ``Invalid requests[0].updateCells: ``."""
        return ApiError(self.code, prefix + self.message, details=self.details)

    def body(self) -> dict[str, Any]:
        """Return the JSON body."""
        error: dict[str, Any] = {
            "code": self.code,
            "message": self.message,
            "status": _STATUS_OF_CODE.get(self.code, "UNKNOWN"),
        }
        if self.details:
            error["details"] = self.details
        return {"error": error}


def invalid(message: str) -> ApiError:
    """Return a 400."""
    return ApiError(400, message)


def not_found() -> ApiError:
    """Return the 404 of a missing spreadsheet (cassette)."""
    return ApiError(404, "Requested entity was not found.")


def forbidden() -> ApiError:
    """Return the 403 of a caller without the permission (cassette)."""
    return ApiError(403, "The caller does not have permission")


def unauthenticated() -> ApiError:
    """Return the 401 of an unknown or expired token (documented)."""
    return ApiError(
        401,
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or "
        "other valid authentication credential. See "
        "https://developers.google.com/identity/sign-in/web/devconsole-project.",
    )


def not_imitated(what: str) -> ApiError:
    """Return the sandbox's own 501: a real feature that is not imitated, by name."""
    return ApiError(501, f"The sandbox does not imitate {what}. Nothing was changed.")
