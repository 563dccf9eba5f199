"""
PayPal: fetches the disputes and payments of one brand.

The list says which cases changed (`paypal/listing.py`), one call each gives their
details (`paypal/details.py`), `paypal/records.py` makes Records of them. Signing in
and PayPal's errors are in `paypal/access.py`. Reads only: what answers a case is in `paypal/acts.py`.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sheets_bot.domain.disputes.dispute import Dispute
from sheets_bot.errors import RowSkipped, SheetsBotError, TryLater
from sheets_bot.platforms.base import Fetched
from sheets_bot.platforms.http import Http, Response
from sheets_bot.platforms.limiter import Limiter
from sheets_bot.platforms.patience import Patience, Traffic
from sheets_bot.platforms.paypal import payments as paypal_payments
from sheets_bot.platforms.paypal.access import PayPalToken, explain_paypal
from sheets_bot.platforms.paypal.acts import CaseActs
from sheets_bot.platforms.paypal.details import Case, fetch_cases
from sheets_bot.platforms.paypal.listing import DisputeList
from sheets_bot.platforms.paypal.payments import Payment


class PayPal:
    """The account of one brand. *http* must carry the *token* of the same brand."""

    def __init__(self, http: Http, token: PayPalToken, *, brand: str, side_by_side: int = 4) -> None:
        self.brand = brand
        self._http = http
        self._token = token
        self._side_by_side = side_by_side
        self._list = DisputeList(self._fetch, http.base_url)
        self.acts = CaseActs(http, brand=brand)
        """What may be done to a case, once a person has ticked it."""

    @classmethod
    def connect(
        cls,
        base_url: str,
        *,
        client_id: str,
        client_secret: str,
        brand: str,
        limiter: Limiter | None = None,
        patience: Patience | None = None,
        side_by_side: int = 4,
    ) -> "PayPal":
        """Open the door to PayPal, or a stand-in, with the app of one brand. Sends nothing yet."""
        token = PayPalToken(
            Http("PayPal sign-in", base_url, patience=patience), client_id, client_secret, brand=brand
        )
        http = Http("PayPal", base_url, credential=token, limiter=limiter, patience=patience)
        return cls(http, token, brand=brand, side_by_side=side_by_side)

    def __repr__(self) -> str:
        return f"<PayPal of {self.brand} at {self._http.base_url}>"

    @property
    def traffic(self) -> Traffic:
        """What has passed so far, sign-in apart."""
        return self._http.traffic

    def close(self) -> None:
        """Close all connections."""
        self._http.close()
        self._token.close()

    def scopes(self) -> frozenset[str]:
        """Return the rights of the app, for `check`; see `DISPUTES_SCOPE` and `PAYMENTS_SCOPE`."""
        return self._token.scopes()

    def fetch_disputes(
        self, *, since: datetime, until: datetime, also: Collection[str] = ()
    ) -> Fetched[Dispute]:
        """
        Fetch the disputes that changed since *since* and those named in *also*, with all details.

        *until* is the present of this run (both UTC). Half an hour before *since* is
        asked for again; PayPal goes back 180 days, whatever *since* says.

        Raises Misconfigured (sign-in, rights), TryLater if nothing could be fetched.
        Where only some cases fail, the others are returned, and the ids of these to be asked for again.
        """
        listing = self._list.changed(since=since, until=until)
        cases = fetch_cases(
            self._fetch,
            dict.fromkeys([*listing.items, *also]),
            listed=listing.items,
            brand=self.brand,
            side_by_side=self._side_by_side,
        )
        late = sum(isinstance(case.error, TryLater) for case in cases)
        return Fetched(
            records=tuple(case.dispute for case in cases if case.dispute),
            skipped=(*listing.skipped, *(_skipped(case, case.error) for case in cases if case.error)),
            unknown_ids=tuple(case.case_id for case in cases if case.unknown),
            complete=not listing.notes and not late,
            ask_again=tuple(case.case_id for case in cases if case.error),
            notes=(*listing.notes, *_notes(cases, late)),
        )

    def fetch_payments(self, *, start: datetime, end: datetime) -> Fetched[Payment]:
        """
        Fetch the completed sales between two instants (UTC), see `paypal/payments.py`.

        Raises Misconfigured (sign-in, rights), TryLater.
        """
        return paypal_payments.fetch_payments(self._fetch, start=start, end=end)

    def _fetch(self, path: str, query: Mapping[str, Any] | None) -> Any:
        return self._http.fetch_json(path, params=query, explain=self._explain)

    def _explain(self, response: Response) -> SheetsBotError | None:
        return explain_paypal(response, brand=self.brand)


def _skipped(case: Case, error: SheetsBotError) -> RowSkipped:
    return error if isinstance(error, RowSkipped) else RowSkipped(f"{case.case_id}: {error}")


def _notes(cases: list[Case], late: int) -> list[str]:
    """Say what the receipt should tell beyond the skipped cases."""
    notes = [
        f"PayPal: {', '.join(case.unread)} of {case.case_id} could not be read; shown as missing."
        for case in cases
        if case.unread
    ]
    if late:
        notes.append(f"PayPal gave no answer for {late} of {len(cases)} disputes; the next run asks again.")
    return notes
