"""
Comments on a file: `comments` of Drive v3, listing and writing, without replies.
"""

from sheets_bot.sandbox.google.drive_errors import bad_value
from sheets_bot.sandbox.google.drive_files import instant, user_json
from sheets_bot.sandbox.google.model import Json


def listed(comments: list[Json]) -> Json:
    """Return all comments of a file, on one page, the latest first."""
    return {"kind": "drive#commentList", "comments": comments[::-1]}


def created(body: Json, author: str, number: int, now: float) -> Json:
    """
    Return a new comment.

    Raises:
        DriveError: 400 without a text.
    """
    if not body.get("content"):
        raise bad_value("comment.content", "The comment content is required.")  # unverified words
    return {
        "kind": "drive#comment",
        "id": f"AAAA{number:08d}",
        "createdTime": instant(now),
        "modifiedTime": instant(now),
        "author": {**user_json(author), "me": True},
        "deleted": False,
        "resolved": False,
        "content": body["content"],
        **({"anchor": body["anchor"]} if body.get("anchor") else {}),
    }
