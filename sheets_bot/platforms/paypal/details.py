"""
The details of many disputes, fetched side by side.

One call per case, because PayPal's list lacks what the tracker needs (the
merchant's transaction id, messages, evidence, what is allowed now). One bad case
costs itself only; a PayPal that is down is not asked a hundred times.
"""

import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from sheets_bot.domain.disputes.dispute import Dispute
from sheets_bot.errors import RowSkipped, SheetsBotError, TryLater
from sheets_bot.platforms.paypal.access import NotServed
from sheets_bot.platforms.paypal.listing import PATH, FetchJson
from sheets_bot.platforms.paypal.records import case_id_of, dispute_from_json, unread_fields

_MOST_TROUBLES = 3
"""So many cases without an answer mean that PayPal is down; the rest is not asked for."""


@dataclass(frozen=True, slots=True)
class Case:
    """What became of one case that was asked for."""

    case_id: str
    dispute: Dispute | None = None
    unread: tuple[str, ...] = ()
    """Fields that matter and could not be read."""
    error: SheetsBotError | None = None
    """RowSkipped, TryLater or NotServed; None when the dispute came or is unknown."""

    @property
    def unknown(self) -> bool:
        """Whether PayPal does not know the case."""
        return self.dispute is None and self.error is None


def fetch_cases(
    fetch: FetchJson,
    case_ids: Iterable[str],
    *,
    listed: Mapping[str, Mapping[str, Any]],
    brand: str,
    side_by_side: int,
) -> list[Case]:
    """
    Fetch the details of each case, *side_by_side* at a time; *listed* holds what the list said of them.

    Raises NotServed if the token is refused, or if no case at all may be read (of a
    list that is empty that is not judged); TryLater if PayPal answers for none.
    """
    ids = list(case_ids)
    party = _Party(fetch, brand, listed)
    with ThreadPoolExecutor(side_by_side, thread_name_prefix="paypal") as pool:
        cases = list(pool.map(party.look_up, ids))
    errors = [case.error for case in cases if case.error]
    if len(errors) == len(cases):
        for error in errors:
            if (isinstance(error, NotServed) and error.status == 403 and listed) or (
                isinstance(error, TryLater) and party.over
            ):
                raise error
    return cases


class _Party:
    """The threads of one fetch, and what they tell each other."""

    def __init__(self, fetch: FetchJson, brand: str, listed: Mapping[str, Mapping[str, Any]]) -> None:
        self._fetch = fetch
        self._brand = brand
        self._listed = listed
        self._lock = threading.Lock()
        self._troubles = 0

    @property
    def over(self) -> bool:
        """Whether asking on is of no use."""
        with self._lock:
            return self._troubles >= _MOST_TROUBLES

    def look_up(self, case_id: str) -> Case:
        """Fetch one case; raises NotServed for a refused token only."""
        try:
            return self._looked_up(case_id)
        except NotServed as error:
            if error.status == 401:
                self._count(_MOST_TROUBLES)
                raise
            if error.status == 404 and case_id not in self._listed:
                return Case(case_id)
            return Case(case_id, error=error)
        except TryLater as error:
            self._count(1)
            return Case(case_id, error=error)
        except RowSkipped as error:
            return Case(case_id, error=error)

    def _looked_up(self, case_id: str) -> Case:
        try:
            case_id_of({"dispute_id": case_id})
        except RowSkipped:
            # It comes from the key column, where a person may have typed anything.
            return Case(case_id)
        if self.over:
            raise TryLater(f"PayPal, brand {self._brand}: {case_id} was not asked for, others had no answer.")
        details = self._fetch(f"{PATH}/{case_id}", None)
        if case_id_of(details) != case_id:
            raise RowSkipped(f"PayPal, brand {self._brand}: asked for {case_id}, PayPal sent another case.")
        # PayPal's samples have it in the details too, its specification only in the list.
        payload = {"dispute_state": self._listed.get(case_id, {}).get("dispute_state"), **details}
        return Case(
            case_id, dispute=dispute_from_json(payload, brand=self._brand), unread=unread_fields(payload)
        )

    def _count(self, troubles: int) -> None:
        with self._lock:
            self._troubles += troubles
