"""
Which disputes changed: PayPal's list, page by page and window by window.

Finds ids; the details are fetched in `paypal/client.py`. The list is filtered by time
of update but sorted by time of creation, shows at most fifty pages, and gives no
total (Customer Disputes API v1). So windows overlap, a window that is too full is
halved, and what the links do that they should not is said, never followed blindly.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sheets_bot.errors import RowSkipped, TryLater
from sheets_bot.platforms.paypal.access import NotServed
from sheets_bot.platforms.paypal.records import case_id_of

PATH = "/v1/customer/disputes"
FetchJson = Callable[[str, Mapping[str, Any] | None], Any]
"""Gets a path with a query and returns its JSON; raises NotServed and TryLater."""

REACH = timedelta(days=180)
"""How far back the list goes (Customer Disputes API v1)."""
OVERLAP = timedelta(minutes=30)
"""Asked again each time: a clock that differs from PayPal's, and a list that is slow to show an update."""

_SPARE = timedelta(hours=1)
_LARGEST_PAGE = 50
_SMALLER_PAGE = 20
"""Some clients report this as the true limit; unverified, so it is used when the larger one is refused."""
_MOST_PAGES = 50
_SMALLEST_WINDOW = timedelta(seconds=2)
_PAYPALS_HOSTS = frozenset(
    {"api-m.paypal.com", "api-m.sandbox.paypal.com", "api.paypal.com", "api.sandbox.paypal.com"}
)


class Listing:
    """What the list said about one span of time; grows page by page."""

    def __init__(self) -> None:
        self.items: dict[str, Mapping[str, Any]] = {}
        """By dispute id, in the order of the list; of several sightings the first."""
        self.skipped: list[RowSkipped] = []
        self.notes: list[str] = []
        """Why the list is not complete; empty if it is."""


def stamp(at: datetime) -> str:
    """Write an instant as PayPal's own examples do: UTC, milliseconds, ``Z``."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class DisputeList:
    """The list of one brand's account. Remembers the page size that PayPal accepts."""

    def __init__(self, fetch: FetchJson, base_url: str) -> None:
        self._fetch = fetch
        self._base = urlsplit(base_url)
        self._page_size = _LARGEST_PAGE

    def changed(self, *, since: datetime, until: datetime) -> Listing:
        """
        List the disputes that changed since *since*; *until* is the present of this run (both UTC).

        The newest window is left open at its end: a dispute that changes meanwhile
        then stays in the list, instead of moving the others across the pages.

        Raises NotServed and TryLater; what was found until then is not lost, it is fetched again.
        """
        listing = Listing()
        start = max(min(since, until) - OVERLAP, until - REACH + _SPARE)
        windows: list[tuple[datetime, datetime | None]] = [(start, None)]
        while windows:
            after, before = windows.pop()
            if not self._read_window(listing, after, before):
                continue
            width = (before or until) - after
            if width < _SMALLEST_WINDOW:
                listing.notes.append(
                    f"PayPal lists more disputes for the moment {stamp(after)} than it shows pages. "
                    "Those beyond the last page were not seen."
                )
                continue
            middle = after + width / 2
            # The older half is read first: what changes meanwhile moves into the one that is still to come.
            windows += [(middle, before), (after, middle)]
        return listing

    def _read_window(self, listing: Listing, after: datetime, before: datetime | None) -> bool:
        """Read one window into *listing*; True when it holds more than its pages can show."""
        page = self._first_page(after, before)
        seen_ids: set[str] = set()
        seen_paths: set[str] = set()
        for _ in range(_MOST_PAGES):
            ids = self._take(listing, page)
            path = self._next_path(listing, page)
            if not path:
                return len(seen_ids | ids) >= _MOST_PAGES * self._page_size
            if path in seen_paths or ids <= seen_ids:
                listing.notes.append(
                    "PayPal's list leads back to pages that were read already. What may follow was not seen."
                )
                return False
            seen_ids |= ids
            seen_paths.add(path)
            page = self._fetch(path, None)
        return True

    def _first_page(self, after: datetime, before: datetime | None) -> Any:
        query = {
            "page_size": self._page_size,
            "update_time_after": stamp(after),
            "update_time_before": stamp(before) if before else None,
        }
        try:
            return self._fetch(PATH, query)
        except NotServed as refused:
            if "INVALID_PAGE_SIZE" not in refused.codes or self._page_size == _SMALLER_PAGE:
                raise
        self._page_size = _SMALLER_PAGE
        return self._fetch(PATH, {**query, "page_size": _SMALLER_PAGE})

    def _take(self, listing: Listing, page: Any) -> set[str]:
        """Add the disputes of a page and return their ids. An empty list may be absent (unverified)."""
        items = (page.get("items") or []) if isinstance(page, dict) else None
        if not isinstance(items, list):
            raise TryLater(
                "PayPal's list of disputes has no list in it. "
                "Nothing was taken from it; the next run asks again."
            )
        ids = set()
        for item in items:
            try:
                case_id = case_id_of(item)
            except RowSkipped as skipped:
                listing.skipped.append(skipped)
                continue
            ids.add(case_id)
            listing.items.setdefault(case_id, item)
        return ids

    def _next_path(self, listing: Listing, page: Mapping[str, Any]) -> str:
        """
        Return path and query of the next page; empty after the last one.

        A link to one of PayPal's own hosts is read as one to ours: behind a stand-in
        or a proxy, PayPal still writes its own name. Any other host is not visited.
        """
        links = page.get("links")
        found = [
            link.get("href")
            for link in (links if isinstance(links, list) else [])
            if isinstance(link, dict) and link.get("rel") == "next"
        ]
        if not found:
            return ""
        path = self._own_path(found[0])
        if not path:
            listing.notes.append(
                "PayPal's link to the next page leads elsewhere. What may follow was not seen."
            )
        return path

    def _own_path(self, href: Any) -> str:
        try:
            target = urlsplit(href if isinstance(href, str) else "")
            host = target.hostname
        except ValueError:
            return ""
        path = target.path
        if host and target.netloc == self._base.netloc:
            path = path.removeprefix(self._base.path)
        elif host and host not in _PAYPALS_HOSTS:
            return ""
        return f"{PATH}?{target.query}" if path == PATH and target.query else ""
