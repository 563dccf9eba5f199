"""
Trustpilot: fetches the reviews of one brand.

`trustpilot/listing.py` walks the private list, `trustpilot/records.py` makes Records. Signing
in and Trustpilot's errors are in `trustpilot/access.py`, what the calls add up to in a year
in `trustpilot/allowance.py`. Reads only: what answers a review is in `trustpilot/acts.py`; nothing
tags or reports one, and the other host, for invitations, is never asked.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sheets_bot.domain.reviews.review import Review, review_id_in
from sheets_bot.errors import Misconfigured, RowSkipped, SheetsBotError, TryLater
from sheets_bot.platforms.base import Fetched
from sheets_bot.platforms.http import Http, Response
from sheets_bot.platforms.patience import Patience, Traffic
from sheets_bot.platforms.trustpilot.access import NotServed, TrustpilotToken, explain_trustpilot
from sheets_bot.platforms.trustpilot.acts import ReviewActs
from sheets_bot.platforms.trustpilot.listing import Entry, ReviewList
from sheets_bot.platforms.trustpilot.records import review_from_json, unread_fields

MOST_LOOK_UPS = 100
"""Single reviews looked up in one sweep: a list that comes back empty by mistake must not cost thousands."""

_LONGEST_FROM_THE_TOP = timedelta(days=30)
"""A longer span is walked from its old end, where nothing shifts the pages (ours)."""
_PATIENCE = Patience(attempts=3)
"""Failed calls count against the yearly allowance, and Trustpilot advises to wait minutes after a 500."""


class Trustpilot:
    """The business unit of one brand. *http* must carry the *token* of the same brand."""

    def __init__(
        self,
        http: Http,
        token: TrustpilotToken,
        *,
        business_unit_id: str,
        brand: str,
        business_user_id: str = "",
    ) -> None:
        unit = review_id_in(business_unit_id)
        if not unit or unit != business_unit_id.strip().lower():
            raise Misconfigured(
                f"Trustpilot, brand {brand}: the business unit id is not 24 hexadecimal digits. Copy it from "
                "Trustpilot's business app into [brands.*.trustpilot]. Nothing was asked."
            )
        self.brand = brand
        self.business_user_id = business_user_id
        """Whose name stands under replies; without it none can be posted."""
        self._http = http
        self._token = token
        self._unit = unit
        self._list = ReviewList(self._fetch, unit)
        self.acts = ReviewActs(http, brand=brand, business_unit_id=unit)
        """What may be done about a review, once a person has ticked it."""

    @classmethod
    def connect(
        cls,
        base_url: str,
        *,
        key: str,
        secret: str,
        business_unit_id: str,
        business_user_id: str = "",
        brand: str,
        patience: Patience | None = None,
    ) -> "Trustpilot":
        """
        Open the door to Trustpilot, or a stand-in, with the application of one brand. Sends nothing yet.

        Raises Misconfigured for an id that none of Trustpilot's can be.
        """
        patience = patience or _PATIENCE
        token = TrustpilotToken(
            Http("Trustpilot sign-in", base_url, patience=patience), key, secret, brand=brand
        )
        http = Http("Trustpilot", base_url, credential=token, patience=patience)
        return cls(
            http, token, business_unit_id=business_unit_id, brand=brand, business_user_id=business_user_id
        )

    def __repr__(self) -> str:
        return f"<Trustpilot of {self.brand} at {self._http.base_url}>"

    @property
    def traffic(self) -> Traffic:
        """What has passed so far, sign-ins and retries among it: all of it counts as calls."""
        return self._http.traffic + self._token.traffic

    def close(self) -> None:
        """Close all connections."""
        self._http.close()
        self._token.close()

    def check(self) -> None:
        """Read one review, to prove key, secret, plan and unit. Raises what is wrong with them."""
        self._fetch(f"/v1/private/business-units/{self._unit}/reviews", {"page": 1, "perPage": 1})

    def fetch_reviews(self, *, since: datetime, until: datetime) -> Fetched[Review]:
        """
        Fetch the reviews written since *since*; often one call.

        A day before *since* is read again. Edits of older reviews do not come this way; `sweep`
        finds them. *until* is the present of this run; a review after it comes as well.

        Raises Misconfigured (sign-in, plan, unit), TryLater.
        """
        if until - since > _LONGEST_FROM_THE_TOP:
            return self._read(self._list.oldest_first(since=since))
        return self._read(self._list.newest(since=since))

    def sweep(
        self, *, since: datetime, watched: Collection[str], stars: Sequence[int] = ()
    ) -> Fetched[Review]:
        """
        Fetch all reviews written since *since* again, and look up each *watched* one that is not among them.

        A review that is not in the list may be hidden, moved or deleted, and with *stars* (only
        reviews that have one of these numbers now) it may simply have been improved; only a look at
        it tells. Those that Trustpilot no longer knows are the `unknown_ids`.

        Raises Misconfigured (sign-in, plan, unit), TryLater if the list could not be read whole.
        """
        listed = self._read(self._list.oldest_first(since=since, stars=stars))
        seen = {review.review_id for review in listed.records}
        missing = [one for one in dict.fromkeys(watched) if review_id_in(one) == one and one not in seen]
        found = _Found()
        for review_id in missing[:MOST_LOOK_UPS]:
            found.take(review_id, self.fetch_review)
        notes = [*listed.notes, *found.notes()]
        left = len(missing) - MOST_LOOK_UPS
        if left > 0:
            notes.append(
                f"Trustpilot: {len(missing)} reviews of {self.brand} are not in its list; {left} of them "
                "were not looked up in this run."
            )
        return Fetched(
            records=(*listed.records, *found.reviews),
            skipped=(*listed.skipped, *found.skipped),
            unknown_ids=tuple(found.gone),
            complete=not found.late and left <= 0,
            notes=tuple(notes),
        )

    def fetch_review(self, review_id: str) -> Review | None:
        """
        Look up one review; None if Trustpilot does not know it: it was deleted.

        Raises RowSkipped for what is no id, Misconfigured, TryLater.
        """
        if review_id_in(review_id) != review_id:
            raise RowSkipped(f"{review_id[:40]!r} is no id of a review. Nothing was asked.")
        try:
            answer = self._fetch(f"/v1/private/reviews/{review_id}", {})
        except NotServed as error:
            if error.status == 404:
                return None
            raise
        return review_from_json(answer, brand=self.brand, business_unit_id=self._unit)

    def _read(self, entries: Iterable[Entry]) -> Fetched[Review]:
        """Make Records of entries; of one that came twice, shifted between pages, the later counts."""
        reviews: dict[str, Review] = {}
        skipped: list[RowSkipped] = []
        notes: dict[str, None] = {}
        for entry in entries:
            try:
                review = review_from_json(entry, brand=self.brand, business_unit_id=self._unit)
            except RowSkipped as error:
                skipped.append(error)
                continue
            reviews[review.review_id] = review
            unread = unread_fields(entry)
            if unread:
                notes[
                    f"Trustpilot: {', '.join(unread)} of review {review.review_id} could not be read; "
                    "shown as missing."
                ] = None
        return Fetched(records=tuple(reviews.values()), skipped=tuple(skipped), notes=tuple(notes))

    def _fetch(self, path: str, query: Mapping[str, Any]) -> Any:
        return self._http.fetch_json(path, params=query, explain=self._explain)

    def _explain(self, response: Response) -> SheetsBotError | None:
        return explain_trustpilot(response, brand=self.brand)


class _Found:
    """What looking up single reviews has brought; one that fails stops no other."""

    def __init__(self) -> None:
        self.reviews: list[Review] = []
        self.gone: list[str] = []
        self.skipped: list[RowSkipped] = []
        self.late = 0
        self.refused = 0

    def take(self, review_id: str, look_up: Callable[[str], Review | None]) -> None:
        """Look one up, and remember what came. Raises NotServed where no other would be served either."""
        try:
            review = look_up(review_id)
        except TryLater:
            self.late += 1
        except NotServed as error:
            if error.status == 401:
                raise
            # The list was served just before, so it is about this review: it may be another unit's now.
            self.refused += 1
        except RowSkipped as error:
            self.skipped.append(error)
        else:
            if review is None:
                self.gone.append(review_id)
            elif review.review_id == review_id:
                self.reviews.append(review)
            else:
                self.skipped.append(
                    RowSkipped(
                        f"{review_id}: Trustpilot answered with another review. It was left as it was."
                    )
                )

    def notes(self) -> list[str]:
        """Say what the receipt should tell."""
        notes = []
        if self.late:
            notes.append(f"Trustpilot gave no answer for {self.late} reviews; the next sweep asks again.")
        if self.refused:
            notes.append(
                f"Trustpilot refused to show {self.refused} reviews that were in its list before; they may "
                "belong to another business now. Their rows stay as they were."
            )
        return notes
