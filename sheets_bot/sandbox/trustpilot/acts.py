"""
What a business does to a review at Trustpilot: reply, tags, asking the reviewer who they are.

A review has one reply. What a second POST does is not published: here it takes the
place of the first, or with `second_reply_replaces` false it is refused. The success
codes are unverified. Changes nothing but through the world and its own additions.
"""

from hashlib import sha256
from http import HTTPStatus
from typing import Any

from sheets_bot.sandbox.trustpilot.accounts import Account
from sheets_bot.sandbox.trustpilot.errors import api_error, not_found, not_imitated
from sheets_bot.sandbox.trustpilot.review_json import Additions, Request, is_eligible
from sheets_bot.sandbox.wire import Call, Reply
from sheets_bot.sandbox.world import World
from sheets_bot.sandbox.world.reviews import Review


class Acts:
    """The acts, and what they have added to reviews."""

    def __init__(self) -> None:
        self.second_reply_replaces = True
        self._added: dict[str, Additions] = {}

    def added(self, review: Review) -> Additions:
        """Return what the business has attached to a review."""
        return self._added.setdefault(review.review_id, Additions())

    def answer(self, call: Call, what: str, world: World, review: Review, account: Account) -> Reply:
        """
        Carry out one act.

        Raises:
            Refusal: It cannot be done, or lacks what it needs.
        """
        if what == "reply" and call.method == "POST":
            return self._reply(call, world, review, account)
        if what == "reply" and call.method == "DELETE":
            if review.reply is None:
                raise not_found("The reply")
            review.reply = None
            return Reply(204)
        if what == "tags":
            return self._tags(call, review)
        if what == "find-reviewer" and call.method == "POST":
            return self._find_reviewer(call, review)
        return not_imitated(call)

    def _reply(self, call: Call, world: World, review: Review, account: Account) -> Reply:
        given = _object(call)
        author, message = given.get("authorBusinessUserId"), given.get("message")
        # Client credentials stand for no person, so the call must name one.
        if author != account.author_id:
            raise api_error(400, "authorBusinessUserId must be a user of this business.")
        if not isinstance(message, str) or not message.strip():
            raise api_error(400, "message is required.")
        if review.reply is not None and not self.second_reply_replaces:
            raise api_error(400, "The review has a reply already.")
        world.reply_to_review(review, message, account.author_id, call.at)
        return Reply(201)

    def _tags(self, call: Call, review: Review) -> Reply:
        """PUT adds, POST sets, DELETE takes away by group and value."""
        added = self.added(review)
        if call.method == "DELETE":
            gone = {"group": call.arg("group"), "value": call.arg("value")}
            added.tags = [tag for tag in added.tags if tag != gone]
        elif call.method in {"PUT", "POST"}:
            given = _given_tags(call)
            standing = added.tags if call.method == "PUT" else []
            added.tags = [*standing, *(tag for tag in given if tag not in standing)]
        elif call.method != "GET":
            return not_imitated(call)
        return Reply(200, {"tags": [dict(tag) for tag in added.tags]})

    def _find_reviewer(self, call: Call, review: Review) -> Reply:
        """Answer 200 in any case: whether it went well stands in the body, a serialised .NET response."""
        message = _object(call).get("message")
        if not isinstance(message, str) or not message.strip():
            raise api_error(400, "message is required.")
        requests = self.added(review).requests
        if not is_eligible(review) or requests:
            return Reply(200, _dot_net_response(HTTPStatus.BAD_REQUEST))
        request_id = sha256(f"{review.review_id}|find".encode()).hexdigest()[:24]
        requests.append(Request(request_id, call.at, message))
        return Reply(200, _dot_net_response(HTTPStatus.OK))


def _given_tags(call: Call) -> list[dict[str, str]]:
    tags = _object(call).get("tags")
    if not isinstance(tags, list) or not all(
        isinstance(tag, dict) and isinstance(tag.get("group"), str) and isinstance(tag.get("value"), str)
        for tag in tags
    ):
        raise api_error(400, "tags must be a list of objects with group and value.")
    return [{"group": tag["group"], "value": tag["value"]} for tag in tags]


def _object(call: Call) -> dict[str, Any]:
    if call.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise api_error(415, "The body must be application/json.")
    try:
        given = call.json()
    except ValueError as error:
        raise api_error(400, "The body is not JSON.") from error
    if not isinstance(given, dict):
        raise api_error(400, "The body must be a JSON object.")
    return given


def _dot_net_response(status: HTTPStatus) -> dict[str, Any]:
    return {
        "version": {"major": 1, "minor": 1, "build": -1, "revision": -1},
        "content": None,
        "statusCode": int(status),
        "reasonPhrase": status.phrase,
        "headers": [],
        "requestMessage": None,
        "isSuccessStatusCode": status < 300,
    }
