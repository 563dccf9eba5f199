"""
Who may do what with a file: `permissions` of Drive v3.

Kept in `Book.permissions`, where the Sheets API looks too. Notification mails are not sent.
"""

from sheets_bot.sandbox.google.book import Book
from sheets_bot.sandbox.google.drive_errors import DriveError, bad_value, no_such_permission
from sheets_bot.sandbox.google.drive_files import permission_id, permission_json
from sheets_bot.sandbox.google.model import Json

_TYPES = {"user", "group", "domain", "anyone"}
_ROLES = {"owner", "writer", "commenter", "reader"}


def listed(book: Book) -> Json:
    """Return all permissions of a file, on one page."""
    entries = [permission_json(entry) for entry in book.permissions]
    return {"kind": "drive#permissionList", "permissions": entries}


def found(book: Book, wanted: str) -> Json:
    """
    Return one permission as it is kept.

    Raises:
        DriveError: 404.
    """
    for entry in book.permissions:
        if entry["id"] == wanted:
            return entry
    raise no_such_permission(wanted)


def created(book: Book, body: Json, *, transfer: bool, now: float) -> Json:
    """
    Share a file; sharing again with the same person changes the role.

    Raises:
        DriveError: 400 for a type or role that is not one, 403 for an owner by the back door.
    """
    kind, role = body.get("type"), body.get("role")
    if kind not in _TYPES:
        raise bad_value("permission.type", "The permission type field is required.")
    if role not in _ROLES:
        raise bad_value("permission.role", "The permission role field is required.")
    whose = {"domain": "domain", "anyone": ""}.get(str(kind), "emailAddress")
    if whose and not body.get(whose):
        raise bad_value("permission.emailAddress", f"The {whose} of the permission is required.")
    _require_transfer(role, transfer=transfer)
    entry = {"id": permission_id(str(kind), str(body.get(whose, ""))), "type": kind, "role": role}
    if whose:
        entry[whose] = body[whose]
    others = [one for one in book.permissions if not _same(one, entry)]
    book.permissions = [*others, entry]
    _settle_owner(book, entry)
    book.changed(now)
    return permission_json(entry)


def updated(book: Book, wanted: str, body: Json, *, transfer: bool, now: float) -> Json:
    """
    Change the role of a permission, or offer somebody the file.

    Raises:
        DriveError: 404, or 403 for an owner by the back door.
    """
    old = found(book, wanted)
    role = body.get("role", old["role"])
    if role not in _ROLES:
        raise bad_value("permission.role")
    if role != old["role"]:
        _require_transfer(role, transfer=transfer)
    entry = {**old, "role": role}
    if "pendingOwner" in body:
        entry["pendingOwner"] = bool(body["pendingOwner"])
    if role == "owner":
        entry.pop("pendingOwner", None)
    book.permissions = [entry if one is old else one for one in book.permissions]
    _settle_owner(book, entry)
    book.changed(now)
    return permission_json(entry)


def deleted(book: Book, wanted: str, *, now: float) -> None:
    """
    Take a permission away.

    Raises:
        DriveError: 404, or 403 for the owner's.
    """
    entry = found(book, wanted)
    if entry["role"] == "owner":
        message = "The owner of a file cannot be removed."
        raise DriveError(403, message, "cannotRemoveOwner")  # unverified words
    book.permissions = [one for one in book.permissions if one is not entry]
    book.changed(now)


def _same(one: Json, other: Json) -> bool:
    keys = ("type", "emailAddress", "domain")
    return all(str(one.get(key, "")).lower() == str(other.get(key, "")).lower() for key in keys)


def _require_transfer(role: str, *, transfer: bool) -> None:
    if role == "owner" and not transfer:
        raise DriveError(
            403,
            "The transferOwnership parameter must be enabled when the permission role is 'owner'.",
            "forbidden",
            locationType="parameter",
            location="transferOwnership",
        )


def _settle_owner(book: Book, new: Json) -> None:
    """A file has one owner; the one before becomes a writer (documented)."""
    if new["role"] == "owner":
        book.permissions = [
            {**one, "role": "writer"} if one["role"] == "owner" and one is not new else one
            for one in book.permissions
        ]
