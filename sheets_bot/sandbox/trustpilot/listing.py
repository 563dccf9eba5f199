"""
Trustpilot's lists of reviews: filters, orders and pages.

Parameters are those of the Service Reviews API. There is no order and no filter by
`updatedAt`: an edited old review never comes back at the top. What the pages leave
open (both ends of a date range count; an unknown order is a 400) is unverified.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sheets_bot.sandbox.trustpilot.errors import api_error
from sheets_bot.sandbox.trustpilot.review_json import Additions
from sheets_bot.sandbox.wire import Call
from sheets_bot.sandbox.world.reviews import Review

DEFAULT_PER_PAGE = 20
MOST_PER_PAGE = 100
LAST_PAGE = 1_000
ORDERS: dict[str, tuple[Callable[[Review], float], bool]] = {
    "createdat.asc": (lambda review: review.created_at, False),
    "createdat.desc": (lambda review: review.created_at, True),
    "stars.asc": (lambda review: review.stars, False),
    "stars.desc": (lambda review: review.stars, True),
}
DAY_AND_TIME = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?")

Test = Callable[[Review], bool]


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list, and in which order."""

    number: int
    size: int
    order: str

    def of(self, reviews: Iterable[Review]) -> list[Review]:
        """Return the reviews of this page; beyond the end there are none, and that is no error."""
        key, reverse = ORDERS[self.order]
        # The id decides between equals, so that pages neither overlap nor leave a gap.
        ordered = sorted(reviews, key=lambda review: (key(review), review.review_id), reverse=reverse)
        return ordered[(self.number - 1) * self.size : self.number * self.size]


def page_of(call: Call) -> Page:
    """
    Return the page that a call asks for.

    Raises:
        Refusal: 400; a number is out of bounds, or the order is not one of the published four.
    """
    number = _whole(call, "page", 1, 1, None)
    if number > LAST_PAGE:
        raise api_error(400, "Pagination limit exceeded.")
    order = call.arg("orderBy", "createdat.desc").lower()
    if order not in ORDERS:
        raise api_error(400, f"orderBy must be one of {', '.join(ORDERS)}.")
    return Page(number, _whole(call, "perPage", DEFAULT_PER_PAGE, 1, MOST_PER_PAGE), order)


def public_filter(call: Call, added: Callable[[Review], Additions]) -> Test:
    """
    Return what the public list may filter by; other parameters are ignored.

    Raises:
        Refusal: 400; a value makes no sense.
    """
    tests = [*_common(call), *_tags(call, added)]
    return lambda review: all(test(review) for test in tests)


def private_filter(call: Call, added: Callable[[Review], Additions]) -> Test:
    """
    Return what the private list may filter by; other parameters are ignored.

    Raises:
        Refusal: 400; a value makes no sense.
    """
    tests = [*_common(call), *_tags(call, added), *_dates(call), *_who(call)]
    contacted = call.arg("findReviewer").lower()
    if contacted not in {"", "contacted", "notcontacted"}:
        raise api_error(400, "findReviewer must be contacted or notContacted.")
    if contacted:
        tests.append(lambda review: bool(added(review).requests) == (contacted == "contacted"))
    reported = _flag(call, "reported")
    if reported is not None:
        tests.append(lambda review: review.hidden == reported)
    return lambda review: all(test(review) for test in tests)


def _common(call: Call) -> list[Test]:
    tests: list[Test] = []
    stars = _several(call, "stars")
    if not stars <= {"1", "2", "3", "4", "5"}:
        raise api_error(400, "stars must be numbers from 1 to 5.")
    if stars:
        tests.append(lambda review: str(review.stars) in stars)
    languages = {language.lower() for language in _several(call, "language")}
    if languages:
        tests.append(lambda review: review.language.lower() in languages)
    responded = _flag(call, "responded")
    if responded is not None:
        tests.append(lambda review: (review.reply is not None) == responded)
    if call.arg("internalLocationId") or call.arg("locationId"):  # the sandbox's shops have no places
        tests.append(lambda _review: False)
    return tests


def _tags(call: Call, added: Callable[[Review], Additions]) -> list[Test]:
    group, value = call.arg("tagGroup"), call.arg("tagValue")
    if not group and not value:
        return []
    loosely = _flag(call, "ignoreTagValueCase") is True

    def same(one: str, other: str) -> bool:
        return one.casefold() == other.casefold() if loosely else one == other

    def test(review: Review) -> bool:
        return any(
            group in ("", tag["group"]) and (not value or same(tag["value"], value))
            for tag in added(review).tags
        )

    return [test]


def _dates(call: Call) -> list[Test]:
    start, end = _instant(call, "startDateTime"), _instant(call, "endDateTime")
    tests: list[Test] = []
    if start is not None:
        tests.append(lambda review: int(review.created_at) >= start)
    if end is not None:
        tests.append(lambda review: int(review.created_at) <= end)
    return tests


def _who(call: Call) -> list[Test]:
    wanted: list[tuple[str, Callable[[Review], str]]] = [
        (call.arg("referenceId"), lambda review: review.reference),
        (call.arg("referralEmail").casefold(), lambda review: review.referral_email.casefold()),
        (call.arg("username").casefold(), lambda review: review.display_name.casefold()),
        (call.arg("source").casefold(), lambda review: review.source.casefold()),
    ]
    return [_equal(value, of) for value, of in wanted if value]


def _equal(value: str, of: Callable[[Review], str]) -> Test:
    return lambda review: of(review) == value


def _several(call: Call, name: str) -> set[str]:
    """Return the values of an array, whether repeated or with commas between."""
    return {part.strip() for value in call.query.get(name, ()) for part in value.split(",") if part.strip()}


def _flag(call: Call, name: str) -> bool | None:
    value = call.arg(name).lower()
    if value not in {"", "true", "false"}:
        raise api_error(400, f"{name} must be true or false.")
    return None if not value else value == "true"


def _whole(call: Call, name: str, default: int, least: int, most: int | None) -> int:
    text = call.arg(name)
    if not text:
        return default
    number = int(text) if text.isascii() and text.isdigit() else -1
    if number < least or (most is not None and number > most):
        raise api_error(400, f"{name} must be a number from {least}{f' to {most}' if most else ''}.")
    return number


def _instant(call: Call, name: str) -> float | None:
    """Return an instant in seconds since 1970; a missing time is midnight, a missing zone UTC."""
    text = call.arg(name)
    if not text:
        return None
    wrong = api_error(400, f"{name} must look like 2026-11-23T08:00:00.")
    if not DAY_AND_TIME.fullmatch(text):
        raise wrong
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:  # the 31st of February
        raise wrong from error
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
