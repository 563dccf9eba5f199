"""
Trustpilot's private list of reviews, walked so that none is missed.

The list is paged by number and shifts while reviews come and go, so a page may repeat what
was seen or miss one that moved up: walks overlap by a day, and reviews are told apart by id.
No order or filter knows edits (Trustpilot Service Reviews API: `orderBy` and the date range mean
the creation), so an edit is only found by reading old reviews again. An empty page ends a
walk; a page beyond the thousandth is refused. Several numbers of stars are separated by commas
(unverified). Requests come in as a function; Records are made in `trustpilot/records.py`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sheets_bot.errors import TryLater
from sheets_bot.platforms.trustpilot.access import PAGINATION_LIMIT, NotServed
from sheets_bot.platforms.trustpilot.records import instant

PAGE_SIZE = 100
"""The most that one page holds (Trustpilot Service Reviews API)."""
LAST_PAGE = 1000
"""Pages beyond it are answered with 400 (seen by public clients)."""
OVERLAP = timedelta(days=1)
"""Whether the bounds of the date range count, and in which zone, is not documented; a day covers both."""

Fetch = Callable[[str, Mapping[str, Any]], Any]
"""From a path and a query to the JSON of the answer."""

Entry = Mapping[str, Any]


class _LastPage(Exception):
    """The list goes on beyond the last page that can be asked for."""


class ReviewList:
    """The private list of one business unit."""

    def __init__(self, fetch: Fetch, business_unit_id: str) -> None:
        self._fetch = fetch
        self._path = f"/v1/private/business-units/{business_unit_id}/reviews"

    def newest(self, *, since: datetime) -> Iterator[Entry]:
        """
        Yield the reviews written since *since*, less a day, the newest first; often one call.

        Raises TryLater and NotServed as the calls do.
        """
        oldest_wanted = since - OVERLAP
        for page in range(1, LAST_PAGE + 1):
            entries = self._page(page, {"orderBy": "createdat.desc"})
            yield from entries
            written = [at for at in map(_written_at, entries) if at]
            # The last one, not the least: one date that is plainly wrong does not end the list.
            if not entries or (written and written[-1] < oldest_wanted):
                return

    def oldest_first(self, *, since: datetime, stars: Sequence[int] = ()) -> Iterator[Entry]:
        """
        Yield all reviews written since *since*, less a day, the oldest first.

        New reviews come in at the end, so that a long walk is not shifted by them. After
        the last page that can be asked for, the walk goes on in a new range of dates.

        Args:
            since: Where the range begins.
            stars: Only reviews that have one of these numbers now; empty: all.

        Raises:
            TryLater: A call brought no usable answer, or more than 100,000 reviews share a day.
            NotServed: Trustpilot refused a call.
        """
        start = since - OVERLAP
        while True:
            latest = None
            try:
                for entry in self._range(start, stars):
                    latest = _written_at(entry) or latest
                    yield entry
            except _LastPage:
                pass
            else:
                return
            if latest is None or latest - OVERLAP <= start:
                raise TryLater(
                    "Trustpilot: one day has more reviews than its list can show. Nothing was taken from it."
                )
            start = latest - OVERLAP

    def _range(self, start: datetime, stars: Sequence[int]) -> Iterator[Entry]:
        """Yield the reviews from *start* on. Raises _LastPage where there may be more of them."""
        query = {
            "orderBy": "createdat.asc",
            "startDateTime": f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
            "stars": ",".join(map(str, stars)) or None,
        }
        for page in range(1, LAST_PAGE + 1):
            try:
                entries = self._page(page, query)
            except NotServed as error:
                if error.code == PAGINATION_LIMIT and page > 1:
                    raise _LastPage from None
                raise
            if not entries:
                return
            yield from entries
        raise _LastPage

    def _page(self, page: int, query: Mapping[str, Any]) -> list[Entry]:
        answer = self._fetch(self._path, {**query, "page": page, "perPage": PAGE_SIZE})
        entries = answer.get("reviews") if isinstance(answer, dict) else None
        if not isinstance(entries, list):
            raise TryLater(
                f"Trustpilot: page {page} of the list of reviews holds no reviews, not even none. "
                "Nothing was taken from it; the next run asks again."
            )
        return [entry for entry in entries if isinstance(entry, dict)]


def _written_at(entry: Entry) -> datetime | None:
    return instant(entry.get("createdAt"))
