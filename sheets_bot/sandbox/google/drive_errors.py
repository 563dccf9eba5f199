"""
The errors of Drive v3: as the Sheets API's, plus `errors[]` with domain and reason (cassette).
"""

from typing import Any

from sheets_bot.sandbox.google.errors import ApiError
from sheets_bot.sandbox.wire import Reply


class DriveError(ApiError):
    """One refusal with its reason, as Drive words it."""

    def __init__(self, code: int, message: str, reason: str, **more: str) -> None:
        super().__init__(code, message)
        self._entry = {"message": message, "domain": "global", "reason": reason, **more}

    def body(self) -> dict[str, Any]:
        """Return the JSON body; Drive names no `status`."""
        return {"error": {"code": self.code, "message": self.message, "errors": [self._entry]}}


def file_not_found(file_id: str) -> DriveError:
    """Return the 404 of a file that is not there or not shared with the caller (documented)."""
    return DriveError(
        404, f"File not found: {file_id}.", "notFound", locationType="parameter", location="fileId"
    )


def no_rights() -> DriveError:
    """Return the 403 of a caller who may see but not do (documented)."""
    message = "The user does not have sufficient permissions for this file."
    return DriveError(403, message, "insufficientFilePermissions")


def no_storage() -> DriveError:
    """Return the 403 of a service account that would own a file: it has no storage (reported)."""
    message = "The user's Drive storage quota has been exceeded."
    return DriveError(403, message, "storageQuotaExceeded")


def bad_value(name: str, message: str = "Invalid Value", *, reason: str = "invalid") -> DriveError:
    """Return the 400 of a parameter (documented)."""
    return DriveError(400, message, reason, locationType="parameter", location=name)


def no_such_permission(permission_id: str) -> DriveError:
    """Return the 404 of a permission (documented)."""
    return DriveError(
        404,
        f"Permission not found: {permission_id}.",
        "notFound",
        locationType="parameter",
        location="permissionId",
    )


def bad_credentials() -> DriveError:
    """Return the 401 of an unknown or expired token (documented)."""
    return DriveError(
        401, "Invalid Credentials", "authError", locationType="header", location="Authorization"
    )


def in_drives_words(error: ApiError) -> Reply:
    """Return a refusal that another part raised as Drive would answer it."""
    if not isinstance(error, DriveError):
        if error.code == 401:
            error = bad_credentials()
        elif error.code != 501:
            error = DriveError(error.code, error.message, "badRequest")
    return Reply(error.code, error.body())
